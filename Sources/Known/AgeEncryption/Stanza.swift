// Recipient stanzas: the key of a file, wrapped for somebody.

/// One stanza of a header.
struct Stanza: Sendable {
  static let x25519 = "X25519"
  static let scrypt = "scrypt"

  /// The kind, and what the kind asks for; printable ASCII, at least one.
  var arguments: [String]
  var body: [UInt8]
  /// Where it begins, from 1; 0 if it was not read.
  var line = 0

  var kind: String { arguments[0] }

  /// The lines, each with its line feed.
  var text: [UInt8] {
    let feed = UInt8(ascii: "\n")
    var text = Array("-> \(arguments.joined(separator: " "))".utf8) + [feed]
    var rest = Base64.encode(body)[...]
    while rest.count >= AgeFile.columns {
      text += rest.prefix(AgeFile.columns) + [feed]
      rest.removeFirst(AgeFile.columns)
    }
    // The last line is a short one, and may be empty.
    return text + rest + [feed]
  }

  /// Arguments of a stanza's first line; `nil` if it is none.
  static func arguments(of line: [UInt8]) -> [String]? {
    guard line.starts(with: "-> ".utf8) else { return nil }
    let words = line.dropFirst(3).split(
      separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.allSatisfy({ !$0.isEmpty && $0.allSatisfy(AgeFile.isVisible) }) else {
      return nil
    }
    return words.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of an argument that is base64 of so many; `nil` if it is not.
  func bytes(ofArgument index: Int, count: Int) -> [UInt8]? {
    guard let bytes = Base64.decode(Array(arguments[index].utf8)[...]), bytes.count == count else {
      return nil
    }
    return bytes
  }
}
