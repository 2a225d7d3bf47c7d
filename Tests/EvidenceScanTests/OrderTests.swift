// Who comes when: large files do not hold up small ones.

import EvidenceScan
import Foundation
import FullExamination
import MediaExamination
import MediaFormats
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

  func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  var missingIsolation: [String] { [] }
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
}
