// A scan that is stopped goes on where it was, and ends as if it had not been stopped.

import CaseFile
import DecodeWorker
import EvidenceScan
import Foundation
import MediaFormats
import MediaHashing
import PerceptualHash
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Stops the scan at the n-th file that is decoded.
private struct StoppingExaminer: MediaExaminer {
  let progress: ScanProgress
  let count: Int
  let seen = Counter()

  final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }

  func examine(_ input: MediaInput) -> MediaRecord {
    if seen.value.wrappingAdd(1, ordering: .relaxed).newValue >= count { progress.stop() }
    return InProcessExaminer().examine(input)
  }

  func decoder(of format: MediaFormat) -> String { InProcessExaminer().decoder(of: format) }
}

struct ResumeTests {
  @Test(
    "A scan stopped again and again ends with the report of one that ran through",
    arguments: [1, 4])
  func stopped(workers: Int) throws {
    try withTemporaryFolder { folder in
      // Hard links, whose first name may be unfinished when the scan stops.
      let volume = folder + "/volume"
      try run(
        "/bin/sh",
        [
          "-c", "cp -r \"$2\" \"$1\" && cp -rl \"$1/DCIM\" \"$1/copy\"", "sh", volume,
          Fixtures.path("evidence"),
        ])
      let whole = try scan([volume], into: folder + "/whole")
      let path = folder + "/case"
      var runs = 0
      var isFinished = false
      while !isFinished {
        runs += 1
        try #require(runs < 100)
        let progress = ScanProgress()
        let examiner = StoppingExaminer(progress: progress, count: 10)
        let file = try scan(
          [volume], into: path, workers: workers, examiner: examiner, progress: progress)
        isFinished = try file.information()["finished"] != nil
      }
      #expect(runs > 3)
      let resumed = try CaseFile.open(at: FilePath(path), readOnly: true)
      #expect(try resumed.text(.jsonl) == whole.text(.jsonl))
    }
  }

  @Test("A case is not continued with other volumes, lists or settings")
  func otherRun() throws {
    try withTemporaryFolder { folder in
      let file = try scan([Fixtures.path("lists")], into: folder + "/case")
      let (volumes, lists) = (try file.volumes(), try file.lists())
      #expect(throws: Never.self) {
        try file.requireSameRun(volumes: volumes, lists: lists, settings: ["radius": "31"])
      }
      #expect(throws: CaseFileError.self) {
        try file.requireSameRun(
          volumes: [Array("/elsewhere".utf8)], lists: lists, settings: ["radius": "31"])
      }
      #expect(throws: CaseFileError.self) {
        try file.requireSameRun(
          volumes: volumes, lists: Array(lists.dropLast()), settings: ["radius": "31"])
      }
      #expect(throws: CaseFileError.self) {
        try file.requireSameRun(volumes: volumes, lists: lists, settings: ["radius": "30"])
      }
    }
  }

  @Test("How a volume is mounted is noted once, and again if it is mounted otherwise")
  func mounts() throws {
    try withTemporaryFolder { folder in
      let file = try scan([Fixtures.path("lists")], into: folder + "/case")
      var mount = CaseMount(
        volume: 1, point: [0x2F, 0xE9], source: Array("/dev/sdb1".utf8), fileSystem: "ext4",
        options: "ro", superOptions: "ro,norecovery", device: "readOnly", isWritable: false)
      try file.record([mount])
      try file.record([mount])
      #expect(try file.mounts() == [mount])
      #expect(try file.rows().allSatisfy { !$0.isVolumeWritable })
      let first = mount
      (mount.options, mount.isWritable) = ("rw", true)
      try file.record([mount])
      #expect(try file.mounts() == [first, mount])
      #expect(try file.rows().allSatisfy(\.isVolumeWritable))
      #expect(try file.text(.jsonl).contains("\"volumeWritable\":true"))
    }
  }

  @Test("A case is written by one process at a time, and read by any number")
  func oneWriter() throws {
    try withTemporaryFolder { folder in
      let path = FilePath(folder + "/case")
      let writer = try scan([Fixtures.path("lists")], into: folder + "/case")
      let second = #expect(throws: CaseFileError.self) {
        try CaseFile.open(at: path, readOnly: false)
      }
      #expect(second?.problem == .inUse)
      let reader = try CaseFile.open(at: path, readOnly: true)
      #expect(try reader.text(.jsonl) == writer.text(.jsonl))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["case"])
    }
  }

  @Test("What a run that was killed while it created its case has left is no obstacle")
  func killedAtCreation() throws {
    try withTemporaryFolder { folder in
      let draft = folder + "/.case.vigie-draft"
      for left in [draft, draft + "-journal"] {
        try "half".write(toFile: left, atomically: false, encoding: .utf8)
      }
      try "somebody's".write(toFile: folder + "/case.new", atomically: false, encoding: .utf8)
      let file = try CaseFile.create(
        at: FilePath(folder + "/case"), information: ["radius": "31"], volumes: [], lists: [])
      #expect(try file.information() == ["radius": "31"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "case", "case.new",
        ])
    }
  }

  @Test(
    "A case that another program has changed gives an error or a mark, and traps nothing",
    arguments: [
      "UPDATE entry SET inode = NULL", "UPDATE entry SET size = 'large'",
      "UPDATE match SET list = 99", "UPDATE match SET distance = 'near'",
      "UPDATE content SET outcome = 'unheard of'", "UPDATE content SET pdq = 'zz', quality = 5",
      "UPDATE entry SET kind = 'thing'", "UPDATE content SET unread = 'many'",
      "INSERT INTO mount VALUES (1, 1, 1, 1, 1, 1, 1, 'perhaps')", "DROP TABLE mount",
      "DELETE FROM list", "DROP TABLE frame",
      "DROP TABLE content",
    ])
  func changedCase(statement: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/case"
      try scan([Fixtures.path("evidence/DCIM")], into: path)
      let script = """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1])
        c.execute(sys.argv[2])
        c.commit()
        """
      try run("/usr/bin/env", ["python3", "-c", script, path, statement])
      let file = try CaseFile.open(at: FilePath(path), readOnly: true)
      for selection in [CaseFile.Selection.all, .matched, .failed] {
        do {
          #expect(try file.text(.csv, selection).hasPrefix("Category,"))
        } catch {
          #expect(error is CaseFileError)
        }
      }
    }
  }

  @Test("A file that is no case is refused and stays as it is")
  func notACase() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      for content in ["", "text", String(repeating: "x", count: 5000)] {
        try content.write(toFile: path, atomically: false, encoding: .utf8)
        let error = #expect(throws: CaseFileError.self) {
          try CaseFile.open(at: FilePath(path), readOnly: false)
        }
        #expect(error?.problem == .notACase)
        #expect(throws: CaseFileError.self) {
          try CaseFile.create(at: FilePath(path), information: [:], volumes: [], lists: [])
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
      }
      // A database of somebody else's.
      try run(
        "/usr/bin/env",
        [
          "python3", "-c",
          "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('create table t (x)'); c.commit()",
          folder + "/db",
        ])
      let error = #expect(throws: CaseFileError.self) {
        try CaseFile.open(at: FilePath(folder + "/db"), readOnly: false)
      }
      #expect(error?.problem == .notACase)
      let missing = #expect(throws: CaseFileError.self) {
        try CaseFile.open(at: FilePath(folder + "/missing"), readOnly: true)
      }
      #expect(missing?.problem == .missing)
    }
  }
}
