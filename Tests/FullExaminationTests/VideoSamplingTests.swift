// Leaving out frames that no sample needs, and keyframes alone.

import FullExamination
import LibAVDecoding
import MediaExamination
import MediaFormats
import PerceptualHash
import PictureDecoding
import SystemPackage
import TestSupport
import Testing

struct VideoSamplingTests {
  /// Decodes every frame, or what a scan decodes, and hashes those that are sampled.
  private func decode(
    _ path: String, passesOver: Bool = false
  ) throws -> (frames: [DihedralFrame], decoded: Int) {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      var head = [UInt8](repeating: 0, count: MediaFormat.signatureLength)
      let count = try head.withUnsafeMutableBytes {
        try file.read(fromAbsoluteOffset: 0, into: $0)
      }
      let signature = MediaFormat(signature: head.span.extracting(0..<count))
      let format = try #require(signature)
      let size = try file.seek(offset: 0, from: .end)
      var reader = try VideoReader(
        file, byteCount: size, format: format,
        limits: ExaminationLimits(for: .video, byteCount: size), skipsAhead: passesOver)
      var sampler = FrameSampler()
      var (frames, decoded) = ([DihedralFrame](), 0)
      while let frame = try reader.nextFrame() {
        decoded += 1
        let sampledTime = sampler.sampledTime(ofFrameAt: frame.time)
        if passesOver, let unsampled = sampler.unsampledTimes { reader.pass(over: unsampled) }
        guard let time = sampledTime else { continue }
        var hasher = PictureHasher(size: frame.size, findsFramings: false)
        try reader.readRows(of: frame) { hasher.append($0, layout: $1) }
        frames.append(DihedralFrame(time: time, hashes: hasher.finish().whole))
      }
      return (frames, decoded)
    }
  }

  private static let clips = Fixtures.names(in: "formats")
    .filter { $0.hasPrefix("clip-") && !$0.hasSuffix(".webp") && !$0.hasSuffix("gif") }
    .filter { !$0.hasSuffix(".png") }

  @Test(
    "Sampled frames are the same, bit for bit, as if every frame were decoded", arguments: clips)
  func exact(name: String) throws {
    let path = Fixtures.path("formats/\(name)")
    let frames = try #require(try examine(path).record).frameHashes
    #expect(!frames.isEmpty)
    #expect(try decode(path).frames == frames)
  }

  @Test(
    "Where a stream starts afresh, what comes before it and is not sampled is not decoded",
    arguments: [
      ("clip-h264.mp4", 17), ("clip-h264-fragmented.mp4", 5), ("clip-h264-short.mkv", 11),
      ("clip-h264-open.mp4", 17), ("clip-h264-refresh.mkv", 17), ("clip-hevc-short.mkv", 11),
      ("clip-hevc-open.mp4", 14),
    ])
  func leftOut(name: String, most: Int) throws {
    let path = Fixtures.path("formats/\(name)")
    let (all, some) = (try decode(path), try decode(path, passesOver: true))
    #expect(some.frames == all.frames)
    #expect(all.decoded == 30)
    #expect(some.decoded <= most)
  }

  @Test(
    "Where leaving frames out would go wrong, the video is read again, and every sample is there",
    arguments: [
      "h264-start-that-is-none.mp4", "hevc-start-of-another-layer.mp4", "h264-damaged-start.mp4",
      "h264-clock-that-loops.mkv",
    ])
  func traps(name: String) throws {
    let path = Fixtures.path("malformed/\(name)")
    let all = try decode(path)
    let record = try #require(try examine(path).record)
    #expect(record.frameHashes == all.frames)
    #expect(all.frames.count >= 3)
    // Skipping ahead notices by itself, or leaves nothing out.
    if let some = try? decode(path, passesOver: true) { #expect(some.frames == all.frames) }
  }

  @Test("Keyframes alone are among the frames", arguments: clips)
  func keyframes(name: String) throws {
    let path = Fixtures.path("formats/\(name)")
    let all = try #require(try examine(path).record)
    let some = try #require(try examine(path, sampling: .keyframes).record)
    #expect((1...all.frameHashes.count).contains(some.frameHashes.count))
    #expect(some.frameHashes.first == all.frameHashes.first)
    #expect(some.issue == all.issue)
  }

  @Test(
    "Sampled frames of the reference videos are the same as if every frame were decoded",
    .enabled(if: ReferenceData.isPresent), arguments: ["doorknob-hd-no-bar", "chair-20-sd-bar"])
  func referenceVideos(name: String) throws {
    let path = ReferenceData.path("vpdq/\(name).mp4")
    #expect(try decode(path).frames == (try #require(try examine(path).record)).frameHashes)
  }
}
