// A scan that is stopped goes on where it was, and ends as if it had not been stopped.

import CaseFile
import EvidenceScan
import EvidenceVolumes
import Findings
import Foundation
import FullExamination
import KnownContent
import MediaExamination
import MediaFormats
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

  func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  var missingIsolation: [String] { [] }
}

struct ResumeTests {
  @Test(
    "A scan stopped again and again ends with the report of one that ran through",
    arguments: [1, 4])
  func stopped(workers: Int) throws {
    try withTemporaryFolder { folder in
      // Hard links, whose first name may be unfinished when the scan stops.
      let volume = folder + "/volume"
      try runProgram(
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
        isFinished = try file.isComplete()
      }
      #expect(runs > 3)
      let resumed = try CaseFile.open(at: FilePath(path), readOnly: true)
      #expect(try resumed.text(.jsonl) == whole.text(.jsonl))
    }
  }

  @Test("A case is not continued with other volumes, lists or settings")
  func otherRun() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/case"
      try scan([Fixtures.path("lists")], into: path)
      func difference(_ scan: () throws -> CaseFile) -> CaseFileError.Difference? {
        do {
          _ = try scan()
        } catch let error as CaseFileError {
          if case .otherScan(let difference) = error.problem { return difference }
        } catch {}
        return nil
      }
      let lists = Fixtures.path("lists")
      #expect(difference { try scan([Fixtures.path("known")], into: path) } == .volumes)
      #expect(
        difference { try scan([lists], lists: [fixtureLists[0]], into: path) } == .lists)
      #expect(difference { try scan([lists], into: path, radius: 30) } == .setting(.radius))
      #expect(
        difference { try scan([lists], into: path, allOrientations: false) }
          == .setting(.orientations))
      #expect(
        difference {
          try scan([lists], into: path, method: HashingMethod(isExact: true))
        } == .setting(.exact))
      #expect(difference { try scan([lists], into: path, digests: [.sha1]) } == nil)
      #expect(throws: Never.self) { try scan([lists], into: path) }
    }
  }

  @Test("A name whose content was not recorded when a scan ended is examined by the next")
  func unfinished() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let picture = Fixtures.path("evidence/DCIM/Camera/IMG_0001.jpg")
      try runProgram(
        "/bin/sh", ["-c", "mkdir \"$1\" && cp \"$2\" \"$1/p.jpg\"", "sh", volume, picture])
      do {
        let scan = Scan(
          volumes: [try EvidenceVolume(FilePath(volume))],
          known: try KnownSet(reading: fixtureLists),
          examiner: InProcessExaminer(), workers: 1, radius: 31)
        let begun = try ScanRun(scan, case: FilePath(folder + "/case"), program: "test")
        var entry = CaseEntry(volume: 1, path: Array("p.jpg".utf8), kind: .file, status: nil)
        entry.content = 1
        try begun.file.record([(entry, nil)])
      }
      let file = try scan([volume], into: folder + "/case")
      #expect(try file.rows().count == 1 && file.row("p.jpg")?.outcome == .hashed)
    }
  }

  @Test("A case is neither begun in the evidence nor at a link")
  func caseInEvidence() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try runProgram(
        "/bin/sh", ["-c", "mkdir \"$1\" && ln -s volume/case \"$1/../link\"", "sh", volume])
      func problem(_ path: String) -> EvidenceError.Problem? {
        do {
          try scan([volume], into: folder + path)
          return nil
        } catch {
          return (error as? EvidenceError)?.problem
        }
      }
      let canonical = try EvidenceVolume(FilePath(volume)).path
      #expect(problem("/volume/case") == .outputInEvidence(canonical))
      #expect(problem("/link") == .outputIsLink)
      #expect(try FileManager.default.contentsOfDirectory(atPath: volume).isEmpty)
    }
  }

  @Test(
    "A volume that has become writable since it was checked is not walked",
    .enabled(if: Self.canMountMemory, "needs root"))
  func becameWritable() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try FileManager.default.createDirectory(
        atPath: volume, withIntermediateDirectories: false)
      try runProgram("/bin/mount", ["-t", "tmpfs", "-o", "ro", "none", volume])
      defer { _ = try? runProgram("/bin/umount", [volume]) }
      let scan = Scan(
        volumes: [try EvidenceVolume(FilePath(volume))],
        known: try KnownSet(reading: [fixtureLists[0]]), examiner: InProcessExaminer(),
        workers: 1, radius: 31)
      try runProgram("/bin/mount", ["-o", "remount,rw", volume])
      let attempt = try ScanRun(scan, case: FilePath(folder + "/case"), program: "test")
      let error = #expect(throws: ScanError.self) { try attempt.perform() }
      guard case .evidence(let refusal) = error, case .becameWritable = refusal.problem else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try attempt.file.rows().isEmpty && !attempt.file.isComplete())
      #expect(try attempt.file.mounts().last?.mount.isWritable == true)
    }
  }

  /// Whether memory can be mounted here.
  private static let canMountMemory: Bool = {
    guard getuid() == 0 else { return false }
    let script = "d=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d && echo yes"
    return (try? runProgram("/bin/sh", ["-c", script]))?.isEmpty == false
  }()

  @Test("Every run has its row, and says how it ended")
  func runs() throws {
    try withTemporaryFolder { folder in
      let progress = ScanProgress()
      let examiner = StoppingExaminer(progress: progress, count: 3)
      let path = folder + "/case"
      let evidence = Fixtures.path("evidence")
      do {
        let first = try scan([evidence], into: path, examiner: examiner, progress: progress)
        #expect(try first.runs().map(\.ending) == [.stopped] && !first.isComplete())
      }
      let runs: [CaseRun]
      do {
        let second = try scan([evidence], into: path)
        runs = try second.runs()
        #expect(try second.isComplete())
      }
      #expect(runs.map(\.ending) == [.stopped, .complete])
      #expect(runs.allSatisfy { $0.program == "test" && $0.workers == 2 && $0.ended != nil })
      // A case that is complete is not run again.
      #expect(try scan([evidence], into: path).runs().count == 2)
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
}
