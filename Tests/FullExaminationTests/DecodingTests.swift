// Decoding of pictures that are made on the fly.

import Luma
import MediaExamination
import PerceptualHash
import PictureDecoding
import TestSupport
import Testing

struct DecodingTests {
  private static let large = SyntheticPicture(width: 4000, height: 3000, seed: 12)
  private static let largeHash: PDQResult = {
    var hasher = PictureHasher(size: PictureSize(width: 4000, height: 3000)!, method: .definition)
    let rgb = large.rgb
    for y in 0..<3000 {
      hasher.append(rgb.span.extracting(y * 12_000..<(y + 1) * 12_000), layout: .rgb24)
    }
    return hasher.finish().whole.upright
  }()

  @Test(
    "A 12-megapixel JPEG hashes as the pixels that it was made of",
    arguments: [(95, false), (95, true), (75, true), (30, false), (30, true)])
  func largePicture(quality: Int, isProgressive: Bool) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/12mp.jpg"
      try #require(Self.large.writeJPEG(to: path, quality: quality, progressive: isProgressive))
      for isExact in [true, false] where isExact == (quality == 95) || !isExact {
        let record = try #require(try examine(path, isExact: isExact).record)
        #expect(record.width == 4000 && record.height == 3000 && record.issue == nil)
        let decoded = try #require(record.picture)
        #expect(decoded.quality == Self.largeHash.quality)
        #expect(decoded.hash.distance(to: Self.largeHash.hash) <= (isExact ? 2 : 6))
      }
    }
  }

  @Test("A large JPEG of four colours, which has no luma of its own, hashes as the definition does")
  func fourColours() throws {
    let path = Fixtures.path("evidence/Pictures/poster-cmyk.jpg")
    let (fast, exact) = (try examine(path).record, try examine(path, isExact: true).record)
    #expect(fast?.issue == nil && exact?.issue == nil)
    let (first, second) = (try #require(fast?.picture), try #require(exact?.picture))
    #expect(first.quality == second.quality && first.hash.distance(to: second.hash) <= 6)
  }

  @Test(
    "An animation counts as a picture, its first frame, and as a video",
    arguments: ["clip-gif.gif", "clip-apng.png"])
  func animations(name: String) throws {
    let record = try #require(try examine(Fixtures.path("formats/\(name)")).record)
    let picture = try #require(record.picture)
    #expect(record.frames.count == 3)
    #expect(record.frames[0].pdq.hash.distance(to: picture.hash) <= 2)
  }

  @Test("An animation of one frame is a picture only", arguments: ["gif.gif", "avif.avif"])
  func singleFrame(name: String) throws {
    let record = try #require(try examine(Fixtures.path("formats/\(name)")).record)
    #expect(record.picture != nil && record.frames.isEmpty)
  }

  @Test("Luma is 0.299 R + 0.587 G + 0.114 B in float32, left to right")
  func luma() {
    var random = SeededGenerator(seed: 5)
    let rgb = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
    var luma = [Float](repeating: 0, count: 1000)
    var row = luma.mutableSpan
    LumaConversion.convert(rgb.span, layout: .rgb24, into: &row)
    for x in 0..<1000 {
      let (r, g, b) = (Float(rgb[3 * x]), Float(rgb[3 * x + 1]), Float(rgb[3 * x + 2]))
      #expect(luma[x] == 0.299 * r + 0.587 * g + 0.114 * b)
    }
    let grey = (0...255).map { UInt8($0) }
    var levels = [Float](repeating: 0, count: 256)
    var levelRow = levels.mutableSpan
    LumaConversion.convert(grey.span, layout: .grey8, into: &levelRow)
    for (value, level) in levels.enumerated() {
      let v = Float(value)
      #expect(level == 0.299 * v + 0.587 * v + 0.114 * v)
    }
  }

  @Test("A picture has positive sides and pixels that can be counted")
  func pictureSize() {
    #expect(PictureSize(width: 0, height: 5) == nil)
    #expect(PictureSize(width: 5, height: -1) == nil)
    #expect(PictureSize(width: Int.max, height: 2) == nil)
    #expect(PictureSize(width: 3, height: 2)?.pixelCount == 6)
  }
}
