// Reports: their keys and titles, the values of every field, and the same bytes every time.

import CaseFile
import CaseReports
import EvidenceEntries
import Findings
import Foundation
import Testing
import TestSupport

struct ReportTests {
  private static let rows: [(entry: CaseEntry, content: CaseContent?)] = {
    var failed = file(Array("b\u{9B}\\n\n".utf8), content: nil)
    failed.reasons = [Reason(.notOpened, 13)]
    var ignored = CaseContent(id: 2, outcome: .ignored)
    ignored.reasons = [Reason(.knownGood, 1, 12), Reason(.truncated)]
    ignored.unread = 0
    return [
      (file(Array("a.png".utf8), content: 1), matchingContent(1)), (failed, nil),
      (file([0x63, 0xE9], content: 2), ignored),
    ]
  }()

  @Test("Rows of a volume that was writable say so, in either format, and others do not")
  func writableVolume() throws {
    for (options, isWritable) in [("rw", true), ("ro", false)] {
      try withCase([(file(Array("a".utf8), content: nil), nil)]) { file in
        try file.record(
          [
            CaseMount(
              volume: 1,
              mount: MountState(
                point: Array("/mnt/a".utf8), source: Array("/dev/sdb1".utf8), fileSystem: "ext4",
                options: options, superOptions: options, device: .readOnly))
          ], run: 1)
        let (json, csv) = (try file.text(.jsonl), try file.text(.csv))
        #expect(json.contains("\"volumeWritable\":true") == isWritable)
        #expect(csv.contains(",\"true\",") == isWritable)
      }
    }
  }

  @Test(
    "Times have nine digits of a second, before 1970 as well",
    arguments: [
      (0, "1970-01-01T00:00:00.000000000Z"), (1, "1970-01-01T00:00:00.000000001Z"),
      (-1, "1969-12-31T23:59:59.999999999Z"), (-1_000_000_000, "1969-12-31T23:59:59.000000000Z"),
      (-1_000_000_001, "1969-12-31T23:59:58.999999999Z"),
      (1_700_000_000_500_000_000, "2023-11-14T22:13:20.500000000Z"),
    ])
  func times(nanoseconds: Int64, text: String) throws {
    var entry = file(Array("a".utf8), content: nil)
    entry.status?.modified = nanoseconds
    try withCase([(entry, nil)]) { file in
      let (json, csv) = (try file.text(.jsonl), try file.text(.csv))
      #expect(json.contains("\"modified\":\"\(text)\"") && csv.contains("\"\(text)\""))
    }
  }

  @Test("Rows are numbered once the scan has finished: until then, others may come between them")
  func numbers() throws {
    try withCase(Self.rows) { file in
      var context = try ReportContext(file)
      let unfinished = try file.text(.jsonl)
      #expect(!context.isComplete && !unfinished.contains("\"row\":"))
      context.isComplete = true
      var text = ""
      try file.report(.jsonl, .all, context) { text += $0 }
      let lines = text.split(separator: "\n")
      for (index, line) in lines.enumerated() {
        #expect(line.contains("\"row\":\(index + 1),"))
      }
    }
  }

