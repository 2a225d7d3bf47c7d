// Luma that the tests of hashes make.

import Luma
import PerceptualHash
import TestSupport

/// A picture of 15-bit luma, row by row.
struct TestPlane {
  let size: PictureSize
  let luma: [Int16]

  /// Noise on waves: detail at every scale, and no two coefficients alike.
  init(width: Int, height: Int, seed: UInt64) {
    size = PictureSize(width: width, height: height)!
    var random = SeededGenerator(seed: seed)
    let waves = (0..<4).map { _ in
      (Int.random(in: 1...13, using: &random), Int.random(in: 1...13, using: &random))
    }
    luma = (0..<size.pixelCount).map { position in
      let (y, x) = position.quotientAndRemainder(dividingBy: width)
      let steps = waves.map { (x * $0.0 / width + y * $0.1 / height) % 2 }.reduce(0, +)
      let noise = Int.random(in: 0...60 * FixedLuma.one, using: &random)
      return Int16(steps * 45 * FixedLuma.one + noise)
    }
  }

  /// Cells of 1 to 256 pixels, of equal contrast: as photographs have it, the coarser the stronger.
  init(cellsOfWidth width: Int, height: Int, seed: UInt64) {
    size = PictureSize(width: width, height: height)!
    var random = SeededGenerator(seed: seed)
    var sums = [Int](repeating: 0, count: size.pixelCount)
    for octave in 0...8 {
      let columns = width >> octave + 1
      let cells = (0..<columns * (height >> octave + 1)).map { _ in
        Int.random(in: 0...28 * FixedLuma.one, using: &random)
      }
      for position in sums.indices {
        let (y, x) = position.quotientAndRemainder(dividingBy: width)
        sums[position] += cells[(y >> octave) * columns + x >> octave]
      }
    }
    luma = sums.map { Int16($0) }
  }

  private init(size: PictureSize, luma: [Int16]) {
    self.size = size
    self.luma = luma
  }

  func turned(_ orientation: Orientation) -> TestPlane {
    TestPlane(size: orientation.turned(size), luma: orientation.turned(luma.span, size: size))
  }

  /// The picture with bars around it, whose pixels `level` gives.
  func framed(
    left: Int, top: Int, right: Int, bottom: Int, level: () -> Int16
  ) -> TestPlane {
    let (width, height) = (size.width + left + right, size.height + top + bottom)
    var framed: [Int16] = []
    framed.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width {
        let (column, row) = (x - left, y - top)
        let isInside = (0..<size.width).contains(column) && (0..<size.height).contains(row)
        framed.append(isInside ? luma[row * size.width + column] : level())
      }
    }
    return TestPlane(size: PictureSize(width: width, height: height)!, luma: framed)
  }

  /// Feeds the picture to a hasher of its size.
  func hash(by hasher: inout DihedralHasher) -> DihedralPDQ {
    for y in 0..<size.height {
      hasher.append(luma.span.extracting(y * size.width..<(y + 1) * size.width))
    }
    return hasher.finish()
  }

  /// The fast path.
  var folded: DihedralPDQ {
    var hasher = DihedralHasher(size: size)
    return hash(by: &hasher)
  }

  /// The definition.
  var defined: PDQResult {
    let levels = luma.map { Float($0) / Float(FixedLuma.one) }
    return PDQResult(luma: levels.span, size: size)
  }
}
