// Who comes when: large files do not hold up small ones, and hashes come in the order of the walk.

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

/// Takes its time for large files: until all small ones have been examined, or ten seconds.
private struct PatientExaminer: MediaExaminer {
  let smallCount: Int
  let counts = Counts()

  final class Counts: Sendable {
    let small = Atomic<Int>(0)
    let large = Atomic<Int>(0)
    let impatient = Atomic<Int>(0)
  }

  func examine(_ input: MediaInput) -> MediaRecord {
    if input.byteCount > 1 << 24 {
      counts.large.add(1, ordering: .relaxed)
      let start = ContinuousClock.now
      while counts.small.load(ordering: .relaxed) < smallCount {
        if start.duration(to: .now) > .seconds(10) {
          counts.impatient.add(1, ordering: .relaxed)
          break
        }
        usleep(1000)
      }
    } else {
      counts.small.add(1, ordering: .relaxed)
    }
    var record = MediaRecord()
    record.issue = .broken
    return record
  }

  func decoder(of format: MediaFormat) -> String { "none" }
}

/// Takes longer for some files than for others.
private struct UnevenExaminer: MediaExaminer {
  func examine(_ input: MediaInput) -> MediaRecord {
    usleep(UInt32(input.byteCount % 7) * 2000)
    var record = MediaRecord()
    record.width = Int(input.byteCount)
    record.issue = .broken
    return record
  }

  func decoder(of format: MediaFormat) -> String { "none" }
}

struct OrderTests {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Writes what looks like a PNG.
  private func write(_ path: String, count: Int) throws {
    try Data(Self.signature + [UInt8](repeating: 7, count: count - 8)).write(
      to: URL(filePath: path))
  }

  @Test("Small files are examined while large ones are in hand", arguments: [2, 3])
  func largeFilesGiveWay(workers: Int) throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try FileManager.default.createDirectory(
        atPath: volume, withIntermediateDirectories: false)
      for number in 0..<5 { try write(volume + "/large-\(number)", count: (1 << 24) + 1) }
      for number in 0..<40 { try write(volume + "/small-\(number)", count: 100) }
      let examiner = PatientExaminer(smallCount: 40)
      let file = try scan(
        [volume], into: folder + "/case", workers: workers, examiner: examiner)
      #expect(examiner.counts.impatient.load(ordering: .relaxed) == 0)
      #expect(examiner.counts.small.load(ordering: .relaxed) == 40)
      #expect(examiner.counts.large.load(ordering: .relaxed) == 5)
      #expect(try file.text(.jsonl).split(separator: "\n").count == 45)
    }
  }

  @Test("Hashes of a folder come in the order of its walk", arguments: [1, 2, 5])
  func hashesInOrder(workers: Int) throws {
    try withTemporaryFolder { folder in
      for number in 100..<400 { try write(folder + "/\(number)", count: number) }
      func names(workers: Int) throws -> [String] {
        var names: [String] = []
        let hasher = FileHasher(examiner: UnevenExaminer())
        try hasher.hash(FilePath(folder), workers: workers) { file in
          let name = String(decoding: file.path, as: UTF8.self)
          names.append(name)
          #expect(name.hasSuffix("/\((try? file.result.get())?.width ?? 0)"))
        }
        return names
      }
      let found = try names(workers: workers)
      #expect(found == (try names(workers: 1)))
      #expect(Set(found).count == 300)
    }
  }

  @Test("Whoever takes hashes may stop, and no file is begun after that")
  func stoppedHashing() throws {
    struct Enough: Error {}
    try withTemporaryFolder { folder in
      for number in 100..<400 { try write(folder + "/\(number)", count: number) }
      var taken = 0
      #expect(throws: Enough.self) {
        try FileHasher(examiner: UnevenExaminer()).hash(FilePath(folder), workers: 3) { _ in
          taken += 1
          if taken == 10 { throw Enough() }
        }
      }
      #expect(taken == 10)
    }
  }
}
