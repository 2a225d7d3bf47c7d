// Limits: decided once, carried whole, and obeyed by whoever decodes.

import DecodePool
import FullExamination
import Foundation
import MediaExamination
import MediaFormats
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct LimitTests {
  /// A limit that is set low, a file that meets it, and what its record then says.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var file: String
    var isExact = false
    var issue: MediaIssue
    var frames = 0
    var limit: @Sendable (inout ExaminationLimits) -> Void
  }

  static let cases = [
    Case(
      testDescription: "pixels", file: "png-rgb-8.png", issue: .pixelLimit,
      limit: { $0.pixels = 300 * 200 - 1 }),
    Case(
      testDescription: "bytes", file: "png-rgb-8-interlaced.png", issue: .byteLimit,
      limit: { $0.bytes = 40_000 }),
    Case(
      testDescription: "scans", file: "jpeg-progressive.jpg", isExact: true, issue: .scanLimit,
      limit: { $0.scans = 3 }),
    Case(
      testDescription: "frames", file: "../evidence/DCIM/Camera/VID_0001.mp4", issue: .frameLimit,
      frames: 3,
      limit: { $0.frames = 3 }),
    Case(
      testDescription: "processor time", file: "clip-h264.mp4", issue: .timeLimit,
      limit: { $0.processorSeconds = 0 }),
  ]

  private func examine(_ test: Case, by examiner: any MediaExaminer) throws -> MediaRecord {
    let path = Fixtures.path("formats/\(test.file)")
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      let head = Array(bytes.prefix(MediaFormat.signatureLength))
      let signature = MediaFormat(signature: head.span)
      let format = try #require(signature)
      var input = MediaInput(
        descriptor: file, byteCount: Int64(bytes.count), format: format,
        method: HashingMethod(isExact: test.isExact))
      test.limit(&input.limits)
      return examiner.examine(input)
    }
  }

  @Test(
    "Every limit, set low, gives its own issue, in this process and in a locked one",
    arguments: cases)
  func ownIssue(test: Case) throws {
    let pool = try WorkerPool(.besideTests)
    for examiner in [InProcessExaminer(), pool] as [any MediaExaminer] {
      let record = try examine(test, by: examiner)
      #expect(record.issue == test.issue)
      #expect(record.frames.count == test.frames)
    }
  }

  @Test("A locked process that takes longer by the clock than it may has timed out")
  func wallTime() throws {
    let pool = try WorkerPool(.besideTests)
    let test = Case(
      testDescription: "wall time", file: "clip-h264.mp4", issue: .timedOut,
      limit: { $0.wallSeconds = 0 })
    #expect(try examine(test, by: pool).issue == .timedOut)
  }

  @Test("A locked process has no more memory than it may")
  func memory() throws {
    let pool = try WorkerPool(.besideTests)
    let test = Case(
      testDescription: "memory", file: "clip-h264.mp4", issue: .byteLimit,
      limit: { $0.memory = 1 << 20 })
    let record = try examine(test, by: pool)
    // What decoders account for is told; what the process itself cannot have ends it.
    switch record.issue {
    case .byteLimit, .crashed: break
    default: Issue.record("\(String(describing: record.issue))")
    }
    #expect(record.frames.isEmpty)
  }
}

extension WorkerPrograms {
  /// The programs that were built with the tests.
  static var besideTests: WorkerPrograms {
    WorkerPrograms(
      in: FilePath(
        Bundle.main.executableURL!.deletingLastPathComponent().path(percentEncoded: false)))
  }
}
