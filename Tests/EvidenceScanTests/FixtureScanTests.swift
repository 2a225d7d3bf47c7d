// The main job: the evidence of the fixtures against their lists.

import CaseFile
import EvidenceEntries
import EvidenceScan
import Findings
import Foundation
import FullExamination
import MediaExamination
import PerceptualHash
import Platform
import SystemPackage
import TestSupport
import Testing

struct FixtureScanTests {
  /// What the table of the fixtures says of a path.
  private static let expected = Dictionary(
    uniqueKeysWithValues: Fixtures.table("expected.csv").map { row in
      (Fixtures.bytes(ofName: row["path"] ?? ""), row)
    })

  /// Names that the table has for formats and the reports have not.
  private static let otherNames = ["zip": "", "apng": "png"]

  @Test("What is counted while a scan runs is what its case has then")
  func counters() throws {
    try withTemporaryFolder { folder in
      let progress = ScanProgress()
      let file = try scan(
        [Fixtures.path("evidence")], into: folder + "/case", progress: progress)
      let rows = try file.rows()
      let figures = progress.figures
      let files = rows.filter { $0.content != nil }
      #expect(figures.entries == rows.count && figures.files == files.count)
      #expect(figures.matches == (try file.rows(.matched).count) && figures.matches > 0)
      #expect(figures.failures == (try file.rows(.failed).count) && figures.failures > 0)
      #expect(figures.bytes == files.reduce(0) { $0 + Int($1.entry.status?.size ?? 0) })
    }
  }

  @Test("Every file ends in the outcome, and with the matches, that its table says")
  func everyFile() throws {
    try withTemporaryFolder { folder in
      // The table has the distances of the definition.
      let file = try scan(
        [Fixtures.path("evidence")], into: folder + "/case",
        method: HashingMethod(isExact: true))
      let rows = try file.rows().filter { $0.entry.kind == .file }
      #expect(rows.count == Self.expected.count)
      let lists = try file.lists()
      for row in rows {
        let name = String(decoding: row.entry.path, as: UTF8.self)
        let expected = try #require(Self.expected[row.entry.path], "\(name)")
        let format = row.content?.format?.rawValue ?? ""
        let wanted = try #require(expected["format"])
        #expect(
          Self.otherNames[format, default: format] == Self.otherNames[wanted, default: wanted],
          "\(name)")
        #expect(row.outcome.rawValue == expected["outcome"], "\(name)")
        let matches = row.content?.matches ?? []
        switch expected["match"] {
        case "exact":
          #expect(matches.contains { $0.grade == .exact && $0.distance == 0 }, "\(name)")
        case "perceptual":
          #expect(matches.contains { $0.grade == .match && $0.distance <= 31 }, "\(name)")
          if let distance = Int(expected["distance"] ?? "") {
            #expect(matches.map(\.distance).min() == distance, "\(name)")
          }
        case "orientation", "border":
          let turned = expected["match"] == "orientation"
          #expect(
            matches.contains {
              $0.grade == .match
                && (turned
                  ? $0.orientation != .identity
                  : $0.orientation == .identity && $0.framing == .insideBorder)
            }, "\(name): \(matches)")
        case "none":
          #expect(matches.isEmpty, "\(name): \(matches)")
        case let other:
          Issue.record("\(name): \(String(describing: other))")
        }
        for match in matches { #expect(lists.indices.contains(match.list)) }
      }
    }
  }

  @Test("A known clip inside a longer video is reported with its place")
  func segments() throws {
    try withTemporaryFolder { folder in
      let file = try scan([Fixtures.path("evidence")], into: folder + "/case")
      let clip = try #require(try file.row("Movies/compilation.mp4")?.content?.matches.first)
      #expect(clip.algorithm == .vpdq && clip.knownShare == 1)
      #expect(clip.segment == 3...8)
      let still = try #require(try file.row("Movies/slideshow.mp4")?.content?.matches.first)
      #expect(still.algorithm == .pdq && still.segment == 2...4)
    }
  }

  @Test("Names that are not UTF-8, and names that differ in normalisation only, keep their bytes")
  func names() throws {
    try withTemporaryFolder { folder in
      let file = try scan([Fixtures.path("evidence")], into: folder + "/case")
      let paths = Set(try file.rows().map(\.entry.path))
      #expect(paths.isSuperset(of: Self.expected.keys))
      let lines = try file.text(.jsonl).split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      let latin = Array("Downloads/names/caf".utf8) + [0xE9] + Array(".jpg".utf8)
      let row = try #require(
        lines.first { $0["pathBytes"] as? String == Data(latin).base64EncodedString() })
      #expect(row["path"] as? String == "Downloads/names/caf\\xE9.jpg")
      #expect(lines.count { $0["pathBytes"] != nil } == 2)
      #expect(lines.contains { $0["path"] as? String == "Downloads/names/two\nlines.jpg" })
    }
  }

  @Test("Reports are the same at any number of workers", arguments: [1, 3, 16])
  func workers(count: Int) throws {
    try withTemporaryFolder { folder in
      let one = try scan([Fixtures.path("evidence")], into: folder + "/one", workers: 1)
      let many = try scan([Fixtures.path("evidence")], into: folder + "/many", workers: count)
      #expect(try one.text(.jsonl) == many.text(.jsonl))
      #expect(try one.text(.csv) == many.text(.csv))
    }
  }

  @Test("A CSV report has a line for every match, and every line all columns")
  func csv() throws {
    try withTemporaryFolder { folder in
      let file = try scan([Fixtures.path("evidence")], into: folder + "/case")
      let text = try file.text(.csv, .matched)
      let matches = try file.rows(.matched).reduce(0) { $0 + ($1.content?.matches.count ?? 0) }
      // Read back by another implementation.
      try text.write(toFile: folder + "/report.csv", atomically: false, encoding: .utf8)
      let script = """
        import csv, sys
        rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
        print(len(rows), len({len(row) for row in rows}), rows[0][1])
        """
      let read = try runProgram("/usr/bin/env", ["python3", "-c", script, folder + "/report.csv"])
      #expect(String(decoding: read, as: UTF8.self) == "\(matches + 1) 1 File Path\n")
    }
  }
}
