// The second half of PDQ: from the 64 x 64 plane to 256 bits and a quality.

internal import CPDQKernels
internal import Glibc
internal import HammingSpace

/// A picture reduced to 64 x 64 luma values.
struct PDQPlane {
  private static let side = PDQHasher.side
  static let frequencies = Int(VIGIE_FREQUENCIES)

  /// `basis[i * 64 + j]`: the cosine of frequency `i + 1` at position `j`, scaled by sqrt(2 / 64).
  static let basis: [Float] = {
    let scale = Double(Float(2.0 / 64).squareRoot())
    return (0..<frequencies * side).map { position in
      let (i, j) = (position / side, position % side)
      return Float(scale * cos(Double.pi / 128 * Double((i + 1) * (2 * j + 1))))
    }
  }()

  /// 64 rows of 64 values.
  let luma: [Float]

  var result: PDQResult {
    PDQResult(hash: hash, quality: quality)
  }

  /// Bit `16 i + j` says whether coefficient (i, j) is above the median of all 256.
  private var hash: PDQHash {
    let coefficients = lowFrequencies
    let median = coefficients.sorted()[coefficients.count / 2 - 1]
    var words = SIMD4<UInt64>.zero
    for (bit, coefficient) in coefficients.enumerated() where coefficient > median {
      words[bit / 64] |= 1 << UInt64(bit % 64)
    }
    return PDQHash(Code256(words: words))
  }

  /// The 16 x 16 lowest frequencies of the plane's cosine transform, without the constant ones:
  /// `D A D^T`, every sum accumulated in order.
  private var lowFrequencies: [Float] {
    let (basis, side, frequencies) = (Self.basis, Self.side, Self.frequencies)
    var columns = [Float](repeating: 0, count: frequencies * side)
    for i in 0..<frequencies {
      for k in 0..<side {
        let weight = basis[i * side + k]
        for j in 0..<side { columns[i * side + j] += weight * luma[k * side + j] }
      }
    }
    var coefficients = [Float](repeating: 0, count: frequencies * frequencies)
    for i in 0..<frequencies {
      for j in 0..<frequencies {
        var sum: Float = 0
        for k in 0..<side { sum += columns[i * side + k] * basis[j * side + k] }
        coefficients[i * frequencies + j] = sum
      }
    }
    return coefficients
  }

  /// The strength of the plane's gradients, in hundredths of the range, capped at 100.
  private var quality: Int {
    let side = Self.side
    func step(_ first: Int, _ second: Int) -> Int {
      abs(Int((luma[first] - luma[second]) * 100 / 255))
    }
    var sum = 0
    for y in 0..<side {
      for x in 0..<side {
        let position = y * side + x
        if y + 1 < side { sum += step(position, position + side) }
        if x + 1 < side { sum += step(position, position + 1) }
      }
    }
    return Self.quality(ofGradients: sum)
  }

  /// The quality of a plane whose gradients add up to `sum` hundredths of the range.
  static func quality(ofGradients sum: Int) -> Int { min(100, sum / 90) }
}
