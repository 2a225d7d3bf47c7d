// Disks that fail: every file that can be read is examined, and every other has a row that says why.

import Foundation
import TestSupport
import Testing

struct FaultTests {
  /// The faults, compiled once a run, beside the program.
  private static let library: String = {
    let library = program.deletingLastPathComponent().appending(path: "vigie-faults.so")
      .path(percentEncoded: false)
    let source = Fixtures.folder.deletingLastPathComponent()
      .appending(path: "Tests/FaultInjection/faults.c").path(percentEncoded: false)
    let script = """
      PATH="$(dirname "$(readlink -f "$(command -v swift)")"):$PATH"
      "$(command -v clang || command -v cc)" -shared -fPIC -Wall -Wextra -Werror -o "$1" "$2" -ldl
      """
    let ending = try? shell(script, [library, source])
    precondition(ending?.status == 0, ending?.errors ?? "no compiler")
    return library
  }()

  private let list = Fixtures.path("known/pictures.pdq")
  private let picture = Fixtures.path("evidence/DCIM/Camera/IMG_0001.jpg")

  /// Seconds that a disk may take where it never answers: long enough for one that does, on a machine
  /// that is busy.
  private let patience = 2

  /// Scans a folder of files on a disk with faults.
  private func scan(
    _ volume: String, _ caseFile: String, workers: Int = 2, readTimeout: Int = 120
  ) throws -> Ending {
    try vigie(
      "scan", volume, "--known", list, "--case", caseFile, "--allow-writable-evidence",
      "--read-timeout", "\(readTimeout)", "--workers", "\(workers)",
      environment: ["LD_PRELOAD": Self.library])
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// 100,000 bytes, and 20 MB: one file that fits into memory, one that does not.
  private static let sizes = [100_000, 20_000_000]

  @Test("Blocks that cannot be read count as zeros, and the rest is hashed", arguments: sizes)
  func badBlocks(size: Int) throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      var random = SeededGenerator(seed: 1)
      var bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
      // Bytes 20000 to 25000 lie in the blocks from 16384 to 28672.
      try write(bytes, folder + "/volume/FAULT-eio-20000-5000-")
      bytes.replaceSubrange(16384..<28672, with: repeatElement(0, count: 12288))
      try write(bytes, folder + "/volume/image")
      let ending = try scan(folder + "/volume", folder + "/case")
      #expect(ending.status == 1)
      #expect(ending.output.contains("Not examined:\n  FAULT-eio-20000-5000-: partial: "))
      let rows = try reportedRows(folder + "/case")
      let bad = try #require(rows[Array("FAULT-eio-20000-5000-".utf8)])
      let image = try #require(rows[Array("image".utf8)])
      #expect(bad.outcome == "partial" && bad.unreadBytes == 12288)
      #expect(
        bad.reason
          == "reading failed at byte 16384: Input/output error; 12288 bytes could not be read")
      #expect(bad.md5 == image.md5 && bad.sha256 == image.sha256 && bad.sha256 != nil)
      #expect(image.outcome == "notMedia" && image.unreadBytes == nil)
    }
  }

  @Test("Zeros stand for a block that cannot be read, and nothing of the file that was read before")
  func badBlocksAfterOthers() throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      // Among many files of other bytes, in whatever order, some bad ones come behind one of these.
      for number in 0..<20 {
        try write([UInt8](repeating: 0xFF, count: 100_000), folder + "/volume/full-\(number)")
      }
      for number in 0..<5 {
        let bytes = [UInt8](repeating: 7, count: 100_000)
        try write(bytes, folder + "/volume/FAULT-eio-20000-5000-\(number)")
      }
      var image = [UInt8](repeating: 7, count: 100_000)
      for position in 16384..<28672 { image[position] = 0 }
      try write(image, folder + "/volume/image")
      #expect(try scan(folder + "/volume", folder + "/case", workers: 1).status == 1)
      let rows = try reportedRows(folder + "/case")
      let expected = try #require(rows[Array("image".utf8)]?.sha256)
      let bad = rows.values.filter { $0.outcome == "partial" || $0.unreadBytes != nil }
      #expect(bad.count == 5 && bad.allSatisfy { $0.sha256 == expected })
    }
  }

  @Test(
    "A damaged picture of any size that is read into memory gives the same row with many workers")
  func damagedWithManyWorkers() throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      let bytes = try Data(contentsOf: URL(filePath: picture))
      let name = "FAULT-eio-\(bytes.count / 2)-1-.jpg"
      for size in [3_000_000, 16 << 20] {
        let padding = Data(count: size - bytes.count)
        try (bytes + padding).write(to: URL(filePath: "\(folder)/volume/\(name)"))
        let reports = try [1, 64].map { workers in
          let path = "\(folder)/case-\(size)-\(workers)"
          #expect(try scan(folder + "/volume", path, workers: workers).status == 1)
          return try vigie("report", path, "--format", "jsonl", "--all").output
        }
        // The decoder gets what was hashed, with zeros for the block; the disk would have given it all.
        #expect(reports[0] == reports[1] && reports[0].contains("\"unreadBytes\":4096"))
      }
    }
  }

  @Test("A file with more data than its file system holds is not read, and that is said")
  func moreDataThanDisk() throws {
    try withTemporaryFolder { folder in
      // As a crafted file whose extents all lead to the same blocks.
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      let name = "FAULT-dense-.jpg"
      try run("/bin/cp", [picture, "\(folder)/volume/\(name)"]).expectSuccess()
      try run("/usr/bin/truncate", ["-s", "15T", "\(folder)/volume/\(name)"]).expectSuccess()
      #expect(try scan(folder + "/volume", folder + "/case").status == 1)
      let row = try #require(try reportedRows(folder + "/case")[Array(name.utf8)])
      #expect(row.outcome == "overLimit" && row.sha256 == nil && row.pdq == nil)
      #expect(row.reason?.hasPrefix("more data than its file system of ") == true)
    }
  }

  @Test("A picture with an unreadable sector is decoded as far as it goes")
  func pictureWithBadSector() throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      let size = try Data(contentsOf: URL(filePath: picture)).count
      let name = "FAULT-eio-\(size - 4096)-1-.jpg"
      try run("/bin/cp", [picture, "\(folder)/volume/\(name)"]).expectSuccess()
      #expect(try scan(folder + "/volume", folder + "/case").status == 1)
      let row = try #require(try reportedRows(folder + "/case")[Array(name.utf8)])
      #expect(row.outcome == "partial" && row.pdq != nil && row.sha256 != nil)
    }
  }

  @Test(
    "After many bad blocks a file is given up; of one without a readable byte that is said",
    arguments: sizes)
  func manyBadBlocks(size: Int) throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      let bytes = [UInt8](repeating: 7, count: size + 200_000)
      try write(bytes, folder + "/volume/FAULT-eio-8192-99999999-")
      try write(bytes, folder + "/volume/FAULT-eio-0-99999999-")
      #expect(try scan(folder + "/volume", folder + "/case").status == 1)
      let rows = try reportedRows(folder + "/case")
      let given = try #require(rows[Array("FAULT-eio-8192-99999999-".utf8)])
      #expect(given.outcome == "partial" && given.sha256 == nil)
      #expect(given.unreadBytes == Int64(bytes.count - 8192))
      #expect(given.reason?.contains("at byte 8192") == true)
      #expect(given.reason?.contains("given up at byte \(8192 + 32 * 4096)") == true)
      let none = try #require(rows[Array("FAULT-eio-0-99999999-".utf8)])
      #expect(none.outcome == "unreadable" && none.sha256 == nil && none.unreadBytes == none.size)
      #expect(none.reason?.hasPrefix("reading failed at byte 0: Input/output error") == true)
    }
  }

  @Test("Short reads are gone on with; a file that ends early is partial", arguments: sizes)
  func shortReadsAndEnds(size: Int) throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      var random = SeededGenerator(seed: 2)
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
      for name in ["FAULT-short-777-", "FAULT-end-50000-", "FAULT-end-0-", "whole"] {
        try write(bytes, "\(folder)/volume/\(name)")
      }
      try write(Array(bytes[..<50_000]), folder + "/volume/head")
      #expect(try scan(folder + "/volume", folder + "/case").status == 1)
      let rows = try reportedRows(folder + "/case")
      let short = try #require(rows[Array("FAULT-short-777-".utf8)])
      #expect(short.outcome == "notMedia" && short.reason == nil)
      #expect(try short.sha256 == #require(rows[Array("whole".utf8)]).sha256)
      let ended = try #require(rows[Array("FAULT-end-50000-".utf8)])
      #expect(ended.outcome == "partial" && ended.unreadBytes == Int64(size - 50_000))
      #expect(ended.reason?.hasPrefix("ended at byte 50000 of \(size); ") == true)
      #expect(try ended.sha256 == #require(rows[Array("head".utf8)]).sha256)
      let empty = try #require(rows[Array("FAULT-end-0-".utf8)])
      #expect(empty.outcome == "unreadable" && empty.reason == "ended at byte 0 of \(size)")
    }
  }

  @Test("A disk that does not answer costs the file, not the scan", arguments: [1, 2])
  func stalls(workers: Int) throws {
    try withTemporaryFolder { folder in
      try run("/bin/cp", ["-r", Fixtures.path("evidence"), folder + "/volume"]).expectSuccess()
      #expect(try scan(folder + "/volume", folder + "/clean").status == 1)
      let clean = try reportedRows(folder + "/clean")
      try write([1, 2, 3], folder + "/volume/FAULT-stall-0-")
      try write([UInt8](repeating: 1, count: 3_000_000), folder + "/volume/FAULT-stall-1500000-")
      let ending = try scan(
        folder + "/volume", folder + "/case", workers: workers, readTimeout: patience)
      #expect(ending.status == 1)
      var rows = try reportedRows(folder + "/case")
      for (name, offset) in [("FAULT-stall-0-", 0), ("FAULT-stall-1500000-", 1 << 20)] {
        let found = rows.removeValue(forKey: Array(name.utf8))
        let row = try #require(found)
        #expect(row.outcome == "unreadable" && row.sha256 == nil && row.unreadBytes == row.size)
        #expect(row.reason == "no answer for \(patience).0 seconds at byte \(offset)")
      }
      #expect(rows.mapValues(\.sha256) == clean.mapValues(\.sha256))
      #expect(rows.mapValues(\.outcome) == clean.mapValues(\.outcome))
    }
  }

  @Test("A disk that answers just when it is given up gives every file one row, of either kind")
  func answersAtTheLimit() throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      for number in 0..<20 {
        try write([UInt8(number)], "\(folder)/volume/FAULT-slow-900-1400-\(number)")
      }
      let ending = try scan(folder + "/volume", folder + "/case", workers: 4, readTimeout: 1)
      #expect(ending.status == 1, "\(ending.errors)")
      let rows = try reportedRows(folder + "/case")
      #expect(rows.count == 20)
      for row in rows.values {
        #expect((row.outcome == "notMedia") == (row.sha256 != nil))
        #expect((row.outcome == "unreadable") == (row.unreadBytes == 1))
      }
      #expect(Set(rows.values.map(\.outcome)) == ["notMedia", "unreadable"])
    }
  }

  @Test("A disk that answers no file any more ends the scan, and what it did answer is kept")
  func deadDisk() throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/volume"]).expectSuccess()
      for number in 0..<40 { try write([1], "\(folder)/volume/FAULT-stall-0-\(number)") }
      let ending = try scan(folder + "/volume", folder + "/case", workers: 8, readTimeout: patience)
      #expect(ending.status == 74)
      #expect(ending.errors.contains("no answer from the disk for \(patience).0 seconds"))
      // The disk is well again.
      let again = try vigie(
        "scan", folder + "/volume", "--known", list, "--case", folder + "/case",
        "--allow-writable-evidence")
      #expect(again.status == 1)
      let rows = try reportedRows(folder + "/case")
      #expect(rows.count == 40)
      #expect((8..<40).contains(rows.values.count { $0.outcome == "unreadable" }))
      #expect(rows.values.contains { $0.outcome == "notMedia" })
    }
  }

  @Test("A walk that the disk does not answer ends the scan where it was, to be gone on with")
  func stalledWalk() throws {
    try withTemporaryFolder { folder in
      try run("/bin/cp", ["-r", Fixtures.path("evidence"), folder + "/volume"]).expectSuccess()
      try run("/bin/mkdir", [folder + "/volume/FAULT-lost-"]).expectSuccess()
      try write([1], folder + "/volume/FAULT-lost-/file")
      let ending = try scan(folder + "/volume", folder + "/case", readTimeout: patience)
      #expect(ending.status == 74)
      #expect(ending.errors.contains("/volume/FAULT-lost-: no answer from the disk"))
      #expect(ending.errors.contains("run the same command again"))
      let again = try vigie(
        "scan", folder + "/volume", "--known", list, "--case", folder + "/case",
        "--allow-writable-evidence")
      #expect(again.status == 1)
      let rows = try reportedRows(folder + "/case")
      #expect(rows.count == 97)
      #expect(rows.values.allSatisfy { $0.outcome != "unreadable" })
    }
  }

  /// A volume with five large files, each of which takes a second to read, and a directory behind them.
  private func writeLargeFiles(_ volume: String, before directory: String) throws {
    try run("/bin/mkdir", ["-p", "\(volume)/\(directory)"]).expectSuccess()
    try write([1], "\(volume)/\(directory)/file")
    let bytes = [UInt8](repeating: 1, count: Self.largeSize)
    for number in 0..<5 { try write(bytes, "\(volume)/FAULT-slow-50-60-\(number)") }
  }

  /// More than fits into memory.
  private static let largeSize = (16 << 20) + 1

  @Test("Large files that wait are examined while another worker walks", arguments: [2, 3, 8])
  func slowWalk(workers: Int) throws {
    try withTemporaryFolder { folder in
      try writeLargeFiles(folder + "/volume", before: "FAULT-after-\(5 * Self.largeSize)-")
      let ending = try scan(folder + "/volume", folder + "/case", workers: workers)
      #expect(ending.status == 0, "\(ending.errors)")
      let rows = try reportedRows(folder + "/case")
      #expect(rows.values.count { $0.outcome == "notMedia" && $0.sha256 != nil } == 6)
      #expect(rows.count == 7)
    }
  }

  @Test("Files that a walk has found are examined, even if it then stalls", arguments: [1, 2, 3])
  func stalledBehindLargeFiles(workers: Int) throws {
    try withTemporaryFolder { folder in
      try writeLargeFiles(folder + "/volume", before: "FAULT-lost-")
      let ending = try scan(
        folder + "/volume", folder + "/case", workers: workers, readTimeout: patience)
      #expect(ending.status == 74)
      #expect(ending.errors.contains("/volume/FAULT-lost-: no answer from the disk"))
      let rows = try reportedRows(folder + "/case")
      #expect(rows.count == 5)
      #expect(rows.values.allSatisfy { $0.outcome == "notMedia" && $0.sha256 != nil })
    }
  }

  @Test("A volume whose disk does not answer at all is said to, and nothing is written")
  func deadVolume() throws {
    try withTemporaryFolder { folder in
      try run("/bin/mkdir", [folder + "/FAULT-dead-"]).expectSuccess()
      let ending = try scan(folder + "/FAULT-dead-", folder + "/case", readTimeout: patience)
      #expect(ending.status == 74)
      #expect(ending.errors.contains("/FAULT-dead-: no answer from the disk for"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/case"))
    }
  }

  @Test(
    "With few threads less is done at once; without any that is said, and it can be gone on with")
  func fewThreads() throws {
    try withTemporaryFolder { folder in
      let evidence = Fixtures.path("evidence")
      func limited(_ threads: Int, _ arguments: [String]) throws -> Ending {
        try run(
          program.path(percentEncoded: false), arguments + ["--workers", "4"],
          environment: ["LD_PRELOAD": Self.library, "FAULT_THREADS": "\(threads)"])
      }
      let scan = [
        "scan", evidence, "--known", list, "--case", folder + "/case", "--allow-writable-evidence",
      ]
      // One asks the volume.
      let none = try limited(0, scan)
      #expect(none.status == 74)
      #expect(none.errors.contains("evidence: not asked: Resource temporarily unavailable;"))
      let one = try limited(1, scan)
      #expect(one.status == 74)
      #expect(one.errors.contains("unavailable; run the same command again with fewer workers"))
      #expect(try limited(2, scan).status == 1)
      #expect(try reportedRows(folder + "/case").count == 95)

      let hash = ["hash", evidence + "/DCIM"]
      let alone = try limited(0, hash)
      #expect(try alone.output == limited(100, hash).output && alone.output.count > 1000)
    }
  }

  @Test("Without openat2 a scan gives the same report")
  func withoutOpenat2() throws {
    try withTemporaryFolder { folder in
      let evidence = Fixtures.path("evidence")
      var reports: [String] = []
      for (name, environment) in [("new", [:]), ("old", ["FAULT_NO_OPENAT2": "1"])] {
        let ending = try vigie(
          "scan", evidence, "--known", list, "--case", "\(folder)/\(name)",
          "--allow-writable-evidence",
          environment: environment.merging(["LD_PRELOAD": Self.library]) { $1 })
        #expect(ending.status == 1)
        reports.append(
          try vigie("report", "\(folder)/\(name)", "--format", "jsonl", "--all").output)
      }
      #expect(reports[0] == reports[1] && reports[0].count > 1000)
    }
  }
}

extension Ending {
  /// Whatever it was must have worked.
  fileprivate func expectSuccess() { #expect(status == 0, "\(errors)") }
}
