// What every index of codes answers, and the one order in which it answers.

/// A code of an index that lies within the radius of a query.
public struct Match: Hashable, Sendable, Comparable {
  /// The position of the code in the collection that the index was made from.
  public var index: Int

  /// The Hamming distance to the query.
  public var distance: Int

  /// Makes a match.
  @inlinable
  public init(index: Int, distance: Int) {
    self.index = index
    self.distance = distance
  }

  /// The canonical order: nearest first, and the earlier code first among equally near ones.
  @inlinable
  public static func < (left: Match, right: Match) -> Bool {
    (left.distance, left.index) < (right.distance, right.index)
  }
}

/// A search structure over codes. All indexes give exactly the same answer: every code within the
/// radius, duplicates included, in the canonical order. None trades recall for speed.
public protocol HammingIndex<Code>: Sendable {
  associatedtype Code: HammingCode

  /// The number of codes held.
  var count: Int { get }

  /// Finds the codes within a distance of a query.
  ///
  /// - Parameters:
  ///   - query: The code to look up.
  ///   - radius: The largest distance that counts; negative finds nothing.
  /// - Returns: All matches, in the canonical order, and what the search cost.
  func search(_ query: Code, within radius: Int) -> SearchResult

  /// Finds the codes within a distance of each query; the same as one after the other, and cheaper
  /// where an index can share work among them.
  func search(_ queries: [Code], within radius: Int) -> [SearchResult]
}

/// The matches of one query and the work they took.
public struct SearchResult: Sendable {
  /// All codes within the radius, in the canonical order.
  public var matches: [Match] = []

  /// The number of codes whose distance to the query was computed.
  public var comparisons = 0

  /// The number of tree nodes, or groups of tables, that were visited.
  public var visits = 0

  /// Puts matches into the canonical order.
  mutating func settle() {
    matches.sort()
  }
}

extension HammingIndex {
  /// Searches one query after the other.
  public func search(_ queries: [Code], within radius: Int) -> [SearchResult] {
    queries.map { search($0, within: radius) }
  }

  /// All codes within `radius` of `query`, in the canonical order.
  public func matches(of query: Code, within radius: Int) -> [Match] {
    search(query, within: radius).matches
  }
}
