// The figures of our indexes over some codes.

internal import Dispatch
internal import Foundation
internal import HammingSpace
internal import Synchronization

/// Measures indexes over codes, with queries, at a radius.
struct Measurement<Code: HammingCode> {
  /// Seconds that a figure is measured for.
  private static var duration: Double { 1.0 }
  /// Rounds of which the least counts.
  private static var rounds: Int { 3 }

  private let codes: [Code]
  private let queries: [Code]
  private let radius: Int
  /// A code with one of its bits changed.
  private let flipped: @Sendable (Code, Int) -> Code

  init(
    _ codes: [Code], _ queries: [Code], _ radius: Int,
    flipped: @escaping @Sendable (Code, Int) -> Code
  ) {
    self.codes = codes
    self.queries = queries
    self.radius = radius
    self.flipped = flipped
  }

  /// Measures what is asked for: hash, unspread (hash with the bits as they come), tree, scan, scan8 (eight
  /// queries at once), and with exact also the number of queries
  /// whose matches are not those of the definition.
  func figures(_ what: Set<String>) -> [String: Double] {
    var figures: [String: Double] = ["count": Double(codes.count)]
    if what.contains("hash") {
      var index: MultiIndexHash<Code>!
      figures["hash build s"] = seconds { index = MultiIndexHash(codes, radius: radius) }
      figures["hash bytes"] = Double(index.byteCount) / Double(codes.count)
      measure("hash", index, batch: 1, into: &figures)
      if what.contains("exact") { compare("hash", index, into: &figures) }
    }
    if what.contains("unspread") {
      let index = MultiIndexHash<Code>(CodeStore(codes), radius: radius)
      measure("unspread hash", index, batch: 1, into: &figures)
    }
    if what.contains("tree") {
      var tree: BKTree<Code>!
      figures["tree build s"] = seconds { tree = BKTree(codes) }
      measure("tree", tree, batch: 1, into: &figures)
      if what.contains("exact") { compare("tree", tree, into: &figures) }
    }
    let scan = LinearScan(codes)
    if what.contains("scan") { measure("scan", scan, batch: 1, into: &figures) }
    if what.contains("scan8") { measure("scan8", scan, batch: 8, into: &figures) }
    return figures
  }

  private func seconds(_ body: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  /// Microseconds a query: of one thread, and of all cores together.
  private func measure(
    _ name: String, _ index: some HammingIndex<Code>, batch: Int,
    into figures: inout [String: Double]
  ) {
    let groups = stride(from: 0, to: queries.count - queries.count % batch, by: batch).map {
      Array(queries[$0..<$0 + batch])
    }
    /// Looks groups up for a while; returns how many.
    @Sendable func run(_ first: Int, until end: UInt64) -> Int {
      var done = 0
      repeat {
        _ = index.search(groups[(first + done) % groups.count], within: radius)
        done += 1
      } while DispatchTime.now().uptimeNanoseconds < end
      return done
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    for (label, threads) in [("us", 1), ("us all cores", cores)] {
      var least = Double.infinity
      for _ in 0..<Self.rounds {
        let done = Mutex(0)
        let nanoseconds = UInt64(Self.duration / Double(Self.rounds) * 1e9)
        let time = seconds {
          let end = DispatchTime.now().uptimeNanoseconds + nanoseconds
          DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let count = run(thread * groups.count / threads, until: end)
            done.withLock { $0 += count }
          }
        }
        least = min(least, time * 1e6 / Double(done.withLock { $0 } * batch))
      }
      figures["\(name) \(label)"] = least
    }
    let some = groups.prefix(20).flatMap { index.search($0, within: radius) }
    figures["\(name) compared"] =
      Double(some.reduce(0) { $0 + $1.comparisons }) / Double(some.count)
    figures["\(name) visits"] = Double(some.reduce(0) { $0 + $1.visits }) / Double(some.count)
  }

  /// Compares all queries with the definition, on all cores.
  private func compare(
    _ name: String, _ index: some HammingIndex<Code>, into figures: inout [String: Double]
  ) {
    let sums = Mutex((different: 0, matches: 0))
    DispatchQueue.concurrentPerform(iterations: queries.count) { number in
      var query = queries[number]
      if number % 2 == 0 {
        // Every other query is a code of the index, with up to two bits more changed than may be.
        query = codes[number % codes.count]
        for step in 0..<number / 2 % (radius + 3) {
          query = flipped(query, (number + step * 37) % Code.bitWidth)
        }
      }
      let expected = LinearScan<Code>.definition(query, within: radius, in: codes)
      let found = index.matches(of: query, within: radius)
      sums.withLock {
        $0.different += found == expected ? 0 : 1
        $0.matches += expected.count
      }
    }
    figures["\(name) queries compared with the definition"] = Double(queries.count)
    figures["\(name) differences"] = Double(sums.withLock { $0.different })
    figures["\(name) matches"] = Double(sums.withLock { $0.matches })
  }
}
