// JSON as a stream: documents of gigabytes in the memory of one record. No library known here does that.

/// Reads a JSON document (RFC 8259) from its beginning to its end, without going back.
///
/// Line breaks and tabs in texts, which the standard forbids, are taken as they are: exporters write them,
/// and they can be nothing else. Everything else that is not JSON is an error with its place.
final class JSONReader {
  /// Values nest no deeper.
  private static let deepest = 64
  /// No text is longer, in bytes.
  private static let longestText = 1 << 20
  /// A value that is read as one has no more parts than this, so that a document without records does not
  /// fill the memory.
  private static let mostParts = 1 << 17

  private let stream: ByteStream
  private var depth = 0
  private var parts = 0
  /// The record that is being read, from 1; for errors.
  var record = 0

  init(_ stream: ByteStream) {
    self.stream = stream
  }

  // MARK: - Errors

  private var place: String {
    (record > 0 ? "in record \(record), " : "") + "at byte \(stream.offset)"
  }

  private var truncated: ListFault { .truncated(place) }

  private func wrong(_ what: String) -> ListFault {
    .unusable("is no valid JSON \(place): \(what); have it exported again")
  }

  // MARK: - Structure

  /// The first byte of what comes next, which is not taken.
  func peek() throws(ListFault) -> UInt8 {
    while true {
      while stream.position < stream.buffer.count {
        let byte = stream.buffer[stream.position]
        if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
          stream.position += 1
        } else {
          return byte
        }
      }
      guard try stream.fill() else { throw truncated }
    }
  }

  /// Takes what has to come next.
  private func expect(_ byte: Character) throws(ListFault) {
    guard try peek() == byte.asciiValue else { throw wrong("\"\(byte)\" is missing") }
    stream.position += 1
  }

  private func descend() throws(ListFault) {
    depth += 1
    if depth > Self.deepest { throw wrong("it nests deeper than \(Self.deepest)") }
  }

  /// Reads an object. `member` is called for each key, and has to read its value.
  func readObject(_ member: (String) throws(ListFault) -> Void) throws(ListFault) {
    try expect("{")
    try descend()
    var isFirst = true
    while try peek() != UInt8(ascii: "}") {
      if !isFirst { try expect(",") }
      isFirst = false
      guard try peek() == UInt8(ascii: "\"") else { throw wrong("a key is missing") }
      let key = try readText()
      try expect(":")
      try member(key)
    }
    stream.position += 1
    depth -= 1
  }

  /// Reads an array. `element` is called for each element, and has to read it.
  func readArray(_ element: () throws(ListFault) -> Void) throws(ListFault) {
    try expect("[")
    try descend()
    var isFirst = true
    while try peek() != UInt8(ascii: "]") {
      if !isFirst { try expect(",") }
      isFirst = false
      try element()
    }
    stream.position += 1
    depth -= 1
  }

  /// Checks that nothing but white space, or an end-of-file mark, is left.
  func readEnd() throws(ListFault) {
    while let byte = try stream.next() {
      guard [0x20, 0x0A, 0x0D, 0x09, 0x1A, 0].contains(byte) else {
        throw wrong("something comes behind its end")
      }
    }
  }

  // MARK: - Values

  /// Reads a value as a whole.
  func readRecord() throws(ListFault) -> JSONValue {
    parts = 0
    return try readValue()
  }

  private func readValue() throws(ListFault) -> JSONValue {
    parts += 1
    if parts > Self.mostParts { throw wrong("a record has more than \(Self.mostParts) parts") }
    switch try peek() {
    case UInt8(ascii: "{"):
      var members: [JSONMember] = []
      try readObject { key throws(ListFault) in
        members.append(JSONMember(key: key, value: try readValue()))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var elements: [JSONValue] = []
      try readArray { () throws(ListFault) in elements.append(try readValue()) }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try readText())
    case UInt8(ascii: "t"): return try readWord("true", .bool(true))
    case UInt8(ascii: "f"): return try readWord("false", .bool(false))
    case UInt8(ascii: "n"): return try readWord("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
    default: throw wrong("a value is missing")
    }
  }

  private func readWord(_ word: String, _ value: JSONValue) throws(ListFault) -> JSONValue {
    let bytes = try stream.peek(word.utf8.count)
    guard bytes.elementsEqual(word.utf8) else {
      throw bytes.count < word.utf8.count ? truncated : wrong("\"\(word)\" is expected")
    }
    stream.position += bytes.count
    return value
  }

  private func readNumber() throws(ListFault) -> JSONValue {
    var digits: [UInt8] = []
    while let byte = try stream.peek(1).first, Self.isOfNumber(byte) {
      digits.append(byte)
      stream.position += 1
      if digits.count > 400 { throw wrong("a number is too long") }
    }
    let text = String(decoding: digits, as: UTF8.self)
    guard Double(text) != nil else { throw wrong("\"\(text.prefix(20))\" is no number") }
    return .number(text)
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// Reads a text, whose quote comes next.
  private func readText() throws(ListFault) -> String {
    stream.position += 1
    var bytes: [UInt8] = []
    while true {
      let rest = stream.available
      let end = rest.firstIndex {
        $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20
      }
      if let end, bytes.isEmpty, rest[end] == UInt8(ascii: "\"") {
        stream.position = end + 1
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      bytes += rest[..<(end ?? rest.endIndex)]
      stream.position = end ?? rest.endIndex
      guard bytes.count <= Self.longestText else { throw wrong("a text is too long") }
      guard end != nil else {
        guard try stream.fill() else { throw truncated }
        continue
      }
      switch try stream.next() {
      case UInt8(ascii: "\"")?: return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\")?: bytes += try readEscape()
      case 0x0A?, 0x0D?, 0x09?: bytes.append(stream.buffer[stream.position - 1])
      default: throw wrong("a text has a control character")
      }
    }
  }

  /// Reads what follows a backslash.
  private func readEscape() throws(ListFault) -> [UInt8] {
    guard let byte = try stream.next() else { throw truncated }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try readUnit()]
      if (0xD800..<0xDC00).contains(units[0]), try stream.peek(2).elementsEqual("\\u".utf8) {
        stream.position += 2
        units.append(try readUnit())
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: throw wrong("\"\\\(Character(Unicode.Scalar(byte)))\" is no escape")
    }
  }

  private func readUnit() throws(ListFault) -> UInt16 {
    let digits = try stream.peek(4)
    guard digits.count == 4 else { throw truncated }
    guard let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw wrong("\"\\u\" has no four digits")
    }
    stream.position += 4
    return unit
  }
}
