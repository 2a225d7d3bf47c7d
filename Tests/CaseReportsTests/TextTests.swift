// Names and numbers as they are printed, and the sentences of reasons.

import CaseReports
import EvidenceEntries
import Findings
import Foundation
import Testing

struct TextTests {
  @Test("Text is printed as it stands, every byte that is not UTF-8 as an escape")
  func escapes() {
    #expect(UntrustedText.text(of: Array("résumé 日本 🏔".utf8)) == ("résumé 日本 🏔", true))
    #expect(UntrustedText.text(of: Array("caf".utf8) + [0xE9, 0x2E]) == ("caf\\xE9.", false))
    #expect(UntrustedText.text(of: [0xFF, 0xFE]) == ("\\xFF\\xFE", false))
    // A character cut in the middle, one too long, a surrogate.
    #expect(UntrustedText.text(of: [0xE6, 0x97, 0x61]).text == "\\xE6\\x97a")
    #expect(UntrustedText.text(of: [0xC0, 0xAF]).text == "\\xC0\\xAF")
    #expect(UntrustedText.text(of: [0xED, 0xA0, 0x80]).text == "\\xED\\xA0\\x80")
    #expect(UntrustedText.text(of: []) == ("", true))
  }

  @Test("A line stays one, and steers no terminal")
  func lines() {
    #expect(UntrustedText.line("a\nb\r\tc") == "a\\nb\\r\\tc")
    #expect(UntrustedText.line("\u{1B}[2Jgone") == "\\u{1B}[2Jgone")
    #expect(UntrustedText.line("gpj\u{202E}exe") == "gpj\\u{202E}exe")
    #expect(UntrustedText.line([0x61, 0x0A, 0xE9]) == "a\\n\\xE9")
    #expect(UntrustedText.line("plain, \"quoted\" é") == "plain, \"quoted\" é")
    #expect(UntrustedText.line(of: Array("plain".utf8)) == ("plain", true))
  }

  @Test("What is printed of two names is the same only if the names are")
  func distinct() {
    let names: [[UInt8]] = [
      [0x0A], Array("\\n".utf8), Array("\\\\n".utf8), [0xE9], Array("\\xE9".utf8), [0x5C],
      [0x5C, 0x5C], Array("\u{202E}".utf8), Array("\\u{202E}".utf8),
    ]
    #expect(Set(names.map { UntrustedText.line($0) }).count == names.count)
    let texts = names.map { UntrustedText.text(of: $0) }
    #expect(Set(texts.map(\.text)).count == names.count)
    for (name, text) in zip(names, texts) {
      #expect(text.isExact == (Array(text.text.utf8) == name))
    }
  }

  @Test("Every reason is a sentence", arguments: Reason.Code.allCases)
  func reasons(code: Reason.Code) throws {
    for number in [Int64.min, -1, 0, 1, .max] {
      let reason = try JSONDecoder().decode(
        Reason.self,
        from: Data(
          """
          {"code":"\(code.rawValue)","numbers":\(code.parameters.map { _ in number })}
          """.utf8))
      #expect(!EnglishWording().clause(reason, ignoredLists: ["good"]).isEmpty)
    }
  }

  @Test(
    "Reasons say what they said before",
    arguments: [
      (Reason(.readFailed, 5, 4096), "reading failed at byte 4096: Input/output error"),
      (Reason(.endedEarly, 3, 9), "ended at byte 3 of 9"),
      (Reason(.crashed, 0), "the decoder ended without a sensible record"),
      (Reason(.crashed, 11), "the decoder was killed by signal 11"),
      (Reason(.noAnswer, 60, 0), "no answer for 60.0 seconds at byte 0"),
      (Reason(.knownGood, 1, 3), "known good: good:3"),
      (Reason(.knownGood, 2, 3), "known good: ?:3"),
      (
        Reason(.probablyKnownGood, 1, 9998),
        "probably known good: good, a Bloom filter that is wrong in 1 of 9998 files that it does not"
          + " hold"
      ),
    ])
  func sentences(reason: Reason, text: String) {
    #expect(EnglishWording().sentence([reason], ignoredLists: ["good"]) == text)
  }

  @Test(
    "Numbers are rounded to three digits, of any size",
    arguments: [
      (0, 0), (0.123456, 0.123), (1.9996, 2), (123_456, 123_000), (6.0123e-32, 6.01e-32),
      (1.2345e300, 1.23e300),
    ])
  func significant(value: Double, rounded: Double) {
    #expect(Figures.significant(value) == rounded)
  }

  @Test(
    "Very small and large numbers have an exponent",
    arguments: [(0.3, "0.3"), (2.4e-14, "2e-14"), (0, "0.0"), (1.2e-307, "1e-307"), (3e9, "3e9")])
  func scientific(value: Double, text: String) {
    #expect(Figures.scientific(value) == text)
  }
}
