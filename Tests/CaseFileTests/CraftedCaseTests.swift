// Cases are handed on: what anybody may have changed in one ends in rows or in an error, in good time.

import CaseFile
import CaseReports
import EvidenceEntries
import Findings
import Foundation
import GRDB
import SystemPackage
import Testing
import TestSupport

struct CraftedCaseTests {
  /// A case with a row in every table.
  private static func withFullCase(_ body: (FilePath) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let path = FilePath(folder).appending("test.vigie")
      do {
        let file = try CaseFile.create(
          at: path, settings: ScanSettings(radius: 54, digests: [.md5]),
          volumes: [Array("/mnt/a".utf8), Array("/mnt/b".utf8)], lists: [list("a"), list("b")])
        _ = try file.begin(
          CaseRun(program: "vigie", arguments: ["scan"], host: "h", workers: 2, started: 1))
        try file.end(run: 1, .complete, at: 2, accessTimes: 1)
        try file.record(
          [CaseMount(volume: 1, mount: .unknown(at: Array("/mnt/a".utf8)))], run: 1)
        var content = fullContent(1)
        content.sampledDistances = [100, 101]
        var part = fullContent(2)
        part.part = ContentPart(container: 1, kind: "page", position: 1, names: [[1]])
        try file.record(
          [
            (CaseFileTests.file("d/e/f.mov", content: 1), content),
            (CaseFileTests.file("d/g"), nil), (CaseFileTests.file("h", volume: 2), nil),
          ], parts: [part])
      }
      try body(path)
    }
  }

  /// Reads everything that there is; errors are one line each.
  private static func read(_ path: FilePath) {
    func attempt(_ body: () throws -> Void) {
      do {
        try body()
      } catch let error as CaseFileError {
        #expect(!error.description.contains("\n"))
      } catch {
        Issue.record("\(error)")
      }
    }
    attempt {
      let file = try CaseFile.open(at: path, readOnly: true)
      attempt { _ = try file.settings() }
      attempt { _ = try file.volumes() }
      attempt { _ = try file.lists().map(\.counts.total) }
      attempt { _ = try file.runs().map(\.accessTimes).reduce(0, +) }
      attempt { _ = try file.isComplete() }
      attempt { _ = try file.mounts().map { ($0.volume - 1, $0.mount.isWritable) } }
      attempt {
        let chance = try file.chance()
        _ = (chance.background.pairs, chance.background.independentBits)
        _ = chance.expected(within: 54, pictures: 5)
      }
      attempt { _ = try file.outcomes().map(\.count).reduce(0, +) }
      attempt { _ = try file.hasFailures() }
      attempt { try file.forEachContent { _ in } }
      attempt { _ = try file.parts(of: 1) }
      attempt { _ = try file.linkedContents() }
      attempt { _ = try file.lastContent() }
      for format in ReportFormat.allCases {
        attempt { try file.report(format, .all) { _ in } }
      }
      attempt { _ = SummaryReport(try CaseOverview(file)).text }
      for selection in [CaseFile.Selection.all, .matched, .failed] {
        attempt { try file.forEachRow(selection) { _ = ($0.hasOtherExtension, $0.reasons) } }
      }
      attempt { _ = try file.contains(volume: 1, path: Array("d/e/f".utf8), ordinal: 0) }
    }
  }

  private static let values = [
    "NULL", "'text'", "-1", "9223372036854775807", "-9223372036854775808", "1e999", "0.5",
    "x'FF'", "zeroblob(70000)", "'[{\"code\":1}]'", "CAST(x'FF00' AS TEXT)",
  ]

  @Test("Any column may hold anything", .timeLimit(.minutes(5)))
  func columns() throws {
    try Self.withFullCase { path in
      let original = try Data(contentsOf: URL(filePath: path.string))
      let columns = try DatabaseQueue(path: path.string).read { database in
        try [
          "settings", "run", "volume", "mount", "list", "directory", "entry", "content", "part",
          "hashes", "match", "background",
        ].flatMap { table in
          try database.columns(in: table).map { (table, $0.name) }
        }
      }
      #expect(columns.count > 90)
      for (table, column) in columns {
        for value in Self.values {
          do {
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let queue = try DatabaseQueue(path: path.string, configuration: configuration)
            try queue.write { database in
              try database.execute(sql: "PRAGMA ignore_check_constraints = 1")
              try database.execute(sql: "UPDATE OR IGNORE \(table) SET \"\(column)\" = \(value)")
            }
          } catch is DatabaseError {
            continue  // NOT NULL.
          }
          Self.read(path)
          try original.write(to: URL(filePath: path.string))
        }
      }
    }
  }

  @Test("Any bytes may be changed", .timeLimit(.minutes(5)), arguments: 1...4)
  func bytes(seed: Int) throws {
    try Self.withFullCase { path in
      let original = try Data(contentsOf: URL(filePath: path.string))
      var random = SeededGenerator(seed: UInt64(seed))
      for round in 0..<150 {
        var changed = original
        for _ in 0..<Int.random(in: 1...(round % 3 == 0 ? 200 : 5), using: &random) {
          // The header's marks stay, for most rounds, or nothing else would be read.
          let start = round % 10 == 0 ? 0 : 100
          changed[Int.random(in: start..<changed.count, using: &random)] = random.bytes(1)[0]
        }
        if round % 7 == 0 { changed.removeLast(Int.random(in: 1..<changed.count, using: &random)) }
        try changed.write(to: URL(filePath: path.string))
        Self.read(path)
      }
    }
  }

  @Test(
    "Whatever has other tables is refused",
    arguments: [
      "CREATE VIEW v AS SELECT 1", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END",
      "DROP TABLE log", "CREATE INDEX i ON content (md5)", "ALTER TABLE run ADD COLUMN x",
      "DROP TABLE match; CREATE VIEW match AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1"
        + " FROM n) SELECT i AS content FROM n",
    ])
  func otherTables(statement: String) throws {
    try Self.withFullCase { path in
      try DatabaseQueue(path: path.string).write { try $0.execute(sql: statement) }
      for readOnly in [true, false] {
        do throws(CaseFileError) {
          _ = try CaseFile.open(at: path, readOnly: readOnly)
          Issue.record("was opened")
        } catch {
          #expect(error.problem == .otherTables)
        }
      }
    }
  }

  @Test("Cases of other versions and other files are refused, and not touched")
  func otherFiles() throws {
    try Self.withFullCase { path in
      let url = URL(filePath: path.string)
      var bytes = try Data(contentsOf: url)
      bytes[63] = 4
      try bytes.write(to: url)
      do throws(CaseFileError) {
        _ = try CaseFile.open(at: path, readOnly: false)
        Issue.record("was opened")
      } catch {
        #expect(error.problem == .otherVersion(4))
        #expect(!error.description.contains("\n"))
      }
      #expect(try Data(contentsOf: url) == bytes)
      try Data("SQLite format 3\0".utf8).write(to: url)
      #expect(throws: CaseFileError.self) { try CaseFile.open(at: path, readOnly: true) }
    }
  }

  @Test("A directory that lies in itself ends the reading", .timeLimit(.minutes(1)))
  func loop() throws {
    try Self.withFullCase { path in
      try DatabaseQueue(path: path.string).write { database in
        try database.execute(
          sql: "UPDATE directory SET parent = (SELECT max(id) FROM directory) WHERE id > 2")
      }
      Self.read(path)
    }
  }

  @Test("Half a transaction of a killed run is undone at opening, though only to read")
  func hotJournal() throws {
    try Self.withFullCase { path in
      let journal = URL(filePath: path.string + "-journal")
      let saved = path.string + "-saved"
      do {
        // A transaction that has spilt into the file, and never ends.
        let queue = try DatabaseQueue(path: path.string)
        try queue.inDatabase { database in
          try database.execute(sql: "PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM entry")
          try database.execute(
            sql: """
              WITH RECURSIVE n(i) AS (SELECT 300 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
              INSERT INTO background SELECT i, 1 FROM n
              """)
          try FileManager.default.copyItem(atPath: journal.path, toPath: saved + "-journal")
          try FileManager.default.copyItem(atPath: path.string, toPath: saved)
          try database.execute(sql: "ROLLBACK")
        }
      }
      let killed = FilePath(saved)
      #expect(try CaseFile.open(at: killed, readOnly: true).rows().count == 3)
    }
  }
}
