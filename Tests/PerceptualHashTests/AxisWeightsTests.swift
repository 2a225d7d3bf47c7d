// The weights of an axis against a plain model: pixel by pixel, each sum by itself.

import PerceptualHash
import Testing

struct AxisWeightsTests {
  @Test(
    "Weights are the rounded running sums of what each pixel weighs in the mean of means",
    arguments: [1, 5, 63, 64, 65, 127, 128, 129, 300, 511, 512, 1000, 4000])
  func model(length: Int) {
    for scale in [1, 2, 3, 8] {
      for margin in [0, 1, length * 45 / 1000] {
        for missing in Set([0, scale / 2, scale - 1]) {
          let weights = AxisWeights(
            length: length, scale: scale, missing: missing, margin: margin)
          let model = Model(length: length, scale: scale, missing: missing, margin: margin)
          #expect(weights.count == model.count)
          for sum in 0..<64 {
            #expect(all(of: weights.sums, sum, model.count) == model.weights(of: sum))
            #expect(
              all(of: weights.mirrored, sum, model.count)
                == model.weights(of: sum, isMirrored: true))
          }
        }
      }
    }
  }

  /// What every sample of the axis weighs in a sum.
  private func all(of sums: WeightedSums, _ sum: Int, _ count: Int) -> [Int] {
    (0..<count).map { Int(sums.weight(of: sum, at: $0)) }
  }
}

/// W by its definition: one pixel after the other.
private struct Model {
  let length: Int
  let scale: Int
  let missing: Int
  let margin: Int

  var count: Int { (missing + length + scale - 1) / scale }

  /// What every sample weighs in one sum.
  func weights(of sum: Int, isMirrored: Bool = false) -> [Int] {
    let widened = length + 2 * margin
    var pixels = rounded(shares(of: sum, length: widened))
    if isMirrored { pixels.reverse() }
    var samples = [Int](repeating: 0, count: count)
    for (pixel, weight) in pixels.enumerated() {
      samples[(min(max(pixel - margin, 0), length - 1) + missing) / scale] += weight
    }
    return samples
  }

  private func shares(of sum: Int, length: Int) -> [Double] {
    let width = (length + 127) / 128
    let half = (width + 2) / 2
    func window(_ pixel: Int) -> Range<Int> {
      max(0, pixel - width + half)..<min(length, pixel + half)
    }
    var shares = [Double](repeating: 0, count: length)
    let means = window(Int((Double(sum) + 0.5) * Double(length) / 64))
    for mean in means {
      for pixel in window(mean) {
        shares[pixel] += 1 / Double(means.count * window(mean).count)
      }
    }
    return shares
  }

  /// Whole numbers that add up to `AxisWeights.one`: what one lacks, the next one gets.
  private func rounded(_ shares: [Double]) -> [Int] {
    var (total, given) = (0.0, 0)
    return shares.map { share in
      total += share
      let next = Int(total * Double(AxisWeights.one) + 0.5) - given
      given += next
      return next
    }
  }
}
