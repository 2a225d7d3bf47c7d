// What every part of the age format needs to know (https://age-encryption.org/v1, C2SP age.md).

/// Files as the program `age` writes them, version 1.
package enum AgeFile {
  /// With so many bytes of a file's beginning, ``isAge(_:)`` is certain.
  package static let headLength = longestBlank + armourBegin.utf8.count

  /// A file can be written for so many recipients.
  package static let mostRecipients = 2_000

  /// Base-two logarithms of the steps of scrypt: 22 takes 4 GiB of memory. The program `age` opens no
  /// file of more either.
  package static let workFactors = 1...22

  /// Whether a file begins as age files do: binary, of any version, or as ASCII armour, which blank
  /// lines may precede. ``AgeReader`` says more of it.
  ///
  /// - Parameter head: The first ``headLength`` bytes, or all if there are fewer.
  package static func isAge(_ head: [UInt8]) -> Bool {
    form(of: head) != nil
  }

  enum Form {
    case binary
    case armoured
  }

  static func form(of head: [UInt8]) -> Form? {
    if head.starts(with: magic.utf8) { return .binary }
    let text = head.drop(while: isBlank)
    return text.starts(with: armourBegin.utf8) ? .armoured : nil
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// Whether a byte is ASCII that shows: no space, no control.
  static func isVisible(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte)
  }

  /// What the first line begins with; the version ends it.
  static let magic = "age-encryption.org/"
  static let versionLine = magic + "v1"
  static let armourBegin = "-----BEGIN AGE ENCRYPTED FILE-----"
  static let armourEnd = "-----END AGE ENCRYPTED FILE-----"
  /// White space before and behind armour, in bytes, as the program `age` bounds it.
  static let longestBlank = 1024

  /// Bytes of content in every chunk but the last.
  static let chunkLength = 64 << 10
  /// Bytes that sealing adds.
  static let tagLength = 16
  /// Bytes of the nonce between header and chunks, and of the key that the header wraps.
  static let nonceLength = 16
  static let fileKeyLength = 16
  /// The header may be so long; each recipient takes 98 bytes of it.
  static let longestHeader = 256 << 10
  /// Columns of base64 in a full line, of headers and of armour.
  static let columns = 64
}
