// The PDQ hash as a value: 256 bits, a text form, a distance.

public import HammingSpace

/// A PDQ hash: 256 bits, one for each of the 16 x 16 lowest frequencies of a picture's luma.
///
/// The text form is 64 lowercase hexadecimal digits, the most significant bit first; reading also
/// accepts upper case.
public struct PDQHash: Hashable, Sendable, LosslessStringConvertible {
  /// Two pictures at this distance or less are customarily taken for copies of each other.
  public static let matchRadius = 31

  /// Pictures whose quality is below this have too little structure to be told apart: their hashes
  /// are stored, but never matched.
  public static let minimumQuality = 50

  /// The bits. Bit `16 i + j` belongs to the frequency `i + 1` down and `j + 1` across.
  public var code: Code256

  /// Makes a hash of its bits.
  public init(_ code: Code256) {
    self.code = code
  }

  /// Reads the text form; `nil` if `text` is not 64 hexadecimal digits.
  public init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var words = SIMD4<UInt64>.zero
    for (position, digit) in digits.enumerated() {
      guard let value = Self.value(ofDigit: digit) else { return nil }
      let word = 3 - position / 16
      words[word] = words[word] << 4 | UInt64(value)
    }
    self.init(Code256(words: words))
  }

  /// The text form.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for word in stride(from: 3, through: 0, by: -1) {
      for shift in stride(from: 60, through: 0, by: -4) {
        let value = UInt8(truncatingIfNeeded: code.words[word] >> UInt64(shift) & 15)
        text.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The number of bits in which two hashes differ, `0...256`.
  public func distance(to other: PDQHash) -> Int {
    code.distance(to: other.code)
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
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
  public var isMatchable: Bool { quality >= PDQHash.minimumQuality }
}
