// Bytes and text that came from evidence or lists, made safe to print.

/// Makes untrusted names printable, so that they can neither steer a terminal nor break a line.
public enum PrintableText {
  /// Text for a path: UTF-8 as it stands, every other byte as `\xE9`.
  ///
  /// - Parameter path: Any bytes.
  /// - Returns: The text, and whether it is exactly the path.
  public static func text(of path: some Collection<UInt8>) -> (text: String, isExact: Bool) {
    if let text = String(validating: path, as: UTF8.self) { return (text, true) }
    var text = ""
    var bytes = Array(path)[...]
    while let first = bytes.first {
      // A character takes one to four bytes.
      let character = (1...4).lazy.compactMap {
        String(validating: bytes.prefix($0), as: UTF8.self)
      }.first
      if let character {
        text += character
        bytes.removeFirst(character.utf8.count)
      } else {
        text += "\\x" + String(first, radix: 16, uppercase: true)
        bytes.removeFirst()
      }
    }
    return (text, false)
  }

  /// A path on one line of a terminal or report.
  public static func line(_ path: some Collection<UInt8>) -> String {
    line(text(of: path).text)
  }

  /// Text on one line: control characters, and those that reorder or hide others, are written as
  /// `\n` or `\u{202E}`.
  public static func line(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        line += scalar.escaped(asASCII: true)
      default:
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}
