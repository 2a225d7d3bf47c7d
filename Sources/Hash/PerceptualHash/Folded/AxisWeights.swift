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
//
// Away from the edges every row of W is the same tent, moved; and the weight of a sample of s pixels is
// a difference of that tent's running sum at two places. So one tent is computed, and a few differences
// for each row.

/// The weights of one axis: 64 sums, each over a few neighbouring samples.
package struct AxisWeights: Sendable {
  /// What the weights of each sum add up to. A weight fits 16 bits, and a sum of 15-bit luma 32.
  package static let one = 1 << 14

  /// Samples that the axis has.
  package let count: Int

  /// The sums, in order.
  package let sums: WeightedSums

  /// The sums of an axis whose pixels came in the opposite order. Decimation does not take samples in
  /// symmetrical places, so these are not the same sums turned round.
  package let mirrored: WeightedSums

  /// The weights of an axis of `length` pixels of which `scale` make a sample, the last perhaps fewer.
  ///
  /// Time O(`length` / `scale` + 64).
  ///
  /// - Parameters:
  ///   - missing: How many pixels the first sample lacks, fewer than `scale`.
  ///   - margin: By how many pixels the first and the last one are continued outwards.
  package init(length: Int, scale: Int, missing: Int = 0, margin: Int = 0) {
    precondition(length > 0 && (0..<scale).contains(missing) && margin >= 0)
    let samples = Samples(length: length, scale: scale, missing: missing, margin: margin)
    count = samples.count
    let tents = Tents(length: length + 2 * margin)
    var (sums, mirrored) = (WeightedSums(), WeightedSums())
    for position in 0..<PDQHasher.side {
      sums.append(tents[position], of: samples)
      mirrored.append(tents.mirrored(position), of: samples)
    }
    self.sums = sums
    self.mirrored = mirrored
  }
}

/// Weighted sums over neighbouring samples, one array for all: no reference is counted then.
package struct WeightedSums: Sendable {
  /// Where each sum starts.
  package private(set) var starts: [Int] = []

  /// Behind which sample each sum ends.
  package private(set) var ends: [Int] = []

  /// The weights of sum `o` lie from `offsets[o]` on, one for each of its samples.
  package private(set) var offsets: [Int] = []

  /// The weights of all sums, one sum after the other.
  package private(set) var weights: [Int16] = []

  /// How many samples a sum takes.
  func count(of sum: Int) -> Int { ends[sum] - starts[sum] }

  /// What a sample weighs in a sum: 0 outside of it.
  package func weight(of sum: Int, at sample: Int) -> Int16 {
    let isIn = sample >= starts[sum] && sample < ends[sum]
    return isIn ? weights[offsets[sum] + sample - starts[sum]] : 0
  }

  /// The same sums, the last one first.
  var reversed: WeightedSums {
    WeightedSums(
      starts: starts.reversed(), ends: ends.reversed(), offsets: offsets.reversed(),
      weights: weights)
  }

  /// Adds the sum that weighs the pixels of `samples` by `tent`.
  fileprivate mutating func append(_ tent: Tent, of samples: Samples) {
    let first = samples.sample(of: tent.start)
    let last = samples.sample(of: tent.end - 1)
    starts.append(first)
    ends.append(last + 1)
    offsets.append(weights.count)
    var given: Int16 = 0
    for sample in first..<last {
      let total = tent.weight(below: samples.end(of: sample))
      weights.append(total - given)
      given = total
    }
    weights.append(Int16(AxisWeights.one) - given)
  }
}

/// How the pixels of an axis, continued outwards at both ends, make samples.
private struct Samples {
  let length: Int
  let scale: Int
  let missing: Int
  let margin: Int

  var count: Int { (missing + length + scale - 1) / scale }

  /// The sample that a pixel belongs to.
  func sample(of pixel: Int) -> Int {
    (max(0, min(length - 1, pixel - margin)) + missing) / scale
  }

  /// The pixel behind the last one of a sample, unless it is the last sample.
  func end(of sample: Int) -> Int { (sample + 1) * scale - missing + margin }
}
