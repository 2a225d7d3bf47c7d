// Marks: how a table of them is read, and what is said of those that cannot be followed.

import CaseFile
import Findings
import Foundation
import ListExport
import SystemPackage
import TestSupport
import Testing

struct MarkTests {
  private func table(_ bytes: [UInt8]) throws -> MarkTable {
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: folder + "/marks.csv"))
      return try MarkTable(reading: FilePath(folder + "/marks.csv"))
    }
  }

  private func table(_ text: String) throws -> MarkTable { try table(Array(text.utf8)) }

  @Test(
    "A table may have any delimiter, order and line end, and a byte order mark",
    arguments: [
      "row,category\n3,1\n12,A 2\n", "Category;ROW\r\n1;3\r\nA 2;12\r\n",
      "\u{FEFF}\"row\",\"note\",\"category\"\r\n\"3\",\"a,\nb\",\"1\"\r\n\"12\",,\"A 2\"",
      "note\tcategory\trow\n\t1\t 3 \n\t A 2\t12\n", "row|category\r3|1\r12|A 2\r",
    ])
  func forms(_ text: String) throws {
    let marks = try table(text).marks
    #expect(marks.map(\.row) == [3, 12] && marks.map(\.category) == ["1", "A 2"])
    let plain = text.replacing("\u{FEFF}", with: "")
    let wide = try table([0xFF, 0xFE] + plain.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    #expect(wide.marks == marks && wide.faults.isEmpty)
  }

  @Test("Columns that say nothing are named, and rows without a category counted")
  func unused() throws {
    let table = try table("note,row,category,examiner,\nx,1,2,me,\ny,2,,me,\nz,,,,\n")
    #expect(table.unusedColumns == ["note", "examiner"])
    #expect(table.unmarked == 2 && table.faults.isEmpty)
    #expect(table.marks == [Mark(row: 1, category: "2", place: 2)])
  }

  @Test("What is no mark is told by its line, and the others are taken")
  func faults() throws {
    let table = try table(
      Array("row,category\nx\u{7},1\n,2\n5,1,extra\n6,ok\n7,".utf8) + [0xE9]
        + Array("\n8,\"a\u{202E}b\"\n99999999999999999999,1\n".utf8))
    #expect(table.marks == [Mark(row: 6, category: "ok", place: 5)])
    #expect(
      table.faults.map(\.description) == [
        "line 2: \"x\\u{07}\" is no number of a row; take it from a report",
        "line 3: names no row",
        "line 4: is no row of the table",
        "line 6: row 7 has a category that is not one line of UTF-8",
        "line 7: row 8 has a category that is not one line of UTF-8",
        "line 8: \"99999999999999999999\" is no number of a row; take it from a report",
      ])
  }

  @Test("A mark is compared with the digests that stand beside it")
  func digests() throws {
    var random = SeededGenerator(seed: 23)
    var content = CaseContent(id: 1, outcome: .notMedia)
    content.digests = random.digests(DigestAlgorithm.allCases)
    let md5 = content.digest(.md5)!.description
    let other = random.digests([.sha256])[0].description
    let marks = try table(
      "Row,SHA-256,MD5,Category\n1,,\(md5.uppercased()),1\n1,\(other),\(md5),1\n1,xyz,,1\n")
    #expect(marks.unusedColumns.isEmpty)
    try withCase([(file("f", content: 1), content)]) { file in
      let result = try file.list(marks.marks, .csv).result
      #expect(result.entryCount == 1)
      let faults = (marks.faults + result.faults).map(\.description)
      let text = "row 1 has another sha256 than the table says; are the marks of another case?"
      #expect(faults == ["line 4: \(text)", "line 3: \(text)"])
    }
  }

  @Test(
    "A table without both columns once is refused, and so is a report",
    arguments: [
      ("", "no column named row"), ("3,1\n", "no column named row"),
      ("row,note\n1,x\n", "no column named category"),
      ("row,category,Category\n1,2,3\n", "2 columns named category"),
      ("\"Category\",\"Row\",\"List SHA-256\"\n1,2,3\n", "is a report"),
    ])
  func refused(_ text: String, _ problem: String) throws {
    let error = #expect(throws: MarkTableError.self) { try table(text) }
    #expect(error.map { !$0.isUnreadable && $0.description.contains(problem) } == true)
  }

  @Test("A table that is not there is unreadable")
  func missing() throws {
    let error = #expect(throws: MarkTableError.self) { try MarkTable(reading: "/nowhere/marks") }
    #expect(error?.isUnreadable == true)
  }

  @Test("Mutated tables end, and each line is a mark, a fault or without a category")
  func mutants() throws {
    var random = SeededGenerator(seed: 21)
    let original = Array("row,note,category\r\n1,\"a, b\",2\r\n3,,x\r\n4,y,\r\n".utf8)
    for _ in 0..<1000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let position = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: position)
        default: bytes.insert(",\"\r\n1\0".utf8.randomElement(using: &random)!, at: position)
        }
      }
      guard let table = try? table(bytes) else { continue }
      let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
      #expect(table.marks.count + table.faults.count + table.unmarked <= lines)
    }
  }

  @Test("A mark that cannot be followed is told of, and the rest is written")
  func unfollowed() throws {
    var random = SeededGenerator(seed: 22)
    func content(_ id: Int, _ outcome: Outcome, _ digests: [FileDigest]) -> CaseContent {
      var content = CaseContent(id: id, outcome: outcome)
      content.digests = digests
      return content
    }
    let empty = FileDigest(.md5, hex: "d41d8cd98f00b204e9800998ecf8427e".utf8)!
    let same = random.digests(DigestAlgorithm.allCases)
    let contents = [
      content(1, .notMedia, random.digests(DigestAlgorithm.allCases)),
      content(2, .unreadable, []), content(3, .notMedia, [empty]), content(4, .hashed, same),
      content(5, .crashed, same),
    ]
    try withCase(contents.map { (file("f\($0.id)", content: $0.id), $0) }) { file in
      let marks = [
        (1, "1"), (99, "1"), (2, "1"), (3, "1"), (4, "1"), (5, "2"), (1, "1"), (-1, "1"),
      ].enumerated().map { Mark(row: $1.0, category: $1.1, place: $0 + 2) }
      let (text, result) = try file.list(marks, .csv)
      #expect(result.categories == [HashList.Category(code: "1", count: 1)])
      #expect(try readList(text).digests.count == 3)
      #expect(
        result.faults.map(\.description) == [
          "line 3: row 99 is not in the case",
          "line 4: row 2 has no hash that can be matched (unreadable)",
          "line 5: row 3 is of an empty file, and every empty file has its hashes",
          "line 7: row 5 is marked \"2\", and the same bytes \"1\" in line 6, as row 4; neither is written",
          "line 9: row -1 is not in the case",
        ])
      // Of what a format has no place for, too.
      let pdq = try file.list(Array(marks.prefix(1)), .pdq).result
      #expect(
        pdq.faults.map(\.description) == [
          "line 2: row 1 has no PDQ hash of a quality that can be matched"
        ])
    }
  }
}
