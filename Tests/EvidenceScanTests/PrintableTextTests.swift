// Names from evidence are printed so that they can do no harm.

import CaseReports
import Testing

struct PrintableTextTests {
  @Test("Text is printed as it stands, every byte that is not UTF-8 as an escape")
  func escapes() {
    #expect(PrintableText.text(of: Array("résumé 日本 🏔".utf8)) == ("résumé 日本 🏔", true))
    #expect(PrintableText.text(of: Array("caf".utf8) + [0xE9, 0x2E]) == ("caf\\xE9.", false))
    #expect(PrintableText.text(of: [0xFF, 0xFE]) == ("\\xFF\\xFE", false))
    // A character cut in the middle, one too long, a surrogate.
    #expect(PrintableText.text(of: [0xE6, 0x97, 0x61]).text == "\\xE6\\x97a")
    #expect(PrintableText.text(of: [0xC0, 0xAF]).text == "\\xC0\\xAF")
    #expect(PrintableText.text(of: [0xED, 0xA0, 0x80]).text == "\\xED\\xA0\\x80")
    #expect(PrintableText.text(of: []) == ("", true))
  }

  @Test("A line stays one, and steers no terminal")
  func lines() {
    #expect(PrintableText.line("a\nb\r\tc") == "a\\nb\\r\\tc")
    #expect(PrintableText.line("\u{1B}[2Jgone") == "\\u{1B}[2Jgone")
    #expect(PrintableText.line("gpj\u{202E}exe") == "gpj\\u{202E}exe")
    #expect(PrintableText.line([0x61, 0x0A, 0xE9]) == "a\\n\\xE9")
    #expect(PrintableText.line("plain, \"quoted\" é") == "plain, \"quoted\" é")
  }
}
