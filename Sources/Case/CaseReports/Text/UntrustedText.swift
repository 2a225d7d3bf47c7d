// Bytes and text that came from evidence or lists, made safe to show: the one place for that.
//
// A backslash starts an escape, and so is written as two: a newline and the letters `\n`, the byte E9 and
// the letters `\xE9` remain apart.

/// Makes untrusted names printable, so that they can neither steer a terminal nor break a line.
public enum UntrustedText {
  /// Text for a path: UTF-8 as it stands, every other byte as `\xE9`, a backslash as two. Control
  /// characters stand as they are: for what escapes them itself, such as JSON.
  ///
  /// - Parameter path: Any bytes.
  /// - Returns: The text, and whether it is exactly the path.
  public static func text(of path: some Collection<UInt8>) -> (text: String, isExact: Bool) {
    escaped(path, isLine: false)
  }

  /// A path on one line of a terminal or report; see ``line(of:)`` for whether it is exactly the path.
  public static func line(_ path: some Collection<UInt8>) -> String {
    line(of: path).text
  }

  /// A path on one line of a terminal or report, and whether it is exactly the path.
  public static func line(of path: some Collection<UInt8>) -> (text: String, isExact: Bool) {
    escaped(path, isLine: true)
  }

  /// Text on one line: control characters, and those that reorder or hide others, are written as
  /// `\n` or `\u{202E}`, a backslash as two.
  public static func line(_ text: String) -> String {
    line(of: text.utf8).text
  }

  /// Whether a character steers a terminal, ends a line, or reorders or hides others.
  package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func escaped(
    _ bytes: some Collection<UInt8>, isLine: Bool
  ) -> (text: String, isExact: Bool) {
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) {
      return (String(decoding: bytes, as: UTF8.self), true)
    }
    var text = String.UnicodeScalarView()
    var isExact = true
    func escape(_ escape: String) {
      text.append(contentsOf: escape.unicodeScalars)
      isExact = false
    }
    var rest = Array(bytes)[...]
    while let first = rest.first {
      guard let scalar = firstScalar(of: rest) else {
        rest.removeFirst()
        escape("\\x" + String(first, radix: 16, uppercase: true))
        continue
      }
      rest.removeFirst(UTF8.width(scalar))
      if scalar == "\\" || isLine && isUnsafe(scalar) {
        escape(scalar.escaped(asASCII: true))
      } else {
        text.append(scalar)
      }
    }
    return (String(text), isExact)
  }

  /// The character that bytes start with; `nil` if they are not UTF-8 there.
  private static func firstScalar(of bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.prefix(4).makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
    return nil
  }
}
