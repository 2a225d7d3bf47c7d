// What reports say of matches that are set aside, of newer lists and of the names of categories.

import CaseFile
import CaseReports
import EvidenceEntries
import Findings
import Foundation
import HashLists
import SystemPackage
import Testing
import TestSupport

struct SetAsideTests {
  /// Two files: one that matches, and has a match set aside, one whose match is set aside.
  private static let rows: [(entry: CaseEntry, content: CaseContent?)] = {
    var one = matchingContent(1)
    one.matches[1].quarantine = .severalCategories
    var other = matchingContent(2)
    other.matches = [one.matches[1]]
    other.matches[0].quarantine = .oddHash
    return [
      (file(Array("a.png".utf8), content: 1), one), (file(Array("b.png".utf8), content: 2), other),
    ]
  }()

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test("JSON has what is set aside in an array of its own, and loses nothing")
  func json() throws {
    try withCase(Self.rows) { file in
      let objects = try objects(try file.text(.jsonl, .matched))
      let counted = objects.map { $0["matches"] as? [[String: Any]] ?? [] }
      let aside = objects.map { $0["setAside"] as? [[String: Any]] ?? [] }
      #expect(counted.map(\.count) == [1, 0] && aside.map(\.count) == [1, 1])
      #expect(counted[0][0]["setAside"] == nil)
      #expect(aside.map { $0[0]["setAside"] as? String } == ["severalCategories", "oddHash"])
    }
  }

  @Test("CSV has a line for what is set aside, too, which says so")
  func csv() throws {
    try withCase(Self.rows) { file in
      let lines = try cells(try file.text(.csv, .matched))
      let column = try #require(lines[0].firstIndex(of: "Set Aside"))
      #expect(lines.dropFirst().map { $0[column] } == ["", "severalCategories", "oddHash"])
    }
  }

  @Test("A summary counts files whose matches are all set aside apart, and says why")
  func summary() throws {
    try withCase(Self.rows) { file in
      let overview = try CaseOverview(file)
      #expect(overview.matchedCount == 1 && overview.setAsideCount == 1)
      let text = SummaryReport(overview).text
      // The other match of a.png is no more of it.
      #expect(text.contains("  a.png\n"))
      #expect(
        text.contains(
          """
          1 file matches.

          Set aside, because the entries are not to be relied on: 1 file
                40  probable  pdq     second, "2":4                 b.png  (rotate90 insideBorder)
                    hardly any picture has such a hash, by the number of its bits

          """))
    }
  }

  @Test(
    "A match says what became of its entry in a newer list",
    arguments: [
      ("1", "listed", "2"), ("2", "recategorised", "1, 3"), ("none", "withdrawn", nil as String?),
    ])
  func newer(content: String, standing: String, categories: String?) throws {
    let hash = String(repeating: "a5", count: 32)
    let lines = ["1": ["2"], "2": ["1", "3"]][content] ?? []
    try withTemporaryFolder { folder in
      let path = FilePath(folder + "/new.csv")
      let text =
        "signal_type,signal_str,category\nmd5,\(String(repeating: "1", count: 32)),\n"
        + lines.map { "pdq,\(hash),\($0)\n" }.joined()
      try text.write(toFile: path.string, atomically: false, encoding: .utf8)
      try withCase(Self.rows) { file in
        var context = try ReportContext(file)
        context.newerLists[1] = try NewerList(reading: path)
        var json = ""
        try file.report(.jsonl, .matched, context) { json += $0 }
        let objects = try objects(json)
        let exact = try #require((objects[0]["matches"] as? [[String: Any]])?.first)
        #expect(exact["inNewerList"] == nil)
        for object in objects {
          let match = try #require((object["setAside"] as? [[String: Any]])?.first)
          #expect(match["inNewerList"] as? String == standing)
          #expect(match["newerList"] as? String == "new.csv")
          #expect(match["newerCategory"] as? String == categories)
        }
        for other in NewerList.Standing.allCases {
          let count = try file.matchCount(other, context)
          #expect(count == (other.rawValue == standing ? 2 : 0))
        }
      }
    }
  }

  @Test("A profile names categories beside their codes, and says whether it was verified")
  func labels() throws {
    let profile = try CategoryProfile(reading: FilePath(Fixtures.path("profiles/us.json")))
    #expect(profile.region == "US" && !profile.verified && profile.label(of: nil) == nil)
    try withCase(Self.rows) { file in
      var context = try ReportContext(file)
      context.profiles[1] = profile
      var json = ""
      try file.report(.jsonl, .matched, context) { json += $0 }
      let match = try #require((try objects(json)[1]["setAside"] as? [[String: Any]])?.first)
      #expect(match["category"] as? String == "2")
      #expect(match["categoryLabel"] as? String == profile.labels["2"])
      #expect(match["labelProfile"] as? String == "\(profile.name) (unverified)")
    }
  }

  @Test(
    "What is no profile is refused in one line",
    arguments: [
      "", "[]", "{}", #"{"name": "a", "region": "US", "labels": {"1": "a"}}"#,
      #"{"name": "a", "region": "US", "verified": "no", "source": "", "labels": {}}"#,
      String(repeating: " ", count: 2 << 20),
    ])
  func noProfile(text: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/profile"
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      let error = #expect(throws: CategoryProfileError.self) {
        try CategoryProfile(reading: FilePath(path))
      }
      #expect(error?.description.hasPrefix(path + ": is ") == true)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test("The committed profiles are read, and none claims to be verified")
  func committed() throws {
    for name in Fixtures.names(in: "profiles") {
      let profile = try CategoryProfile(reading: FilePath(Fixtures.path("profiles/\(name)")))
      #expect(!profile.verified && !profile.labels.isEmpty && !profile.source.isEmpty)
    }
  }
}
