// The PDQ hash as a value: 256 bits, a text form, a distance.

public import HammingSpace

/// A PDQ hash: 256 bits, one for each of the 16 x 16 lowest frequencies of a picture's luma.
///
/// The text form is 64 lowercase hexadecimal digits, the most significant bit first; reading also
/// accepts upper case.
public struct PDQHash: Hashable, Sendable, LosslessStringConvertible {
  /// The bits. Bit `16 i + j` belongs to the frequency `i + 1` down and `j + 1` across.
  public var code: Code256

  /// Makes a hash of its bits.
  public init(_ code: Code256) {
    self.code = code
  }

  /// Reads the text form; `nil` if `text` is not 64 hexadecimal digits.
  public init?(_ text: String) {
    self.init(hex: text.utf8)
  }

  /// Reads the text form from bytes.
  package init?(hex: some Collection<UInt8>) {
    guard hex.count == 64, let bytes = Hexadecimal.bytes(of: hex) else { return nil }
    var words = SIMD4<UInt64>.zero
    for (position, byte) in bytes.enumerated() {
      let word = 3 - position / 8
      words[word] = words[word] << 8 | UInt64(byte)
    }
    self.init(Code256(words: words))
  }

  /// The 32 bytes that the text form shows.
  package var bytes: [UInt8] {
    (0..<32).map { position in
      UInt8(truncatingIfNeeded: code.words[3 - position / 8] >> UInt64(56 - 8 * (position % 8)))
    }
  }

  /// The text form.
  public var description: String { Hexadecimal.text(of: bytes) }

  /// The number of bits in which two hashes differ, `0...256`.
  public func distance(to other: PDQHash) -> Int {
    code.distance(to: other.code)
  }
}

/// What hashing a picture gives: its PDQ hash and how much it can be trusted.
public struct PDQResult: Hashable, Sendable {
  /// The hash.
  public var hash: PDQHash

  /// How much structure the picture has, 0 (blank) to 100.
  public var quality: Int

  /// Makes a result.
  public init(hash: PDQHash, quality: Int) {
    self.hash = hash
    self.quality = quality
  }

  /// Whether the picture has enough structure to be matched.
  public var isMatchable: Bool { quality >= Thresholds.minimumQuality }
}
