// What the hash of a picture says of the hashes of that picture turned and mirrored.

package import HammingSpace
package import PerceptualHash

/// Predicts hashes from the upright one. Bit `16 i + j` is of the frequency `i + 1` down and `j + 1` across.
package struct OrientationPrediction {
  private let upright: SIMD4<UInt64>
  private let transposed: SIMD4<UInt64>

  /// Bits of the frequencies that are odd across: mirroring left to right changes the coefficient's sign.
  private static let oddAcross = SIMD4<UInt64>(repeating: 0x5555_5555_5555_5555)
  /// Bits of the frequencies that are odd down, likewise.
  private static let oddDown = SIMD4<UInt64>(repeating: 0x0000_FFFF_0000_FFFF)

  /// Predicts from the hash of a picture as stored.
  package init(of upright: Code256) {
    self.upright = upright.words
    var transposed = SIMD4<UInt64>.zero
    for word in 0..<Code256.wordCount {
      var bits = upright.words[word]
      while bits != 0 {
        let position = 64 * word + bits.trailingZeroBitCount
        let other = 16 * (position % 16) + position / 16
        transposed[other / 64] |= 1 << UInt64(other % 64)
        bits &= bits - 1
      }
    }
    self.transposed = transposed
  }

  /// The hash that the picture turned so is expected to have.
  package func code(_ orientation: Orientation) -> Code256 {
    let words =
      switch orientation {
      case .identity: upright
      case .flipX: upright ^ Self.oddAcross
      case .flipY: upright ^ Self.oddDown
      case .rotate180: upright ^ Self.oddAcross ^ Self.oddDown
      case .transpose: transposed
      case .rotate90: transposed ^ Self.oddAcross
      case .rotate270: transposed ^ Self.oddDown
      case .antitranspose: transposed ^ Self.oddAcross ^ Self.oddDown
      }
    return Code256(words: words)
  }
}
