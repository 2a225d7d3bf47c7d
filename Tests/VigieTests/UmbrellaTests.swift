// What an embedder gets by one import: hashing in locked processes, looking up, scanning.

import Foundation
import FullExamination
import TestSupport
import Testing
import Vigie

struct UmbrellaTests {
  private func workers() -> String {
    Bundle.main.executableURL!.deletingLastPathComponent().path(percentEncoded: false)
  }

  @Test("A file and its bytes are hashed alike, in a locked process and in this one")
  func hash() throws {
    let path = Fixtures.path("formats/jpeg-420.jpg")
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let locked = FileHasher(examiner: try WorkerPool(workersIn: workers()))
    let open = FileHasher(examiner: InProcessExaminer())
    let record = try locked.record(ofFileAt: path)
    #expect(record.picture?.quality == 100)
    #expect(try locked.record(ofFile: bytes) == record)
    #expect(try open.record(ofFileAt: path) == record)
    #expect(try open.record(ofFile: bytes) == record)
    #expect(throws: FileHasher.Problem.notMedia) { try open.record(ofFile: Array("text".utf8)) }
  }

  @Test("Workers that are not there are an error, not a crash")
  func noWorkers() {
    #expect(throws: WorkerError.self) { try WorkerPool(workersIn: "/nonexistent") }
  }

  @Test("A known picture is found by its hashes, turned as it is")
  func lookUp() throws {
    let known = try KnownSet(lists: [Fixtures.path("known/pictures.pdq")])
    let record = try FileHasher(examiner: InProcessExaminer())
      .record(ofFileAt: Fixtures.path("evidence/Pictures/edited/turned-90.jpg"))
    let matches = known.matches(
      of: try #require(record.hashes).variants, within: Thresholds.match)
    let match = try #require(matches.first)
    #expect(match.grade == .match && match.orientation != .identity)
    #expect(known.lists[match.list].name == "pictures.pdq")
  }

  private func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vigie-umbrella-\(UUID().uuidString)").path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// A scan of the fixtures in this process.
  private func scanRun(case path: String) throws -> ScanRun {
    try ScanRun(
      folders: [Fixtures.path("evidence")], lists: [Fixtures.path("known/pictures.pdq")],
      case: path, examiner: InProcessExaminer(), allowsWritableEvidence: true, workers: 1)
  }

  @Test("A scan tells how far it is, ends, and is not run again")
  func scan() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try scanRun(case: folder + "/case")
    var last: ScanFigures?
    for await progress in first.progress { last = progress }
    #expect(try await first.ending())
    var rows = 0
    try first.file.forEachRow(.all) { _ in rows += 1 }
    #expect(last?.entries == rows && rows > 50)
    #expect(try #require(last?.matches) > 10)
  }

  @Test("A scan that is cancelled ends, and goes on where it was")
  func cancel() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let stopped = try scanRun(case: folder + "/case")
      stopped.cancel()
      #expect(try await !stopped.ending())
      #expect(try !stopped.file.isComplete())
    }
    let second = try scanRun(case: folder + "/case")
    #expect(second.isResuming && !second.wasComplete)
    #expect(try await second.ending())
    #expect(try second.file.runs().map(\.ending) == [.stopped, .complete])
  }

  @Test("Writable folders are no evidence, unless that is said")
  func writable() {
    #expect(throws: EvidenceError.self) {
      try ScanRun(
        folders: [NSTemporaryDirectory()], lists: [Fixtures.path("known/pictures.pdq")],
        case: "/nonexistent/case", examiner: InProcessExaminer())
    }
  }
}

struct WallTests {
  @Test("Who hashes samples gets neither Foundation nor SQLite nor a decoder")
  func hashCore() throws {
    let program = Bundle.main.executableURL!.deletingLastPathComponent()
      .appending(path: "hash-core").path(percentEncoded: false)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["ldd", program]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.contains("libc.so"))
    for library in ["Foundation", "sqlite", "libav", "jpeg", "png"] {
      #expect(!text.contains(library), "\(library)")
    }
  }
}
