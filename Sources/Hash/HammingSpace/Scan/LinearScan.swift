// The definition of a lookup: compare with every code. The other indexes are tested against it.

/// The index that compares a query with every code: 0 bytes beyond the codes, `count` comparisons.
///
/// Several queries at once share a pass over the codes: eight take about a quarter of eight times one.
public struct LinearScan<Code: HammingCode>: HammingIndex {
  private let store: CodeStore
  private let kernels: Kernels

  /// The number of codes held.
  public var count: Int { store.count }

  /// Makes an index of `codes`, which may hold duplicates.
  ///
  /// - Precondition: fewer than 2^31 codes.
  public init(_ codes: [Code]) {
    self.init(CodeStore(codes))
  }

  /// Makes an index of codes that are laid out already.
  package init(_ store: CodeStore, kernels: Kernels = .best) {
    self.store = store
    self.kernels = kernels
  }

  /// Compares `query` with every code.
  public func search(_ query: Code, within radius: Int) -> SearchResult {
    search([query], within: radius)[0]
  }

  /// Compares every code with every query, reading the codes once for many queries.
  public func search(_ queries: [Code], within radius: Int) -> [SearchResult] {
    var results = [SearchResult](repeating: SearchResult(), count: queries.count)
    let words = queries.flatMap(store.query)
    kernels.scan(store, [0..<count], queries: words, radius: radius) { query, position, distance in
      results[query].matches.append(Match(index: position, distance: distance))
    }
    for query in results.indices {
      results[query].comparisons = radius < 0 ? 0 : count
      results[query].settle()
    }
    return results
  }
}

extension LinearScan {
  /// What a scan finds, by definition: the distance of each code in turn. Kept as the oracle that the
  /// kernels are tested against.
  @inlinable
  public static func definition(
    _ query: Code, within radius: Int, in codes: [Code]
  ) -> [Match] {
    var matches: [Match] = []
    for (index, code) in codes.enumerated() {
      let distance = query.distance(to: code)
      if distance <= radius { matches.append(Match(index: index, distance: distance)) }
    }
    return matches.sorted()
  }
}
