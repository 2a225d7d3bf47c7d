// The definition of a lookup: compare with every code. The other indexes are tested against it.

/// The index that compares a query with every code: 0 bytes beyond the codes, `count` comparisons.
public struct LinearScan<Code: HammingCode>: HammingIndex {
  private let codes: [Code]

  /// The number of codes held.
  public var count: Int { codes.count }

  /// Makes an index of `codes`, which may hold duplicates.
  public init(_ codes: [Code]) {
    self.codes = codes
  }

  /// Compares `query` with every code.
  public func search(_ query: Code, within radius: Int) -> SearchResult {
    var result = SearchResult(comparisons: codes.count)
    for (index, code) in codes.enumerated() {
      let distance = query.distance(to: code)
      if distance <= radius {
        result.matches.append(Match(index: index, distance: distance))
      }
    }
    result.matches.sort()
    return result
  }
}
