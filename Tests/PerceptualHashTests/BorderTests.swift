// Borders: found whatever their colour, and what they enclose hashed as the picture cut out.

import Luma
import PerceptualHash
import TestSupport
import Testing

struct BorderTests {
  /// Widths of the bars at the left, top, right and bottom, in thousandths of the picture's side.
  static let bars: [[Int]] = [
    [0, 120, 0, 120], [125, 0, 125, 0], [50, 50, 50, 50], [0, 0, 0, 300], [0, 213, 0, 0],
    [30, 111, 30, 77], [0, 350, 0, 350], [200, 17, 200, 17],
  ]

  /// Grey level of the bars and of the noise on them.
  static let colours: [(level: Int, noise: Int)] = [(0, 0), (255, 0), (16, 6), (128, 8)]

  private func hashes(of picture: TestPlane, findsFramings: Bool = true) -> PictureHashes {
    var hasher = PictureHasher(size: picture.size, findsFramings: findsFramings)
    for y in 0..<picture.size.height {
      let row = picture.luma[y * picture.size.width..<(y + 1) * picture.size.width]
      let samples = row.map { UInt8(Int($0) / FixedLuma.one) }
      hasher.append(samples.span, layout: .grey8)
    }
    return hasher.finish()
  }

  @Test(
    "What borders enclose hashes as the picture cut out: within 10 bits, 4 on average",
    arguments: [(640, 480), (1200, 900), (1999, 1333), (480, 853)])
  func enclosed(width: Int, height: Int) throws {
    var distances: [Int] = []
    for (index, bar) in Self.bars.enumerated() {
      let picture = TestPlane(cellsOfWidth: width, height: height, seed: UInt64(index))
      for (level, noise) in Self.colours {
        var random = SeededGenerator(seed: 3)
        let framed = picture.framed(
          left: width * bar[0] / 1000, top: height * bar[1] / 1000,
          right: width * bar[2] / 1000, bottom: height * bar[3] / 1000
        ) {
          let value = level + Int.random(in: -noise...noise, using: &random)
          return Int16(max(0, min(255, value)) * FixedLuma.one)
        }
        let inner = try #require(hashes(of: framed).inner.first, "\(bar) \(level)")
        for orientation in Orientation.allCases {
          distances.append(inner[orientation].distance(to: picture.folded[orientation]))
        }
      }
    }
    #expect(distances.max()! <= 10)
    #expect(Double(distances.reduce(0, +)) / Double(distances.count) <= 4)
  }

  @Test(
    "A picture without borders has no inner variant, and one that is all border none of quality")
  func borderless() throws {
    for seed in 0..<20 as Range<UInt64> {
      #expect(hashes(of: TestPlane(width: 300, height: 200, seed: seed)).inner.isEmpty)
    }
    var hasher = PictureHasher(size: try #require(PictureSize(width: 300, height: 200)))
    let row = [UInt8](repeating: 77, count: 300)
    for _ in 0..<200 { hasher.append(row.span, layout: .grey8) }
    #expect(hasher.finish().inner.allSatisfy { $0.quality == 0 })
  }

  @Test("The whole picture hashes the same whether borders are looked for or not")
  func wholeIsUntouched() {
    let framed = TestPlane(width: 400, height: 300, seed: 1).framed(
      left: 20, top: 20, right: 20, bottom: 20
    ) { 0 }
    let (found, plain) = (hashes(of: framed), hashes(of: framed, findsFramings: false))
    #expect(found.whole == plain.whole && found.inner.count == 1 && plain.inner.isEmpty)
    #expect(found.variants.count == 24 && plain.variants.count == 8)
    #expect(found.variants[0].pdq == found.whole.upright && found.variants[0].framing == .whole)
  }

  @Test("Of a frame around a frame, both insides are hashed")
  func nested() throws {
    let picture = TestPlane(cellsOfWidth: 600, height: 400, seed: 1)
    let framed = picture.framed(left: 60, top: 40, right: 60, bottom: 40) { 255 * 128 }
    let twice = framed.framed(left: 50, top: 50, right: 50, bottom: 50) { 0 }
    let inner = hashes(of: twice).inner
    try #require(inner.count == 2)
    #expect(inner[0][.identity].distance(to: framed.folded[.identity]) <= 10)
    #expect(inner[1][.identity].distance(to: picture.folded[.identity]) <= 10)
  }

  @Test("A hasher that is used again forgets the borders of the picture before")
  func reuse() {
    let plain = TestPlane(width: 700, height: 600, seed: 1)
    let framed = TestPlane(width: 600, height: 500, seed: 2).framed(
      left: 50, top: 50, right: 50, bottom: 50
    ) { 0 }
    var hasher = PictureHasher(size: plain.size)
    for picture in [framed, plain, framed] {
      for y in 0..<600 {
        let samples = picture.luma[y * 700..<(y + 1) * 700].map { UInt8(Int($0) / 128) }
        hasher.append(samples.span, layout: .grey8)
      }
      #expect(hasher.finish() == hashes(of: picture))
    }
  }
}
