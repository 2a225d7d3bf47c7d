// How the bits of codes are divided among the tables of a multi-index.
//
// Let the bits be divided into m chunks, and each chunk i have a radius r_i. If a code differed from a
// query in more than r_i bits of every chunk i, it would differ in at least (r_1 + 1) + ... + (r_m + 1)
// bits. So if these add up to r + 1, each code within r of the query is within r_i of it in at least
// one chunk, and it is enough to look there (the general pigeonhole principle: the radii add up to
// r - m + 1).
//
// M. Norouzi, A. Punjani, D. J. Fleet: Fast exact search in Hamming space with multi-index hashing,
// IEEE TPAMI 36 (2014). J. Qin et al.: Efficient query processing for Hamming distance search by the
// general pigeonhole principle (2018).

internal import CHammingKernels

/// The bits of one table: `firstBit ..< firstBit + width`. The upper `indexBits` of them choose a group
/// of entries, the others stand in the entries.
package struct Chunk: Sendable, Hashable {
  package var firstBit: Int
  package var width: Int
  package var indexBits: Int

  package init(firstBit: Int, width: Int, indexBits: Int) {
    self.firstBit = firstBit
    self.width = width
    self.indexBits = indexBits
  }
}

/// The chunks of a multi-index.
package struct ChunkPlan: Sendable, Hashable {
  package var chunks: [Chunk]
  /// Bits of a position in an entry, 1 to 31.
  package var positionBits: Int

  /// What an index may take, codes included.
  static let bytesPerCode = 80.0

  /// The plan with the least cost of a search.
  ///
  /// - Parameters:
  ///   - count: How many codes there are.
  ///   - bitWidth: Bits of a code.
  ///   - radius: The radius that most searches have, `0 ..< bitWidth`.
  package init(count: Int, bitWidth: Int, radius: Int) {
    positionBits = Self.positionBits(for: count)
    chunks = []
    var least = Double.infinity
    let logarithm = Int.bitWidth - 1 - max(count, 1).leadingZeroBitCount
    for tableCount in 1...min(bitWidth / 4, Self.mostTables) {
      // So many chunks get one unit of radius more than the others.
      let (units, wideCount) = (radius + 1).quotientAndRemainder(dividingBy: tableCount)
      for indexBits in max(4, logarithm - 6)...max(4, logarithm - 2) {
        let table = 4.0 + 4 * Double(1 << indexBits) / Double(max(count, 1))
        let bytes = Double(bitWidth / 8) + Double(tableCount) * table
        guard bytes <= Self.bytesPerCode || count < Self.smallCount else { continue }
        for narrow in 1...bitWidth / tableCount {
          let rest = bitWidth - narrow * (tableCount - wideCount)
          let wide = wideCount > 0 ? rest / wideCount : 0
          let widths = (wide: min(wide, 64), narrow: min(narrow, 64))
          let candidate = Self.chunks(
            tableCount, wideCount, widths, indexBits: indexBits, positionBits: positionBits)
          let cost = candidate.enumerated().reduce(0.0) { cost, chunk in
            let radius = units - (chunk.offset < wideCount ? 0 : 1)
            return cost
              + SearchCost.search(chunk.element, radius: radius, count: Double(count))
          }
          if cost < least { (least, chunks) = (cost, candidate) }
        }
      }
    }
  }

  /// The cost of a search, in nanoseconds, if the bits are independent.
  package func expectedCost(count: Int, bitWidth: Int, radius: Int) -> Double {
    let shares = RadiusShares(
      self, count: count, skews: chunks.map { _ in 1 }, bitWidth: bitWidth)
    return radius < shares.costs.count ? shares.costs[max(0, radius)] : .infinity
  }

  /// Takes chunks as they are; `nil` if they do not fit codes of `bitWidth` bits, or each other.
  package init?(chunks: [Chunk], positionBits: Int, bitWidth: Int) {
    guard (1...31).contains(positionBits), (1...Self.mostTables).contains(chunks.count) else {
      return nil
    }
    var end = 0
    for chunk in chunks {
      guard chunk.firstBit >= end, (1...64).contains(chunk.width),
        chunk.firstBit <= bitWidth - chunk.width,
        (1...min(chunk.width, 31)).contains(chunk.indexBits),
        chunk.width - chunk.indexBits <= 32 - positionBits
      else { return nil }
      end = chunk.firstBit + chunk.width
    }
    self.chunks = chunks
    self.positionBits = positionBits
  }

  static let mostTables = Int(VIGIE_MOST_TABLES)
  /// With fewer codes than this, memory does not matter.
  private static let smallCount = 1 << 20

  static func positionBits(for count: Int) -> Int {
    max(1, Int.bitWidth - max(count - 1, 0).leadingZeroBitCount)
  }

  private static func chunks(
    _ count: Int, _ wideCount: Int, _ widths: (wide: Int, narrow: Int), indexBits: Int,
    positionBits: Int
  ) -> [Chunk] {
    var first = 0
    return (0..<count).map { number in
      let width = number < wideCount ? widths.wide : widths.narrow
      // What neither chooses a group nor fits into an entry is left out: more candidates, the same
      // matches.
      let index = min(width, indexBits)
      let used = min(width, index + 32 - positionBits)
      defer { first += width }
      return Chunk(firstBit: first, width: used, indexBits: index)
    }
  }
}

/// How a radius is shared among tables, for every radius, and what a search costs then.
struct RadiusShares: Sendable {
  /// The table that gets the next unit of radius, in turn.
  private var order: [UInt8] = []
  /// The cost of a search at each radius, from 0.
  private(set) var costs: [Double] = []

  /// Gives each unit to the table where it costs least.
  ///
  /// - Parameter skews: Of each table, how many times more entries a query meets than by chance.
  init(_ plan: ChunkPlan, count: Int, skews: [Double], bitWidth: Int) {
    var radii = [Int](repeating: -1, count: plan.chunks.count)
    func cost(_ table: Int, _ radius: Int) -> Double {
      SearchCost.search(
        plan.chunks[table], radius: radius, count: Double(count), skew: skews[table])
    }
    var steps = radii.indices.map { cost($0, 0) }
    var total = 0.0
    for _ in 0...bitWidth {
      let next = steps.indices.min { steps[$0] < steps[$1] }!
      total += steps[next]
      radii[next] += 1
      steps[next] = cost(next, radii[next] + 1) - cost(next, radii[next])
      order.append(UInt8(next))
      costs.append(total)
      if total > Double(count) * SearchCost.scanned * 4 { break }
    }
  }

  /// The radius of each table for searches within `radius`, which has a cost.
  func radii(for radius: Int, tableCount: Int) -> [Int8] {
    order[...radius].reduce(into: [Int8](repeating: -1, count: tableCount)) { $0[Int($1)] += 1 }
  }
}
