// The one writer of CSV (RFC 4180), for reports and for whatever else is printed as CSV.
//
// Whether a field needs quotes must not be asked of Swift's characters: a comma followed by a combining mark
// is another character than a comma, but readers of CSV know of bytes alone, and a name could cut its row or
// swallow the next ones. So every field has quotes, and the quotes within are found among the bytes.

/// Writes lines of CSV.
public enum CSVWriter {
  private static let quote = UInt8(ascii: "\"")

  /// A line of fields, each in quotes, and CRLF behind it.
  ///
  /// What a spreadsheet would take for a formula gets an apostrophe ahead of it.
  public static func line(_ fields: some Sequence<String>) -> String {
    var line: [UInt8] = []
    for field in fields {
      line.append(contentsOf: line.isEmpty ? [quote] : [UInt8(ascii: ","), quote])
      if isFormula(field) { line.append(UInt8(ascii: "'")) }
      for byte in field.utf8 {
        line.append(byte)
        if byte == quote { line.append(quote) }
      }
      line.append(quote)
    }
    return String(decoding: line + [0x0D, 0x0A], as: UTF8.self)
  }

  /// A field for a line that is not of a report: in quotes only if it has a comma, a quote or a line's end.
  public static func field(_ field: String) -> String {
    let special = Array(",\"\r\n".utf8)
    guard field.utf8.contains(where: special.contains) else { return field }
    var bytes = [quote]
    for byte in field.utf8 { bytes += byte == quote ? [quote, quote] : [byte] }
    return String(decoding: bytes + [quote], as: UTF8.self)
  }

  /// Whether a spreadsheet may take a field for a formula, by its first scalar.
  public static func isFormula(_ field: String) -> Bool {
    switch field.unicodeScalars.first {
    case "=", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
    case "+", "-": !isNumber(field)
    default: false
    }
  }

  /// Whether a field is a plain number: a sign, digits, a point and digits, an exponent.
  private static func isNumber(_ field: String) -> Bool {
    var rest = field.utf8[...]
    func dropSign() {
      if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
    }
    func dropDigits() -> Bool {
      let behind = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      defer { rest = behind }
      return behind.count < rest.count
    }
    dropSign()
    guard dropDigits() else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard dropDigits() else { return false }
    }
    if let first = rest.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      dropSign()
      guard dropDigits() else { return false }
    }
    return rest.isEmpty
  }
}
