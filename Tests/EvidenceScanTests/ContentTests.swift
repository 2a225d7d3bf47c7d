// The bytes that are hashed are the bytes that are decoded.

import CaseFile
import EvidenceScan
import EvidenceVolumes
import Findings
import Foundation
import FullExamination
import KnownContent
import MediaExamination
import MediaFormats
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Calls `body` with every input, and then decodes it.
private struct LookingExaminer: MediaExaminer {
  let body: @Sendable (MediaInput) -> Void

  func examine(_ input: MediaInput) -> MediaRecord {
    body(input)
    return InProcessExaminer().examine(input)
  }

  func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  var missingIsolation: [String] { [] }
}

struct ContentTests {
  private let picture = Fixtures.path("evidence/DCIM/Camera/IMG_0001.jpg")
  private let list = [FilePath(Fixtures.path("known/pictures.pdq"))]

  @Test("Whoever gets a file's bytes can only read them, and finds nothing of the file before")
  func memory() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      // Pictures of many lengths, so that longer ones precede shorter ones in any order.
      let script = """
        mkdir "$1" && for i in 1 9 2 8 3 7 4 6 5; do
          cp "$2" "$1/$i.jpg"; head -c ${i}00000 /dev/zero | tr '\\0' $i >> "$1/$i.jpg"
        done
        """
      try runProgram("/bin/sh", ["-c", script, "sh", volume, picture])
      let examiner = LookingExaminer { input in
        let file = input.descriptor
        #expect(throws: Errno.self) { try file.writeAll(toAbsoluteOffset: 0, [1]) }
        #expect(throws: Errno.self) { try file.resize(to: 1) }
        #expect(throws: Errno.self) { try file.resize(to: 1 << 30) }
        let map = mmap(
          nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file.rawValue, 0)
        #expect(map == MAP_FAILED)
        var rest = [UInt8](repeating: 1, count: 2_000_000)
        let count = try? rest.withUnsafeMutableBytes {
          try file.read(fromAbsoluteOffset: input.byteCount, into: $0)
        }
        #expect(count == rest.count && rest.allSatisfy { $0 == 0 })
      }
      let file = try scan(
        [volume], lists: list, into: folder + "/case", workers: 1, examiner: examiner)
      let rows = try file.rows()
      #expect(rows.count == 9 && rows.allSatisfy { $0.picture?.quality == 100 })
      #expect(Set(rows.map { $0.content?.digits(.sha256) }).count == 9)
    }
  }

  @Test(
    "A file of any size has the digests that other tools give, holes or not",
    arguments: [(16 << 20) - 1, 16 << 20, (16 << 20) + 1, 40_000_001])
  func digests(size: Int) throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir "$1" && cd "$1" && head -c "$2" /dev/urandom > full && truncate -s "$2" hole \
        && truncate -s "$2" middle && dd status=none if=full of=middle bs=4096 count=700 seek=2500 conv=notrunc \
        && truncate -s "$2" ends && dd status=none if=full of=ends bs=1000 count=3 conv=notrunc \
        && tail -c 5000 full | dd status=none of=ends bs=1 seek=$(($2 - 5000)) conv=notrunc
        """
      try runProgram("/bin/sh", ["-c", script, "sh", volume, "\(size)"])
      let file = try scan([volume], lists: list, into: folder + "/case")
      for row in try file.rows() {
        let path = volume + "/" + String(decoding: row.entry.path, as: UTF8.self)
        let expected = String(decoding: try runProgram("/usr/bin/sha256sum", [path]), as: UTF8.self)
        #expect(row.content?.digits(.sha256) == String(expected.prefix(64)))
        #expect(row.outcome == .notMedia && row.content?.unread == nil)
      }
    }
  }

  @Test("A picture with more holes than are read is not decoded, and one with fewer is")
  func sparsePicture() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir "$1" && cp "$2" "$1/p.jpg" && truncate -s 5G "$1/p.jpg" && cp "$2" "$1/q.jpg" \
        && truncate -s 30M "$1/q.jpg"
        """
      try runProgram("/bin/sh", ["-c", script, "sh", volume, picture])
      let file = try scan([volume], lists: list, into: folder + "/case")
      let large = try #require(try file.row("p.jpg"))
      #expect(
        large.outcome == .overLimit && large.isFailure && large.content?.digits(.sha256) == nil)
      #expect(large.reasons == [Reason(.tooManyHoles, 4_294_967_296)])
      #expect(large.content?.format == .jpeg && large.content?.decoder == nil)
      #expect(large.picture == nil && large.content?.matches.isEmpty == true)
      let small = try #require(try file.row("q.jpg"))
      #expect(small.outcome == .hashed && small.content?.digits(.sha256) != nil)
      #expect(small.picture?.quality == 100 && small.content?.matches.isEmpty == false)
    }
  }

  @Test(
    "The sizes of all files together are counted, and stay at the largest number",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/shm")))
  func totalSize() throws {
    let volume = "/dev/shm/vigie-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: volume) }
    func total() throws -> Int {
      let scan = Scan(
        volumes: [try EvidenceVolume(FilePath(volume))], known: try KnownSet(reading: list),
        examiner: InProcessExaminer(), workers: 1, radius: 31)
      return try withTemporaryFolder { folder in
        let run = try ScanRun(scan, case: FilePath(folder + "/case"), program: "test")
        run.countBytes()
        return run.counters.figures.totalBytes
      }
    }
    for name in ["a", "b", "c"] {
      try runProgram("/usr/bin/truncate", ["-s", "5G", "\(volume)/\(name)"])
    }
    #expect(try total() == 15 << 30)
    for name in ["a", "b"] {
      try runProgram("/usr/bin/truncate", ["-s", "9223372036854775807", "\(volume)/\(name)"])
    }
    #expect(try total() == .max)
  }

  @Test("Of every file that was decoded, case and reports say what class of process did it")
  func decoder() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = "mkdir \"$1\" && cp \"$2\" \"$1/p.jpg\" && echo text > \"$1/text\""
      try runProgram("/bin/sh", ["-c", script, "sh", volume, picture])
      let file = try scan([volume], lists: list, into: folder + "/case")
      #expect(try file.row("p.jpg")?.content?.decoder == .inProcess)
      #expect(try file.row("text")?.content?.decoder == nil)
      #expect(try file.text(.jsonl).contains("\"decoder\":\"this process, not locked\""))
      #expect(try file.text(.csv).contains(",\"this process, not locked\","))
    }
  }

  /// What can be done to a file while it is examined, and leaves its bytes as they were.
  private static let timeChanges: [String: @Sendable (String) -> Void] = [
    "the time of the last change of its status": { chmod($0, 0o640) },
    "the time of the last change of its bytes": { path in
      var times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: 1_000_000, tv_nsec: 5)]
      utimensat(AT_FDCWD, path, &times, 0)
    },
  ]

  @Test(
    "A file of which only times change while it is examined has changed",
    arguments: [
      "the time of the last change of its status", "the time of the last change of its bytes",
    ])
  func timesChange(change: String) throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try runProgram(
        "/bin/sh", ["-c", "mkdir \"$1\" && cp \"$2\" \"$1/p.jpg\"", "sh", volume, picture])
      let body = try #require(Self.timeChanges[change])
      let examiner = LookingExaminer { _ in body(volume + "/p.jpg") }
      let file = try scan(
        [volume], lists: list, into: folder + "/case", workers: 1, examiner: examiner)
      let row = try #require(try file.row("p.jpg"))
      #expect(row.outcome == .partial && row.reasons == [Reason(.changedWhileRead)])
    }
  }

  @Test("A file that changes while it is examined is said to have", arguments: [0, 20_000_000])
  func changes(padding: Int) throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script =
        "mkdir \"$1\" && cp \"$2\" \"$1/p.jpg\" && head -c \"$3\" /dev/urandom >> \"$1/p.jpg\""
      try runProgram("/bin/sh", ["-c", script, "sh", volume, picture, "\(padding)"])
      let examiner = LookingExaminer { _ in
        let file = FileHandle(forWritingAtPath: volume + "/p.jpg")
        _ = try? file?.seekToEnd()
        try? file?.write(contentsOf: Data([1]))
      }
      let file = try scan(
        [volume], lists: list, into: folder + "/case", workers: 1, examiner: examiner)
      let row = try #require(try file.row("p.jpg"))
      #expect(row.outcome == .partial && row.isFailure && row.content?.unread == 0)
      #expect(row.reasons == [Reason(.changedWhileRead)])
      #expect(row.picture?.quality == 100 && row.content?.digits(.sha256) != nil)
      #expect(try file.hasFailures() && file.rows(.failed).count == 1)
    }
  }
}
