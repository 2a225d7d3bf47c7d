// A value of a report, and its text in each format.

internal import Findings
internal import Foundation

/// A value of a field. What is untrusted is made safe here, by what it is.
enum ReportValue {
  /// A word of the program, or hexadecimal digits.
  case word(String)
  /// Text that may come from elsewhere.
  case text(String)
  /// A path, as bytes.
  case path([UInt8])
  /// Bytes that are given as they are.
  case bytes([UInt8])
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case flag(Bool)
  case reasons([Reason])

  /// As JSON.
  var json: String {
    switch self {
    case .word(let text), .text(let text): JSONText.string(text)
    case .path(let path): JSONText.string(UntrustedText.text(of: path).text)
    case .bytes(let bytes): JSONText.string(Data(bytes).base64EncodedString())
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .number(let value): JSONText.number(value)
    case .flag(let value): "\(value)"
    case .reasons(let reasons): Reason.json(reasons)
    }
  }

  /// As the text of a CSV field.
  var csv: String {
    switch self {
    case .word(let text): text
    case .text(let text): UntrustedText.line(text)
    case .path(let path): UntrustedText.line(path)
    case .bytes(let bytes): Data(bytes).base64EncodedString()
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .number(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .reasons(let reasons): Reason.json(reasons)
    }
  }
}
