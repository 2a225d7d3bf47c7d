// The figures of a Bloom filter: how often it takes a file that it does not hold for one that it holds.

internal import Glibc

extension HashList {
  /// A list that cannot be read out: a Bloom filter, which answers "no" or "probably".
  public struct Filter: Hashable, Codable, Sendable {
    /// Elements that it was made for.
    public var capacity: Int
    /// The share of foreign files that it declares to take for its own when it is full, `0...1`.
    public var declaredRate: Double
    /// Bits of an element.
    public var hashCount: Int
    /// Bits that it has.
    public var bitCount: Int
    /// Elements that it has, as it says itself.
    public var elementCount: Int
    /// Bits that are set.
    public var setBitCount: Int
    /// Made-up hashes that were looked up in it; it holds none of them.
    public var probeCount: Int
    /// Those of them that it took for its own.
    public var probesFound: Int
    /// Bytes behind its bits, which its maker may have put there, and which are not read.
    public var attachedByteCount: Int

    /// What is said with ``oneIn`` is at most this.
    public static let mostSaid = 1_000_000_000

    /// Makes the figures of a filter.
    public init(
      capacity: Int, declaredRate: Double, hashCount: Int, bitCount: Int, elementCount: Int,
      setBitCount: Int, probeCount: Int, probesFound: Int, attachedByteCount: Int
    ) {
      self.capacity = capacity
      self.declaredRate = declaredRate
      self.hashCount = hashCount
      self.bitCount = bitCount
      self.elementCount = elementCount
      self.setBitCount = setBitCount
      self.probeCount = probeCount
      self.probesFound = probesFound
      self.attachedByteCount = attachedByteCount
    }

    /// The rate that so many elements give: (1 - e^(-kn/m))^k (Broder and Mitzenmacher, "Network
    /// Applications of Bloom Filters", 2004).
    private func rate(of elements: Int) -> Double {
      let load = Double(hashCount) * Double(elements) / Double(bitCount)
      return pow(-expm1(-load), Double(hashCount))
    }

    /// The rate when it is full, by its own numbers; ``declaredRate`` should be near it.
    public var rateWhenFull: Double { rate(of: capacity) }

    /// The rate by the elements that it says it has.
    public var rateByElements: Double { rate(of: elementCount) }

    /// The rate by the bits that are set.
    public var rateByBits: Double {
      pow(Double(setBitCount) / Double(bitCount), Double(hashCount))
    }

    /// The rate among made-up hashes.
    public var rateOfProbes: Double { Double(probesFound) / Double(probeCount) }

    /// Whether made-up hashes are found far more often than its numbers explain: the positions of
    /// an element's bits depend on each other, as they do where the number of bits is a power of two.
    public var isWorseThanItsNumbers: Bool {
      let expected = max(rateByElements, rateByBits) * Double(probeCount)
      return Double(probesFound) > expected + 4 * expected.squareRoot() + 3
    }

    /// The share of foreign files that it takes for its own, as it is now: the worst of what its
    /// numbers say, and of what was seen if that contradicts them.
    public var falsePositiveRate: Double {
      let computed = max(rateByElements, rateByBits)
      return isWorseThanItsNumbers ? max(computed, rateOfProbes) : computed
    }

    /// The rate as "one file in so many", rounded towards the worse; at least 1, at most ``mostSaid``.
    public var oneIn: Int { Self.oneIn(falsePositiveRate) }

    /// A rate as "one in so many".
    public static func oneIn(_ rate: Double) -> Int {
      // What is no number is not below the largest, and is the worst.
      guard rate > 0, rate < 1 else { return rate <= 0 ? mostSaid : 1 }
      return Int(min(1 / rate, Double(mostSaid)))
    }

    /// How many elements so many bits are of, as a rule.
    public var elementsByBits: Double {
      let share = Double(setBitCount) / Double(bitCount)
      return -Double(bitCount) / Double(hashCount) * log1p(-share)
    }

    /// Whether it says that it has another number of elements than its bits do.
    public var isMiscounted: Bool {
      let difference = abs(elementsByBits - Double(elementCount))
      // What is no number or infinite is not within.
      return !(difference <= 5 + 0.1 * Double(elementCount))
    }
  }
}
