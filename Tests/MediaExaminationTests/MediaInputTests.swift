// A file to examine, from a descriptor or from bytes, and what examining it may cost.

import FullExamination
import Foundation
import MediaExamination
import MediaFormats
import SystemPackage
import TestSupport
import Testing

struct MediaInputTests {
  @Test(
    "Bytes give the record that their file gives",
    arguments: ["jpeg-420.jpg", "png-rgb-8.png", "webp-lossy.webp", "clip-h264.mp4"])
  func bytes(name: String) throws {
    let path = Fixtures.path("formats/\(name)")
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let head = Array(bytes.prefix(MediaFormat.signatureLength))
    let signature = MediaFormat(signature: head.span)
    let format = try #require(signature)
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    defer { try? file.close() }
    let ofFile = InProcessExaminer().examine(
      MediaInput(descriptor: file, byteCount: Int64(bytes.count), format: format))
    let ofBytes = InProcessExaminer().examine(try MediaInput(bytes: bytes, format: format))
    #expect(ofBytes == ofFile)
    #expect(ofBytes.issue == nil)
  }

  @Test("The copy of bytes is closed with its input")
  func closed() throws {
    func openFiles() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    let before = try openFiles()
    for _ in 0..<200 { _ = try MediaInput(bytes: [1, 2, 3], format: .png) }
    // Other tests run beside this one.
    #expect(try openFiles() < before + 100)
  }

  @Test("No bytes are an input, too: a broken one")
  func empty() throws {
    let record = InProcessExaminer().examine(try MediaInput(bytes: [], format: .png))
    #expect(record.issue == .broken && record.hashes == nil)
  }
}

struct ExaminationLimitsTests {
  @Test("A gigabyte of video has the time that is meant for it: three hours")
  func gigabyte() {
    let limits = ExaminationLimits(for: .video, byteCount: 1 << 30)
    #expect(limits.processorSeconds == 10_800)
    #expect(limits.wallSeconds > 4 * 10_800)
  }

  @Test(
    "Time grows with the length, to a bound",
    arguments: [
      (MediaFormat.Kind.picture, 3.0, 3.5, 60.0), (.animation, 3, 11, 3600),
      (.video, 10, 42, 10_800),
    ])
  func time(kind: MediaFormat.Kind, ofNothing: Double, ofMebibyte: Double, most: Double) {
    #expect(ExaminationLimits(for: kind, byteCount: 0).processorSeconds == ofNothing)
    #expect(ExaminationLimits(for: kind, byteCount: 1 << 20).processorSeconds == ofMebibyte)
    #expect(ExaminationLimits(for: kind, byteCount: .max).processorSeconds == most)
    #expect(ExaminationLimits(for: kind, byteCount: .max).wallSeconds == 86_400)
    #expect(ExaminationLimits(for: kind, byteCount: -1).processorSeconds == ofNothing)
  }

  @Test("A file has no more frames than its length allows, a hundred thousand at most")
  func frames() {
    #expect(ExaminationLimits(for: .video, byteCount: 0).frames == 1)
    #expect(ExaminationLimits(for: .video, byteCount: 399).frames == 100)
    #expect(ExaminationLimits(for: .video, byteCount: 1 << 30).frames == 100_000)
  }
  @Test("Who bounds the planes bounds the address space as well, and raises neither")
  func bound() {
    var limits = ExaminationLimits(for: .picture, byteCount: 0)
    let (bytes, memory) = (limits.bytes, limits.memory)
    limits.bound(bytes: bytes + 1)
    #expect(limits.bytes == bytes && limits.memory == memory)
    limits.bound(bytes: 1 << 20)
    #expect(limits.bytes == 1 << 20 && limits.memory == (1 << 20) + (1 << 29))
  }
}
