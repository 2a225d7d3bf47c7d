// What a distance means: how often unrelated pictures come so close by chance.
//
// PDQ hashes of unrelated pictures differ as if they had fewer bits than 256, each set by the toss of a
// coin: the bits depend on each other. A binomial distribution of that many independent bits, fitted to
// the mean and variance of distances between the examined files and the lists, follows what was measured
// on photographs from the middle to the tail. So the number of matches that chance alone would bring is
// known, as BLAST's E-value is for sequences.

internal import Glibc
internal import HammingSpace

/// Distances between unrelated hashes, counted, and the distribution fitted to them.
public struct DistanceBackground: Hashable, Sendable {
  /// With fewer pairs the distribution of photographs is taken instead.
  public static let fewestPairs = 1000

  /// How many pairs of unrelated photographs were measured for that distribution.
  public static let photographPairs = 28_917

  /// Their mean distance, in bits.
  public static let photographMean = 128.0

  /// The variance of their distance.
  public static let photographVariance = 67.7

  /// How many pairs there are of each distance.
  public private(set) var counts: [Int: Int]

  /// Makes a background of counted pairs.
  public init(counts: [Int: Int] = [:]) {
    self.counts = counts.filter { (0...Code256.bitWidth).contains($0.key) && $0.value > 0 }
  }

  /// Counts one more pair.
  public mutating func add(_ distance: Int) {
    counts[distance, default: 0] += 1
  }

  /// The distances that the fit is of, ascending: sums over a dictionary in its own order would differ in
  /// their last digits from run to run.
  private var unrelated: [(distance: Int, count: Int)] {
    counts.filter { $0.key > Thresholds.related }.sorted { $0.key < $1.key }
      .map { (distance: $0.key, count: $0.value) }
  }

  /// Pairs that the fit is of; pairs within ``Thresholds/related`` are left out.
  public var pairs: Int { unrelated.reduce(0) { $0 + $1.count } }

  /// Pairs that were left out of the fit because they are close.
  public var relatedPairs: Int { counts.values.reduce(0, +) - pairs }

  /// The smallest distance that the fit is of.
  public var smallest: Int? { unrelated.first?.distance }

  /// Whether there are enough pairs for a fit.
  public var isFitted: Bool { pairs >= Self.fewestPairs }

  /// Mean distance, in bits.
  public var mean: Double {
    guard isFitted else { return Self.photographMean }
    return unrelated.reduce(0.0) { $0 + Double($1.distance) * Double($1.count) } / Double(pairs)
  }

  /// Variance of the distance.
  public var variance: Double {
    guard isFitted else { return Self.photographVariance }
    let mean = mean
    let squares = unrelated.reduce(0.0) { sum, entry in
      let deviation = Double(entry.distance) - mean
      return sum + deviation * deviation * Double(entry.count)
    }
    // Of equal distances there is nothing to fit; 256 independent bits are the least variance.
    return max(squares / Double(pairs), 64)
  }

  /// How many independent bits have that mean and variance.
  public var independentBits: Double {
    let width = Double(Code256.bitWidth)
    let share = mean / width
    return width * width * share * (1 - share) / variance
  }

  /// The chance that two unrelated hashes differ in at most so many bits.
  ///
  /// The binomial distribution function, continued between whole numbers by the regularised incomplete
  /// beta function (Abramowitz and Stegun 26.5.24).
  public func probability(within distance: Int) -> Double {
    guard distance >= 0 else { return 0 }
    guard distance < Code256.bitWidth else { return 1 }
    let width = Double(Code256.bitWidth)
    let successes = Double(distance) * independentBits / width
    return Self.incompleteBeta(
      1 - mean / width, independentBits - successes, successes + 1)
  }

  /// I_x(a, b), by the continued fraction of 26.5.8, evaluated after Lentz.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0, x < 1 else { return x <= 0 ? 0 : 1 }
    // The fraction converges fast on this side only.
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    let logBeta: Double = lgamma(a) + lgamma(b) - lgamma(a + b)
    let logPowers: Double = a * log(x) + b * log(1 - x)
    let front = exp(logPowers - logBeta) / a
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...500 {
      let m = Double(step)
      let a2m = a + 2 * m
      let even: Double = m * (b - m) * x / ((a2m - 1) * a2m)
      d = 1 / away(1 + even * d)
      c = away(1 + even / c)
      fraction *= d * c
      let odd: Double = -(a + m) * (a + b + m) * x / (a2m * (a2m + 1))
      d = 1 / away(1 + odd * d)
      c = away(1 + odd / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-14 { break }
    }
    return front * fraction
  }
}