  @Test("JSON has every key with its value")
  func json() throws {
    try withCase(Self.rows) { file in
      let text = try file.text(.jsonl)
      let objects = try text.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(objects.count == 3)
      let first = objects[0]
      #expect(
        Set(first.keys) == [
          "volume", "path", "kind", "size", "inode", "modified", "accessed", "changed", "created",
          "format", "extensionMismatch", "width", "height", "exifOrientation", "outcome", "decoder",
          "sha256", "pdq", "quality", "matches",
        ])
      #expect(text.contains("\"inode\":18446744073709551615,"))
      #expect(first["created"] as? String == "2026-11-18T11:06:40.000000001Z")
      #expect(first["decoder"] as? String == "picture worker, locked process per file")
      let matches = try #require(first["matches"] as? [[String: Any]])
      #expect(
        Set(matches[1].keys) == [
          "list", "listNumber", "listSHA256", "entry", "category", "algorithm", "grade", "distance",
          "radius", "expectedByChance", "variant", "knownHash",
        ])
      #expect(matches[1]["knownHash"] as? String == String(repeating: "a5", count: 32))
      #expect(matches[0]["radius"] as? Int == 0)
      #expect(matches[0]["variant"] as? String == "identity")
      #expect(matches[1]["radius"] as? Int == 54)
      #expect(matches[1]["entry"] as? String == "4")
      #expect(matches[1]["listNumber"] as? Int == 2)
      #expect(matches[1]["variant"] as? String == "rotate90 insideBorder")
      #expect(objects[1]["reason"] as? String == "Permission denied")
      #expect(objects[1]["path"] as? String == "b\u{9B}\\\\n\n")
      #expect(
        objects[1]["pathBytes"] as? String == Data(Self.rows[1].entry.path).base64EncodedString())
      #expect(objects[2]["path"] as? String == "c\\xE9")
      #expect(objects[2]["pathBytes"] as? String == "Y+k=")
      #expect(objects[2]["reason"] as? String == "known good: good\n.txt:12; the data ends early")
      let reasons = try #require(objects[2]["reasons"] as? [[String: Any]])
      #expect(reasons[0]["code"] as? String == "knownGood")
      #expect(reasons[0]["numbers"] as? [Int] == [1, 12])
      #expect(reasons[1].count == 1)
      #expect(objects[2]["unreadBytes"] as? Int == 0)
    }
  }

  @Test(
    "A report has no control character but the ends of its lines", arguments: ReportFormat.allCases)
  func controls(format: ReportFormat) throws {
    let controls = (Array(1...0x20) + Array(0x7F...0xA0) + [0x2028, 0x2029, 0x202E, 0xE0061])
      .map { Character(Unicode.Scalar($0)!) }
    var content = matchingContent(1)
    content.matches[0].category = String(controls)
    let entry = file(Array(String(controls).utf8), content: 1)
    try withCase([(entry, content)], volume: "/mnt/\u{1B}[2J", lists: [list(String(controls))]) {
      file in
      let text = try file.text(format)
      #expect(!text.isEmpty)
      for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\r" {
        #expect(![.control, .format, .lineSeparator].contains(scalar.properties.generalCategory))
      }
      if format == .jsonl {
        let script =
          "import json, sys; print(json.dumps([json.loads(l) for l in open(sys.argv[1])]))"
        let data = try python(script, reads: text)
        let objects = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        let path = try #require(objects.first?["path"] as? String)
        #expect(Array(path.utf8) == entry.path)
      }
    }
  }

  @Test("CSV has its columns in the order that other tools know")
  func columns() throws {
    try withCase(Self.rows) { file in
      let cells = try cells(try file.text(.csv))
      #expect(
        cells[0].joined(separator: ",") == """
          Category,File Path,File Type,Created Date,Last Write Time,Source ID,MD5,SHA-1,SHA-256,Row,Kind,\
          Size,Inode,Last Access Time,Last Change Time,Extension Mismatch,Width,Height,\
          EXIF Orientation,Outcome,Reason,Unread Bytes,Decoded By,PDQ,Quality,Frames,\
          Volume Writable,Path Bytes,List,List Number,List SHA-256,List Entry,Equal Entries,\
          Category Label,Label Profile,Known Hash,Algorithm,Grade,Distance,Radius,\
          Expected By Chance,Variant,Video Start,Video End,Share Of File,Share Of Known Video,\
          Set Aside,Newer List,Newer List SHA-256,In Newer List,Newer Category
          """)
      // Two matches, and two rows without any.
      #expect(cells.count == 5)
      let matched = Dictionary(zip(cells[0], cells[2])) { $1 }
      #expect(matched["File Path"] == "/mnt/a/a.png")
      #expect(matched["List"] == "second, \"2\"")
      #expect(matched["List Number"] == "2")
      #expect(matched["Extension Mismatch"] == "true")
      #expect(cells[3][1] == "/mnt/a/b\\u{009B}\\\\n\\n")
      #expect(try file.text(.csv, .matched).utf8.count(where: { $0 == 0x0A }) == 3)
      #expect(try file.text(.csv, .failed).utf8.count(where: { $0 == 0x0A }) == 3)
    }
  }

  @Test("A report is the same bytes every time", arguments: ReportFormat.allCases)
  func deterministic(format: ReportFormat) throws {
    let first = try withCase(Self.rows) { try $0.text(format) }
    let second = try withCase(Self.rows.reversed()) { try $0.text(format) }
    #expect(first == second)
  }

  @Test("An error of the writer ends a report")
  func writing() throws {
    struct Full: Error {}
    try withCase(Self.rows) { file in
      _ = #expect(throws: Full.self) { try file.report(.jsonl, .all) { _ in throw Full() } }
    }
  }
}
