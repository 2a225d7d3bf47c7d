// JSON's texts, numbers and words.

internal import PerceptualHash

/// A value of JSON that is no object and no array, as it is written.
enum JSONScalar: Hashable {
  case null
  case word(Bool)
  case number([UInt8])
  case text([UInt8])

  /// What it says as text; `nil` if it is `null`.
  var bytes: [UInt8]? {
    switch self {
    case .null: nil
    case .word(let isTrue): Array("\(isTrue)".utf8)
    case .number(let bytes), .text(let bytes): bytes
    }
  }

  /// What it says as text; `nil` if it is `null`, or nothing but white space.
  var string: String? {
    guard let bytes = bytes?[...].trimmed, !bytes.isEmpty else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether it says yes, as exporters write it: `true`, `"true"`, `"True"`.
  var isTrue: Bool { string?.lowercased() == "true" }
}

extension JSONReader {
  /// No text that is kept is longer, in bytes. What nobody needs may be of any length.
  private static let longestText = 1 << 20
  private static let longestNumber = 400

  /// Reads a value that is no object and no array.
  ///
  /// - Parameter keeps: Whether it is needed; else a text comes out empty.
  func plain(keeps: Bool) throws(ListFault) -> JSONScalar {
    switch try peek() {
    case UInt8(ascii: "\""): return .text(try text(keeps: keeps))
    case UInt8(ascii: "t"):
      try word("true")
      return .word(true)
    case UInt8(ascii: "f"):
      try word("false")
      return .word(false)
    case UInt8(ascii: "n"):
      try word("null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw wrong("a value is missing")
    }
  }

  private func word(_ word: StaticString) throws(ListFault) {
    for byte in word.description.utf8 {
      guard let next = try peek(1).first else { throw truncated }
      guard next == byte else { throw wrong("\"\(word)\" is expected") }
      position += 1
    }
  }

  private func number() throws(ListFault) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      if position == buffer.count, try !fill() { break }
      guard buffer[position].isOfNumber else { break }
      bytes.append(buffer[position])
      position += 1
      if bytes.count > Self.longestNumber { throw wrong("a number is too long") }
    }
    guard try !peek(1).isEmpty || bytes.isJSONNumber else { throw truncated }
    guard bytes.isJSONNumber else {
      throw wrong("\"\(String(decoding: bytes.prefix(20), as: UTF8.self))\" is no number")
    }
    return bytes
  }

  /// Reads a text.
  ///
  /// - Parameter keeps: Whether it is needed; else it comes out empty.
  @discardableResult
  func text(keeps: Bool = true) throws(ListFault) -> [UInt8] {
    guard try peek() == UInt8(ascii: "\"") else { throw wrong("a text in quotes is missing") }
    position += 1
    var bytes: [UInt8] = []
    while true {
      let buffer = buffer
      let start = position
      var end = start
      while end < buffer.count, !buffer[end].endsRun { end += 1 }
      if keeps {
        guard end - start <= Self.longestText - bytes.count else {
          throw wrong("a text is longer than \(Self.longestText) bytes")
        }
        bytes += buffer[start..<end]
      }
      position = end
      guard end < buffer.count else {
        guard try fill() else { throw truncated }
        continue
      }
      switch buffer[end] {
      case UInt8(ascii: "\""):
        position += 1
        return bytes
      case UInt8(ascii: "\\"):
        let meant = try escape()
        if keeps { bytes += meant }
      case 0x09, 0x0A, 0x0D:
        position += 1
        if keeps { bytes.append(buffer[end]) }
      default: throw wrong("a text has the control character \(buffer[end])")
      }
    }
  }

  /// Reads a backslash and what belongs to it.
  private func escape() throws(ListFault) -> [UInt8] {
    guard let byte = try peek(2).dropFirst().first else { throw truncated }
    let meant: UInt8
    switch byte {
    case UInt8(ascii: "u"): return try escapedUnits()
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): meant = byte
    case UInt8(ascii: "b"): meant = 0x08
    case UInt8(ascii: "f"): meant = 0x0C
    case UInt8(ascii: "n"): meant = 0x0A
    case UInt8(ascii: "r"): meant = 0x0D
    case UInt8(ascii: "t"): meant = 0x09
    default:
      let shown = (0x21..<0x7F).contains(byte) ? String(UnicodeScalar(byte)) : "byte \(byte)"
      throw wrong("a backslash stands ahead of \(shown), which means nothing")
    }
    position += 2
    return [meant]
  }

  /// Reads `\uXXXX`, and its second half if it is the first of two; a half alone is replaced.
  private func escapedUnits() throws(ListFault) -> [UInt8] {
    var units = [try escapedUnit()]
    if (0xD800..<0xDC00).contains(units[0]), try peek(2).elementsEqual("\\u".utf8) {
      units.append(try escapedUnit())
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private func escapedUnit() throws(ListFault) -> UInt16 {
    let digits = try peek(6).dropFirst(2)
    var unit: UInt16 = 0
    for digit in digits {
      guard let value = Hexadecimal.value(of: digit) else {
        throw wrong("\"\\u\" has no four digits")
      }
      unit = unit << 4 | UInt16(value)
    }
    guard digits.count == 4 else { throw truncated }
    position += 6
    return unit
  }
}

extension UInt8 {
  /// Whether it is a quote, a backslash or a control character.
  fileprivate var endsRun: Bool {
    self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
  }

  fileprivate var isDecimalDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isOfNumber: Bool {
    isDecimalDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "+")
      || self == UInt8(ascii: ".") || self | 0x20 == UInt8(ascii: "e")
  }
}

extension [UInt8] {
  /// Whether it is a number as JSON has it: no plus sign, no zero ahead, digits on both sides of a
  /// point.
  fileprivate var isJSONNumber: Bool {
    var rest = self[...]
    func digits() -> Int {
      let digits = rest.prefix(while: \.isDecimalDigit)
      rest = rest[digits.endIndex...]
      return digits.count
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, whole == 1 || !startsWithZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digits() > 0 else { return false }
    }
    if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
