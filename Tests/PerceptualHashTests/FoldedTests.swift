// Folded PDQ: against the definition, against truly turned pictures, and against itself on other
// instruction sets.

import Luma
import PerceptualHash
import TestSupport
import Testing

struct FoldedTests {
  /// From tiny to wide, odd and even, with and without a blur, to both sides of 64 and 128.
  static let sizes = [
    (40, 40), (41, 53), (63, 64), (64, 64), (64, 65), (65, 100), (100, 68), (127, 128), (128, 129),
    (129, 257), (200, 256), (255, 513), (320, 240), (511, 512), (640, 480), (700, 41), (64, 1500),
    (1023, 767),
  ]

  @Test(
    "Each of the eight hashes is that of the truly turned picture, to the bit",
    arguments: sizes + [(5, 5), (5, 300), (7, 64), (16, 16), (31, 900), (1100, 37), (4000, 3000)])
  func orientations(width: Int, height: Int) {
    let picture = TestPlane(width: width, height: height, seed: UInt64(width * 7 + height))
    let hashes = picture.folded
    for orientation in Orientation.allCases {
      #expect(picture.turned(orientation).folded[.identity] == hashes[orientation])
    }
  }

  @Test("Eight orientations lie within 2 bits of the definition at full resolution, 0.1 on average")
  func definition() {
    var distances: [Int] = []
    for (width, height) in Self.sizes {
      for seed in 0..<3 as Range<UInt64> {
        let picture = TestPlane(width: width, height: height, seed: seed)
        let hashes = picture.folded
        for orientation in Orientation.allCases {
          let expected = picture.turned(orientation).defined
          distances.append(hashes[orientation].distance(to: expected.hash))
        }
        #expect(abs(hashes.quality - picture.defined.quality) <= 1)
      }
    }
    #expect(distances.max()! <= 2)
    #expect(Double(distances.reduce(0, +)) / Double(distances.count) <= 0.1)
  }

  @Test("A picture of 12 megapixels lies within 2 bits of the definition")
  func largePicture() {
    let picture = TestPlane(width: 4000, height: 3000, seed: 1)
    #expect(picture.folded[.identity].distance(to: picture.defined.hash) <= 2)
  }

  @Test(
    "Means of s x s pixels hash as the picture whose pixels are all replaced by those means",
    arguments: [2, 3, 4, 8], [(640, 480), (521, 397), (1030, 770)])
  func scaled(scale: Int, size: (width: Int, height: Int)) throws {
    let (width, height) = size
    let means = TestPlane(
      width: (width + scale - 1) / scale, height: (height + scale - 1) / scale, seed: 5)
    let full = try #require(PictureSize(width: width, height: height))
    var hasher = DihedralHasher(size: full, scale: scale)
    let folded = means.hash(by: &hasher)
    let spread = (0..<full.pixelCount).map { position in
      let (y, x) = position.quotientAndRemainder(dividingBy: width)
      return Float(means.luma[y / scale * means.size.width + x / scale]) / Float(FixedLuma.one)
    }
    let expected = DihedralPDQ(definitionOf: spread.span, size: full)
    for orientation in Orientation.allCases {
      #expect(folded[orientation].distance(to: expected[orientation]) <= 2)
    }
  }

  @Test("Every instruction set gives the same hashes", arguments: sizes)
  func instructionSets(width: Int, height: Int) {
    let picture = TestPlane(width: width, height: height, seed: 11)
    let expected = picture.folded
    for kernels in HashKernels.usable {
      var hasher = DihedralHasher(size: picture.size, scale: 1, kernels: kernels)
      #expect(picture.hash(by: &hasher) == expected, "\(kernels.name)")
    }
  }

  @Test(
    "A widened picture hashes as one whose edges were continued by 4.5 %", arguments: sizes)
  func widened(width: Int, height: Int) throws {
    let picture = TestPlane(width: width, height: height, seed: 3)
    var hasher = PictureHasher(size: picture.size)
    guard width >= 64, height >= 64 else { return }
    for y in 0..<height {
      let samples = picture.luma[y * width..<(y + 1) * width].map { UInt8(Int($0) / 128) }
      hasher.append(samples.span, layout: .grey8)
    }
    let widened = try #require(hasher.finish().widened)
    let (left, top) = (width * 45 / 1000, height * 45 / 1000)
    let size = try #require(PictureSize(width: width + 2 * left, height: height + 2 * top))
    let continued = (0..<size.pixelCount).map { position in
      let (y, x) = position.quotientAndRemainder(dividingBy: size.width)
      let (row, column) = (max(0, min(height - 1, y - top)), max(0, min(width - 1, x - left)))
      return Float(picture.luma[row * width + column] / 128)
    }
    let expected = DihedralPDQ(definitionOf: continued.span, size: size)
    for orientation in Orientation.allCases {
      #expect(widened[orientation].distance(to: expected[orientation]) <= 2)
    }
  }

  @Test("A hasher forgets a picture with the next one")
  func reuse() {
    let pictures = (1...3).map { TestPlane(width: 300, height: 201, seed: $0) }
    var hasher = DihedralHasher(size: pictures[0].size)
    for picture in pictures { #expect(picture.hash(by: &hasher) == picture.folded) }
  }

  @Test("A flat picture has quality 0", arguments: [0, 77, 255])
  func flat(level: Int16) throws {
    let size = try #require(PictureSize(width: 200, height: 100))
    var hasher = DihedralHasher(size: size)
    let row = [Int16](repeating: level * Int16(FixedLuma.one), count: 200)
    for _ in 0..<100 { hasher.append(row.span) }
    #expect(hasher.finish().quality == 0)
  }

  @Test("Fixed-point luma is 0.299 R + 0.587 G + 0.114 B, rounded to 1/128")
  func fixedLuma() {
    var random = SeededGenerator(seed: 5)
    let rgb =
      [UInt8](repeating: 255, count: 3)
      + (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
    var luma = [Int16](repeating: 0, count: rgb.count / 3)
    var row = luma.mutableSpan
    FixedLuma.convert(rgb.span, layout: .rgb24, into: &row)
    #expect(luma[0] == 255 * 128)
    for x in luma.indices {
      let (r, g, b) = (Double(rgb[3 * x]), Double(rgb[3 * x + 1]), Double(rgb[3 * x + 2]))
      #expect(abs(Double(luma[x]) / 128 - (0.299 * r + 0.587 * g + 0.114 * b)) <= 0.5001 / 128)
    }
    for kernels in HashKernels.usable {
      var converted = [Int16](repeating: 0, count: luma.count)
      var convertedRow = converted.mutableSpan
      kernels.convert(rgb.span, layout: .rgb24, into: &convertedRow)
      #expect(converted == luma, "\(kernels.name)")
    }
    let grey = (0...255).map { UInt8($0) }
    var levels = [Int16](repeating: 0, count: 256)
    var levelRow = levels.mutableSpan
    FixedLuma.convert(grey.span, layout: .grey8, into: &levelRow)
    #expect(levels == grey.map { Int16($0) * 128 })
  }
}
