// A Burkhard-Keller tree laid out so that what a query must look at is contiguous.
//
// Every subtree is one run of the codes. Its pivot comes first; the rest is ordered by distance to the
// pivot, and the codes at one distance are again a subtree:
//
//     | pivot | codes at distance 0 | at 3 | at 4 ........ | at 117 |
//             '-- child 0 ----------'-- 1 -'-- 2 ----------'-- 3 ---'
//
// By the triangle inequality a code within r of a query at distance d from the pivot has a distance
// in [d - r, d + r] to it: those children are neighbours, so they are one slice of the codes. Where
// visiting the children's own nodes would cost more than it is expected to spare, the slice is scanned
// as it lies: a query never compares a code twice, and at worst the tree is a linear scan.
//
// W. A. Burkhard, R. M. Keller: Some approaches to best-match file searching, CACM 16 (1973).

/// An exact index over a metric tree: 4 to 12 bytes a code beyond the codes, built in bulk on all cores
/// with O(n * depth) comparisons.
///
/// It beats a scan where the radius is small against the spread of distances: short codes, small
/// radii, lists of near-duplicates (Benchmarks/README.md has the curve). `MultiIndexHash` beats both
/// there, for four times the memory.
///
/// Immutable and safe to share between threads.
public struct BKTree<Code: HammingCode>: HammingIndex {
  /// In the order of the tree.
  private let store: CodeStore
  private let tree: TreeNodes
  private let kernels: Kernels

  /// The number of codes held.
  public var count: Int { store.count }

  /// The number of nodes, each of which divides a run of codes.
  public var nodeCount: Int { tree.nodes.count }

  /// Builds the tree of `codes`, which may hold duplicates.
  ///
  /// - Precondition: fewer than 2^31 codes.
  public init(_ codes: [Code]) {
    self.init(CodeStore(codes))
  }

  /// Builds the tree of codes that are laid out already.
  package init(_ store: CodeStore, kernels: Kernels = .best) {
    tree = TreeNodes(store)
    self.store = store.reordered(tree.origins)
    self.kernels = kernels
  }

  /// Compares `query` with the codes that the triangle inequality does not rule out.
  public func search(_ query: Code, within radius: Int) -> SearchResult {
    var result = SearchResult()
    guard radius >= 0 else { return result }
    let words = store.query(query)
    var runs: [Range<Int>] = []
    result.visits = tree.visit(store, words, within: min(radius, Code.bitWidth)) { run in
      if runs.last?.upperBound == run.lowerBound {
        runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<run.upperBound
      } else {
        runs.append(run)
      }
    }
    result.comparisons = runs.reduce(0) { $0 + $1.count }
    kernels.scan(store, runs, queries: words, radius: radius) { _, position, distance in
      result.matches.append(Match(index: Int(tree.origins[position]), distance: distance))
    }
    result.settle()
    return result
  }
}
