// JSON of reports, written piece by piece: unlike Foundation's encoder it leaves no control character raw,
// so that a report can be looked at on a terminal.

/// Pieces of JSON.
package enum JSONText {
  /// A string: what ``UntrustedText/isUnsafe(_:)`` says (C0, DEL, C1, U+2028, U+2029, and what hides or
  /// reorders text) is written as `\u009B`.
  package static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        result += "\\"
        result.unicodeScalars.append(scalar)
      } else if UntrustedText.isUnsafe(scalar) {
        for unit in UTF16.encode(scalar)! {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A number; `null` if it is infinite or none.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// An object with its keys in order of their bytes.
  static func object(_ members: [(key: String, value: String)]) -> String {
    ordered(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
  }

  /// An object with its keys in the order given, for readers that want one of them first.
  package static func ordered(_ members: [(key: String, value: String)]) -> String {
    "{" + members.map { "\(string($0.key)):\($0.value)" }.joined(separator: ",") + "}"
  }

  /// An array.
  package static func array(_ elements: [String]) -> String {
    "[" + elements.joined(separator: ",") + "]"
  }
}
