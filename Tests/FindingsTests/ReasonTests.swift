// Reasons as JSON: kept as they are, and never read with other numbers than their code has.

import Findings
import Foundation
import Testing

struct ReasonTests {
  private static let all = Reason.Code.allCases.map { code in
    switch code.parameters.count {
    case 0: Reason(code)
    case 1: Reason(code, .max)
    default: Reason(code, .min, 7)
    }
  }

  @Test("Every reason comes back from its text", arguments: all)
  func roundTrip(reason: Reason) throws {
    let text = Reason.json([reason, Reason(.truncated)])
    let read = try JSONDecoder().decode([Reason].self, from: Data(text.utf8))
    #expect(read == [reason, Reason(.truncated)])
    // The same text as any encoder's.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let encoded = try encoder.encode([reason, Reason(.truncated)])
    #expect(String(decoding: encoded, as: UTF8.self) == text)
  }

  @Test(
    "Other numbers or codes are refused",
    arguments: [
      #"{"code":"readFailed","numbers":[1]}"#, #"{"code":"readFailed"}"#,
      #"{"code":"truncated","numbers":[1]}"#, #"{"code":"nothing"}"#, #"{"numbers":[]}"#,
      #"{"code":"notOpened","numbers":[99999999999999999999]}"#,
    ])
  func refused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Reason.self, from: Data(text.utf8))
    }
  }
}

struct SettingsTests {
  @Test("Equal settings differ in nothing, whatever their lists are called")
  func noDifference() {
    #expect(
      ScanSettings(radius: 3, ignoredNames: ["a"]).difference(from: ScanSettings(radius: 3)) == nil)
  }
}
