// Hashes of decoded files against those of an independent implementation (PyPI pdqhash on the
// pixels that Pillow decodes; for videos, on the frames that ffmpeg decodes).

import Foundation
import FullExamination
import MediaExamination
import PerceptualHash
import TestSupport
import Testing

struct ReferenceVectorTests {
  /// Pictures that two decoders do not give alike, and how many bits that may move. Lossy WebP: the
  /// reference is of RGB made from upsampled chroma and rounded, ours of the luma plane itself.
  static let otherDecoder = ["evidence/Pictures/waves.webp": 2]

  @Test(
    "A still picture has the reference's hash and quality by the definition",
    arguments: Fixtures.table("vectors.csv")
  )
  func still(row: [String: String]) throws {
    let name = try #require(row["file"])
    let expected = try #require(PDQHash(row["pdq"] ?? ""))
    let (_, record) = try examine(
      bytes: Fixtures.bytes(ofName: Fixtures.path(name)), HashingMethod(isExact: true))
    if name == "formats/heic.heic" {
      // No decoder of the system's libav reads it; that is said, not passed over.
      #expect(record?.issue == .unsupported)
      return
    }
    let picture = try #require(record?.picture)
    #expect(record?.issue == nil)
    #expect(record?.width == Int(row["width"] ?? ""))
    #expect(record?.height == Int(row["height"] ?? ""))
    #expect(picture.hash.distance(to: expected) <= Self.otherDecoder[name] ?? 0)
    #expect(picture.quality == Int(row["quality"] ?? ""))
  }

  @Test("Still pictures lie within 6 bits of the reference by the fast path, 0.8 on average")
  func fastStills() throws {
    var distances: [Int] = []
    for row in Fixtures.table("vectors.csv") {
      let name = try #require(row["file"])
      let path = Fixtures.bytes(ofName: Fixtures.path(name))
      guard let picture = try examine(bytes: path).record?.picture else { continue }
      let (hash, quality) = (row["pdq"].flatMap { PDQHash($0) }, row["quality"].flatMap { Int($0) })
      let expected = PDQResult(hash: try #require(hash), quality: try #require(quality))
      #expect(picture.isMatchable == expected.isMatchable, "\(name)")
      guard expected.isMatchable else { continue }
      let distance = picture.hash.distance(to: expected.hash)
      #expect(distance <= 6, "\(name)")
      #expect(abs(picture.quality - expected.quality) <= 2, "\(name)")
      distances.append(distance)
    }
    #expect(distances.count > 90)
    #expect(Double(distances.reduce(0, +)) / Double(distances.count) <= 0.8)
  }

  @Test(
    "The frames sampled from a clip have the reference's hashes, one a second",
    arguments: Fixtures.table("video-vectors/index.csv"))
  func clip(row: [String: String]) throws {
    let file = try #require(row["file"])
    let (_, record) = try examine(Fixtures.path(file))
    if file.hasSuffix(".webp") {
      #expect(record?.issue == .unsupported)  // libav does not decode animated WebP.
      return
    }
    let rate = try #require(Double(row["fps"] ?? ""))
    let count = try #require(Int(row["frames"] ?? ""))
    let reference = Self.frames(try #require(row["name"]))
    let frames = try #require(record?.frames)
    #expect(record?.issue == nil)
    #expect(frames.count == Int((Double(count) / rate).rounded(.up)))
    for (second, frame) in frames.enumerated() {
      #expect(abs(frame.time - Double(second)) < 0.1)
      let expected = try #require(
        reference.min { abs($0.time - frame.time) < abs($1.time - frame.time) })
      guard frame.pdq.isMatchable, expected.pdq.isMatchable else { continue }
      #expect(frame.pdq.hash.distance(to: expected.pdq.hash) <= 10)
    }
  }

  /// Rows of a vPDQ text file, `frame,quality,hash,timestamp`.
  static func frames(at path: String) -> [VideoFrame] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(separator: ",")
      guard fields.count == 4, let quality = Int(fields[1]), let hash = PDQHash(String(fields[2])),
        let time = Double(fields[3])
      else { return nil }
      return VideoFrame(time: time, pdq: PDQResult(hash: hash, quality: quality))
    }
  }

  private static func frames(_ name: String) -> [VideoFrame] {
    frames(at: Fixtures.path("video-vectors/\(name).txt"))
  }
}

/// The same against public pictures and videos with the hashes of the reference implementation.
@Suite(.enabled(if: ReferenceData.isPresent))
struct ReferenceDataTests {
  @Test("Every reference picture is hashed to distance 0 by the definition")
  func pictures() throws {
    let rows = Fixtures.table(at: ReferenceData.path("expected-pdq-full-resolution.csv"))
    #expect(rows.count > 80)
    for row in rows {
      let name = try #require(row["file"])
      let expected = try #require(PDQHash(row["pdq"] ?? ""))
      let picture = try #require(
        try examine(ReferenceData.path(name), isExact: true).record?.picture)
      #expect(picture.hash.distance(to: expected) == 0, "\(name)")
      #expect(picture.quality == Int(row["quality"] ?? ""), "\(name)")
    }
  }

  @Test("Reference pictures lie within 6 bits by the fast path, 0.8 on average")
  func fastPictures() throws {
    var distances: [Int] = []
    for row in Fixtures.table(at: ReferenceData.path("expected-pdq-full-resolution.csv")) {
      let name = try #require(row["file"])
      let expected = try #require(PDQHash(row["pdq"] ?? ""))
      let picture = try #require(try examine(ReferenceData.path(name)).record?.picture)
      guard let quality = Int(row["quality"] ?? ""), quality >= Thresholds.minimumQuality else {
        continue
      }
      distances.append(picture.hash.distance(to: expected))
      #expect(distances.last! <= 6, "\(name)")
      #expect(abs(picture.quality - quality) <= 2, "\(name)")
    }
    #expect(distances.count > 70)
    #expect(Double(distances.reduce(0, +)) / Double(distances.count) <= 0.8)
  }

  @Test(
    "Frames sampled from the reference videos lie within 10 bits of the reference's, 2 on average")
  func videos() throws {
    var distances: [Int] = []
    for name in [
      "chair-19-sd-bar", "chair-20-sd-bar", "chair-22-sd-grey-bar", "doorknob-hd-no-bar",
      "pattern-sd-grey-bar", "test-padded-dimensions",
    ] {
      let reference = ReferenceVectorTests.frames(at: ReferenceData.path("vpdq/\(name).txt"))
      let record = try #require(try examine(ReferenceData.path("vpdq/\(name).mp4")).record)
      #expect(record.issue == nil && record.frames.count >= 4)
      for frame in record.frames {
        let same = try #require(
          reference.min { abs($0.time - frame.time) < abs($1.time - frame.time) })
        guard frame.pdq.isMatchable, same.pdq.isMatchable else { continue }
        distances.append(frame.pdq.hash.distance(to: same.pdq.hash))
      }
    }
    #expect(distances.count > 70)
    #expect(distances.max()! <= 10)
    #expect(Double(distances.reduce(0, +)) / Double(distances.count) <= 2)
  }
}
