// A value of a JSON document: one record of a list, as a rule.

/// A JSON value. Numbers are kept as they are written.
indirect enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  /// The value of a key; `nil` if it is not there, or `null`.
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self,
      let value = members.last(where: { $0.key == key })?.value, value != .null
    else { return nil }
    return value
  }

  /// What it says as text, if it is a text, a number or a truth value.
  var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let value): "\(value)"
    case .null, .array, .object: nil
    }
  }

  /// Whether it says yes, as exporters write it: `true`, `"true"`, `"True"`.
  var isTrue: Bool { text?.lowercased() == "true" }

  /// Its elements; none if it is no array.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// Its members; none if it is no object.
  var members: [JSONMember] {
    if case .object(let members) = self { members } else { [] }
  }
}

/// A key and its value.
struct JSONMember: Hashable {
  var key: String
  var value: JSONValue
}
