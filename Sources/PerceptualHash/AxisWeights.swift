// What PDQ does to a picture along one axis, folded into one sparse matrix.
//
// Two box filters and the decimation to 64 samples are linear and separable, so along an axis of n
// pixels they are one matrix of 64 rows, W = S B B: B the box filter with its window shrinking at the
// edges, S the rows that decimation takes. A row of W is a tent over the few pixels around its sample,
// so one weighted pass replaces four.
//
// Of a picture that was decoded at 1/s, each pixel is the mean of s: adding the columns of W in groups
// of s gives PDQ of that picture of means *at full resolution*, without the shift of sample centres
// that hashing the small picture by itself would bring.
//
// The weights are whole numbers that add up to `one`, by rounding their running sum: what one weight
// lacks the next one gets, so that smooth parts keep their level. Sums over them are exact.

/// The weights of one axis: 64 sums, each over a few neighbouring samples.
struct AxisWeights: Sendable {
  /// What the weights of each sum add up to. A weight fits 16 bits, and a sum of 15-bit luma 32.
  static let one = 1 << 14

  /// One sum: what it takes, from where on.
  struct Sum: Sendable, Equatable {
    var start: Int
    var weights: [Int16]

    var end: Int { start + weights.count }
  }

  /// Samples that the axis has.
  let count: Int

  /// The sums, in order.
  let sums: [Sum]

  /// The sums of an axis whose pixels came in the opposite order. Decimation does not take samples in
  /// symmetrical places, so these are not the same sums turned round.
  let mirrored: [Sum]

  /// The weights of an axis of `length` pixels of which `scale` make a sample, the last perhaps fewer.
  ///
  /// O(`length`) time.
  ///
  /// - Parameters:
  ///   - missing: How many pixels the first sample lacks, fewer than `scale`.
  ///   - margin: By how many pixels the first and the last one are continued outwards.
  init(length: Int, scale: Int, missing: Int = 0, margin: Int = 0) {
    precondition(length > 0 && (0..<scale).contains(missing) && margin >= 0)
    count = (missing + length + scale - 1) / scale
    let widened = length + 2 * margin
    let sums = (0..<PDQHasher.side).map { Self.sum($0, length: widened) }
    func folded(_ sum: Sum) -> Sum {
      sum.folded(length: length, scale: scale, missing: missing, margin: margin)
    }
    self.sums = sums.map(folded)
    mirrored = sums.map {
      folded(Sum(start: widened - $0.end, weights: $0.weights.reversed()))
    }
  }

  /// Row `output` of W: the box filter's mean of the box filter's means.
  private static func sum(_ output: Int, length: Int) -> Sum {
    let box = BoxWindow(length: length)
    func window(at position: Int) -> ClosedRange<Int> {
      max(0, position - (box.width - box.half))...min(length - 1, position + box.half - 1)
    }
    let means = window(at: PDQHasher.sampledPosition(output, of: length))
    let start = window(at: means.lowerBound).lowerBound
    let end = window(at: means.upperBound).upperBound + 1
    // Each mean adds the same to every sample of its window: at its start, until behind its end.
    var changes = [Double](repeating: 0, count: end - start + 1)
    for position in means {
      let samples = window(at: position)
      let share = Double(one) / Double(means.count * samples.count)
      changes[samples.lowerBound - start] += share
      changes[samples.upperBound + 1 - start] -= share
    }
    var (weight, total, given) = (0.0, 0.0, 0)
    let weights = changes.dropLast().map { change in
      weight += change
      total += weight
      let next = Int(total + 0.5) - given
      given += next
      return Int16(next)
    }
    return Sum(start: start, weights: weights)
  }
}

extension AxisWeights.Sum {
  /// The same sum over samples that stand for several pixels each; what they are is said in
  /// ``AxisWeights/init(length:scale:missing:margin:)``.
  fileprivate func folded(length: Int, scale: Int, missing: Int, margin: Int) -> Self {
    func sample(of pixel: Int) -> Int {
      (max(0, min(length - 1, pixel - margin)) + missing) / scale
    }
    let first = sample(of: start)
    var folded = [Int16](repeating: 0, count: sample(of: end - 1) - first + 1)
    // From pixel to pixel the sample stays or is the next one: no division for each.
    var (position, nextSample) = (0, (first + 1) * scale - missing + margin)
    for (pixel, weight) in zip(start..., weights) {
      if pixel == nextSample, pixel < length + margin {
        position += 1
        nextSample += scale
      }
      folded[position] += weight
    }
    return Self(start: first, weights: folded)
  }
}
