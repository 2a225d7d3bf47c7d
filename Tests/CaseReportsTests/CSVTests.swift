// CSV as other programs read it: no name may cut, swallow or change a cell.

import CaseFile
import CaseReports
import Findings
import Foundation
import Testing
import TestSupport

struct CSVTests {
  private static let separators = [
    ",", "\"", ";", "\t", "\r", "\n", "\r\n", "=", "+", "-", "@", "'", "\\", "\u{FF1D}",
  ]

  /// Scalars that change what Swift takes for a character.
  private static let joiners: [String] = [
    "\u{301}", "\u{D4E}", "\u{200D}", "\u{1F1EB}", "\u{1100}", "\u{1161}", "\u{11A8}", "\u{FE0F}",
    "\u{600}", "\u{1F3FD}", "\u{E0061}", "\u{903}", "a",
  ]

  private static let names: [String] = {
    var names: [String] = []
    for separator in separators {
      for joiner in joiners {
        for pieces in [
          [separator, joiner], [joiner, separator], [joiner, separator, joiner],
          [separator, separator, joiner], [separator, joiner, separator],
          ["a", joiner, separator, "b", joiner],
        ] {
          names.append(pieces.joined())
        }
      }
    }
    return names
  }()

  @Test("Every cell of any fields is read by others as it was written")
  func writer() throws {
    let rows = Self.names.map { [$0, "x", $0 + $0, ""] }
    let text = rows.map { CSVWriter.line($0) }.joined()
    let expected = rows.map { row in row.map { CSVWriter.isFormula($0) ? "'" + $0 : $0 } }
    #expect(try cells(text) == expected)
  }

  @Test("Every row of a report is read by others, whatever files are called")
  func report() throws {
    let names = Set(Self.names.map { Array($0.utf8) })
      .union(Self.names.map { Array($0.utf8) + [0xFF] })
    var rows: [(entry: CaseEntry, content: CaseContent?)] = []
    for (position, name) in names.enumerated() {
      var content = matchingContent(position + 1)
      content.matches[1].category = String(decoding: name, as: UTF8.self)
      rows.append((file(name, content: position + 1), content))
    }
    try withCase(rows) { file in
      let cells = try cells(try file.text(.csv))
      let titles = try #require(cells.first)
      #expect(cells.allSatisfy { $0.count == titles.count })
      let sorted = names.sorted { $0.lexicographicallyPrecedes($1) }
      let paths = sorted.flatMap { name in
        Array(repeating: "/mnt/a/" + UntrustedText.line(name), count: 2)
      }
      func column(_ title: String) -> [String] {
        let index = titles.firstIndex(of: title)!
        return cells.dropFirst().map { $0[index] }
      }
      #expect(column("File Path") == paths)
      let bytes = column("Path Bytes").map { Data(base64Encoded: $0).map { Array($0) } ?? [] }
      let expected = sorted.flatMap { name in
        Array(repeating: UntrustedText.line(of: name).isExact ? [] : name, count: 2)
      }
      #expect(bytes == expected)
      let categories = sorted.flatMap { name in
        let line = UntrustedText.line(String(decoding: name, as: UTF8.self))
        return ["", CSVWriter.isFormula(line) ? "'" + line : line]
      }
      #expect(column("Category") == categories)
      #expect(Set(column("Distance")) == ["0", "40"])
    }
  }

  @Test(
    "What a spreadsheet takes for a formula gets an apostrophe, a number does not",
    arguments: [
      ("=1", true), ("+1", false), ("-1", false), ("-1.5e-7", false), ("+a", true), ("-", true),
      ("-inf", true), ("-0x1", true), ("--1", true), ("-1-1", true), ("-1.", true), ("@a", true),
      ("\t", true), ("\n", true), ("\r\n=", true), ("\u{FF1D}1", true), ("\u{FF0B}1", true),
      ("\u{FF0D}1", true), ("\u{FF20}1", true), ("=\u{301}1", true), ("", false), ("a=", false),
      ("1e5", false), ("-1e", true), ("+\u{301}1", true),
    ])
  func formulas(field: String, isFormula: Bool) {
    #expect(CSVWriter.isFormula(field) == isFormula)
    #expect(CSVWriter.line([field]).hasPrefix(isFormula ? "\"'" : "\""))
  }
}
