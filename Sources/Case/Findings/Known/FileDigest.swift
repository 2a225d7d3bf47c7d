// Cryptographic hashes of whole files: a match is the very same bytes.

internal import PerceptualHash

/// The cryptographic hash functions that lists of known files use. The raw value is the word that cases
/// and reports use.
public enum DigestAlgorithm: String, Codable, CaseIterable, Sendable {
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
  package var digestOfNothing: FileDigest {
    switch self {
    case .md5: Self.md5OfNothing
    case .sha1: Self.sha1OfNothing
    case .sha256: Self.sha256OfNothing
    }
  }

  private static let md5OfNothing = FileDigest(
    .md5, hex: "d41d8cd98f00b204e9800998ecf8427e".utf8)!
  private static let sha1OfNothing = FileDigest(
    .sha1, hex: "da39a3ee5e6b4b0d3255bfef95601890afd80709".utf8)!
  private static let sha256OfNothing = FileDigest(
    .sha256, hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".utf8)!
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
  public init?(_ algorithm: DigestAlgorithm, hex: some Collection<UInt8>) {
    guard hex.count == 2 * algorithm.byteCount, let bytes = Hexadecimal.bytes(of: hex) else {
      return nil
    }
    self.init(algorithm, bytes: bytes)
  }

  /// The same of digits among others, as lists of millions have them.
  package init?(_ algorithm: DigestAlgorithm, hex: ArraySlice<UInt8>) {
    guard hex.count == 2 * algorithm.byteCount, let bytes = Hexadecimal.bytes(of: hex) else {
      return nil
    }
    self.init(algorithm, bytes: bytes)
  }

  /// Reads digits whose number says which algorithm they are of; `nil` if there is none.
  public init?(hex: some Collection<UInt8>) {
    let algorithm = DigestAlgorithm.allCases.first { 2 * $0.byteCount == hex.count }
    guard let algorithm else { return nil }
    self.init(algorithm, hex: hex)
  }

  /// Lowercase hexadecimal digits.
  public var description: String { Hexadecimal.text(of: bytes) }
}

extension FileDigest: Codable {
  /// Reads hexadecimal digits, whose number says which algorithm they are of.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = FileDigest(hex: try container.decode(String.self).utf8) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not the digits of a digest")
    }
    self = digest
  }

  /// Writes lowercase hexadecimal digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
