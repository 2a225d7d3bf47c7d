// What searches cost, in nanoseconds: the model by which an index is laid out and chosen.
//
// The constants fit what `index-benchmark` (see Benchmarks/README.md) measures on a server of two cores
// at 1 and 10 million codes, to within a factor of two; other machines differ as much. They decide
// about speed only, never about what is found.

/// The cost model.
package enum SearchCost {
  /// Naming a group of a table, reading its offsets and the beginning of its entries.
  static let probe = 30.0
  /// Filtering an entry by the bits that it carries.
  static let entry = 0.4
  /// Comparing a candidate, which lies anywhere in memory.
  static let candidate = 20.0
  /// Comparing a code that lies behind the one before.
  package static let scanned = 1.0
  /// Visiting a node of a tree.
  static let node = 150.0

  /// Searching one table.
  ///
  /// - Parameters:
  ///   - count: Entries of the table.
  ///   - skew: How many times more entries a query meets than if the bits were independent.
  static func search(_ chunk: Chunk, radius: Int, count: Double, skew: Double = 1) -> Double {
    guard radius >= 0 else { return 0 }
    let probes = ballSize(chunk.indexBits, radius)
    let entries = skew * probes * count / power(chunk.indexBits)
    let candidates = skew * ballSize(chunk.width, radius) * count / power(chunk.width)
    return probes * probe + entries * entry + candidates * candidate
  }

  /// The number of codes of `bits` bits within `radius` of one.
  static func ballSize(_ bits: Int, _ radius: Int) -> Double {
    var (size, layer) = (1.0, 1.0)
    for flips in stride(from: 1, through: min(radius, bits), by: 1) {
      layer *= Double(bits - flips + 1) / Double(flips)
      size += layer
    }
    return size
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
