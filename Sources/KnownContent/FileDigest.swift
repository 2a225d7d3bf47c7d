// Cryptographic hashes of whole files: a match is the very same bytes.

/// The cryptographic hash functions that lists of known files use.
public enum DigestAlgorithm: String, Sendable, CaseIterable {
  case md5, sha1, sha256

  /// Bytes of a digest.
  public var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The digest of no bytes at all, which lists contain by accident and every disk by the thousand.
  var digestOfNothing: FileDigest {
    let text =
      switch self {
      case .md5: "d41d8cd98f00b204e9800998ecf8427e"
      case .sha1: "da39a3ee5e6b4b0d3255bfef95601890afd80709"
      case .sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      }
    return FileDigest(self, hex: Array(text.utf8)[...])!
  }
}

/// A cryptographic hash of a file.
public struct FileDigest: Hashable, Sendable, CustomStringConvertible {
  /// The function that made it.
  public let algorithm: DigestAlgorithm

  /// Its bytes, `algorithm.byteCount` of them.
  public let bytes: [UInt8]

  /// Makes a digest of its bytes; `nil` if they are not as many as the algorithm gives.
  public init?(_ algorithm: DigestAlgorithm, bytes: [UInt8]) {
    guard bytes.count == algorithm.byteCount else { return nil }
    self.algorithm = algorithm
    self.bytes = bytes
  }

  /// Reads hexadecimal digits of either case; `nil` if they are not exactly a digest's.
  init?(_ algorithm: DigestAlgorithm, hex: ArraySlice<UInt8>) {
    guard hex.count == 2 * algorithm.byteCount, let bytes = Hex.bytes(of: hex) else { return nil }
    self.init(algorithm, bytes: bytes)
  }

  /// Lowercase hexadecimal digits.
  public var description: String { Hex.text(of: bytes) }
}

/// Hexadecimal digits, in and out.
enum Hex {
  static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The bytes that pairs of digits stand for; `nil` if one is not a digit or has no partner.
  static func bytes(of digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for position in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
      guard let high = value(of: digits[position]), let low = value(of: digits[position + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  static func text(of bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
