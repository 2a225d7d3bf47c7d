// Multi-index hashing: tables of the codes by parts of their bits, so that a search looks only where
// the pigeonhole principle allows a match to be. `ChunkPlan` has the principle, `ChunkTable` the layout.

internal import CHammingKernels

/// An exact index of tables over chunks of the bits: the fastest for large lists and customary radii,
/// 35 to 48 bytes a code beyond the codes.
///
/// Equal codes have one entry. A search that would cost more than a scan is answered by a scan: where
/// the radius is wide, and where a query meets very many codes that agree with it in a chunk. So no
/// query costs more than about a scan and a quarter.
///
/// Immutable and safe to share between threads.
public struct MultiIndexHash<Code: HammingCode>: HammingIndex {
  package let store: CodeStore
  package let plan: ChunkPlan
  package let tables: [ChunkTable]
  package let repeats: RepeatedCodes
  /// Of each table, how many times more entries a query meets than if bits were independent.
  package let skews: [Double]
  private let shares: RadiusShares
  private let kernels: Kernels

  /// The number of codes held.
  public var count: Int { store.count }

  /// Bytes that the index takes, codes included.
  public var byteCount: Int {
    store.nearHalves.byteCount + store.farHalves.byteCount + repeats.firsts.byteCount
      + repeats.others.byteCount
      + tables.reduce(0) { $0 + $1.offsets.byteCount + $1.entries.byteCount }
  }

  /// Builds an index of `codes`, which may hold duplicates, on all cores.
  ///
  /// - Parameter radius: The radius that most searches will have; others are answered as exactly.
  /// - Precondition: fewer than 2^31 codes.
  public init(_ codes: [Code], radius: Int = 31) {
    let order = BitOrder(spreading: codes)
    self.init(CodeStore(codes, order: order), radius: radius)
  }

  /// Builds the tables of codes that are laid out already.
  package init(_ store: CodeStore, radius: Int, kernels: Kernels = .best) {
    let plan = ChunkPlan(
      count: store.count, bitWidth: Code.bitWidth, radius: min(max(radius, 0), Code.bitWidth - 1))
    let repeats = RepeatedCodes(in: store, plan)
    let tables = ChunkTable.tables(store, plan, without: repeats)
    self.init(
      store, plan, tables, repeats,
      skews: Skew.measured(store, plan, tables), kernels: kernels)
  }

  /// Takes an index as it is. Wrong tables give wrong matches, and nothing worse.
  package init(
    _ store: CodeStore, _ plan: ChunkPlan, _ tables: [ChunkTable], _ repeats: RepeatedCodes,
    skews: [Double], kernels: Kernels = .best
  ) {
    precondition(tables.count == plan.chunks.count && skews.count == plan.chunks.count)
    self.store = store
    self.plan = plan
    self.tables = tables
    self.repeats = repeats
    self.skews = skews
    self.kernels = kernels
    shares = RadiusShares(
      plan, count: store.count - repeats.count, skews: skews, bitWidth: Code.bitWidth)
  }

  /// The cost of a search in nanoseconds, by the model; `nil` if a scan costs less.
  package func cost(within radius: Int) -> Double? {
    guard radius < shares.costs.count else { return nil }
    let cost = shares.costs[max(radius, 0)]
    return cost <= Double(count) * SearchCost.scanned ? cost : nil
  }

  /// Looks up one query.
  public func search(_ query: Code, within radius: Int) -> SearchResult {
    guard radius >= 0 else { return SearchResult() }
    guard cost(within: radius) != nil else { return scan([query], within: radius)[0] }
    var result = SearchResult()
    guard lookUp(query, within: radius, &result) else {
      var scanned = scan([query], within: radius)[0]
      scanned.comparisons += result.comparisons
      scanned.visits = result.visits
      return scanned
    }
    result.settle()
    return result
  }

  /// Looks up several queries; where that is cheaper, by one scan for all of them.
  public func search(_ queries: [Code], within radius: Int) -> [SearchResult] {
    radius < 0 || cost(within: radius) != nil
      ? queries.map { search($0, within: radius) } : scan(queries, within: radius)
  }

  private func scan(_ queries: [Code], within radius: Int) -> [SearchResult] {
    LinearScan<Code>(store, kernels: kernels).search(queries, within: radius)
  }

  /// Searches the tables; false if that was given up.
  private func lookUp(_ query: Code, within radius: Int, _ result: inout SearchResult) -> Bool {
    let words = store.query(query)
    let radii = shares.radii(for: radius, tableCount: tables.count)
    // A candidate costs so many codes of a scan: at a quarter of a scan a search is given up.
    let budget = Int(Double(count) * SearchCost.scanned / SearchCost.candidate / 4)
    var work = vigie_search_work()
    let isComplete = unsafe withKernelIndex { index in
      unsafe kernels.search(
        &index, query: words, radii: radii, radius: radius, budget: max(budget, Self.leastBudget),
        work: &work
      ) { position, distance in
        result.matches.append(Match(index: position, distance: distance))
        guard !repeats.isEmpty else { return }
        for other in repeats.others(of: position) where other < count {
          result.matches.append(Match(index: other, distance: distance))
        }
      }
    }
    result.comparisons = Int(work.candidates)
    result.visits = Int(work.probes)
    return isComplete
  }

  /// Short lists are searched to the end.
  private static var leastBudget: Int { 1000 }

  private func withKernelIndex<Result>(_ body: (inout vigie_multi_index) -> Result) -> Result {
    unsafe store.withKernelCodes { codes in
      unsafe withUnsafeTemporaryAllocation(of: vigie_table.self, capacity: tables.count) { kernel in
        for (number, (table, chunk)) in zip(tables, plan.chunks).enumerated() {
          // The tables keep their arrays, and are kept by `self`, until the search is over; their
          // sizes are those of the plan.
          let (offsets, entries) = unsafe (
            table.offsets.withUnsafeBuffer { $0.baseAddress },
            table.entries.withUnsafeBuffer { $0.baseAddress }
          )
          unsafe kernel.initializeElement(
            at: number,
            to: vigie_table(
              offsets: offsets, entries: entries, entry_count: UInt64(table.entries.count),
              first_bit: UInt32(chunk.firstBit), width: UInt32(chunk.width),
              index_bits: UInt32(chunk.indexBits)))
        }
        var index = unsafe vigie_multi_index(
          codes: codes, tables: UnsafePointer(kernel.baseAddress!),
          table_count: UInt32(tables.count), position_bits: UInt32(plan.positionBits))
        defer { withExtendedLifetime(tables) {} }
        return unsafe body(&index)
      }
    }
  }
}
