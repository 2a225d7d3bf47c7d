// A Burkhard-Keller tree laid out so that what a query must look at is contiguous.
//
// Every subtree is one run of the `codes` array. Its pivot comes first; the rest is ordered by
// distance to the pivot, and the codes at one distance are again a subtree:
//
//     | pivot | codes at distance 0 | at 3 | at 4 ........ | at 117 |
//             '-- child 0 ----------'-- 1 -'-- 2 ----------'-- 3 ---'
//
// By the triangle inequality a code within r of a query at distance d from the pivot has a distance
// in [d - r, d + r] to it: those children are neighbours, so they are one slice of the array. Where
// the slice is most of the subtree, pruning does not pay, and the slice is scanned as it lies: a
// query never compares a code twice, and at worst the tree is a linear scan.
//
// W. A. Burkhard, R. M. Keller: Some approaches to best-match file searching, CACM 16 (1973).

/// An exact index over a metric tree. Wins over a scan where the radius is small against the spread
/// of distances: 64-bit codes, near-duplicate lists, exact lookups.
///
/// Immutable, built in bulk: O(n * depth) comparisons, `4 + 12 / leaf` bytes a code beyond the codes.
public struct BKTree<Code: HammingCode>: HammingIndex {
  /// A run this short is scanned, never divided.
  private static var leafSize: Int { 32 }

  /// The codes at one distance of a pivot.
  private struct Child {
    /// The distance of all its codes to the parent's pivot.
    var distance: Int32
    /// Where its run starts; it ends where the next child of the same node starts.
    var start: Int32
    /// Its node, or -1 if the run is not divided further.
    var node: Int32
  }

  /// A divided run: `codes[start]` is the pivot, `children` cover the rest in order.
  private struct Node {
    var start: Int32
    var end: Int32
    var children: Range<Int32>
  }

  private var codes: [Code]
  /// The position in the caller's collection of each of `codes`.
  private var origins: [Int32]
  private var nodes: [Node] = []
  private var children: [Child] = []

  /// The number of codes held.
  public var count: Int { codes.count }

  /// Builds the tree of `codes`, which may hold duplicates.
  ///
  /// - Precondition: fewer than 2^31 codes.
  public init(_ codes: [Code]) {
    precondition(codes.count <= Int(Int32.max), "a BK-tree holds fewer than 2^31 codes")
    self.codes = codes
    self.origins = Array(0..<Int32(codes.count))
    build()
  }

  /// Compares `query` with the codes that the triangle inequality does not rule out.
  public func search(_ query: Code, within radius: Int) -> SearchResult {
    var result = SearchResult()
    guard radius >= 0 else { return result }
    let radius = min(radius, Code.bitWidth)
    guard !nodes.isEmpty else {
      scan(0..<codes.count, query, radius, &result)
      result.matches.sort()
      return result
    }
    var pending: [Int32] = [0]
    while let next = pending.popLast() {
      let node = nodes[Int(next)]
      let distance = scan(Int(node.start)..<Int(node.start) + 1, query, radius, &result)
      let near = childrenOf(node, at: distance - radius...distance + radius)
      guard !near.isEmpty else { continue }
      let slice = Int(children[near.lowerBound].start)..<end(ofChild: near.upperBound - 1, in: node)
      if slice.count * 2 > Int(node.end - node.start) {
        scan(slice, query, radius, &result)
        continue
      }
      for child in near {
        if children[child].node >= 0 {
          pending.append(children[child].node)
        } else {
          scan(Int(children[child].start)..<end(ofChild: child, in: node), query, radius, &result)
        }
      }
    }
    result.matches.sort()
    return result
  }

  /// The children of `node` whose codes lie at one of `distances` of its pivot.
  private func childrenOf(_ node: Node, at distances: ClosedRange<Int>) -> Range<Int> {
    let all = Int(node.children.lowerBound)..<Int(node.children.upperBound)
    let first = all.first { children[$0].distance >= distances.lowerBound } ?? all.upperBound
    let end = all.first { children[$0].distance > distances.upperBound } ?? all.upperBound
    return first..<end
  }

  private func end(ofChild child: Int, in node: Node) -> Int {
    child + 1 < Int(node.children.upperBound) ? Int(children[child + 1].start) : Int(node.end)
  }

  /// Compares a run with the query; returns the distance of the run's last code.
  @discardableResult
  private func scan(
    _ run: Range<Int>, _ query: Code, _ radius: Int, _ result: inout SearchResult
  ) -> Int {
    result.comparisons += run.count
    var distance = 0
    for position in run {
      distance = query.distance(to: codes[position])
      if distance <= radius {
        result.matches.append(Match(index: Int(origins[position]), distance: distance))
      }
    }
    return distance
  }
}

// MARK: - Building

extension BKTree {
  private mutating func build() {
    // A run to divide, and the child that is to learn its node.
    var pending: [(run: Range<Int>, child: Int?)] = []
    if codes.count > Self.leafSize { pending.append((0..<codes.count, nil)) }
    var scratch = Scratch()
    while let (run, child) = pending.popLast() {
      if let child { children[child].node = Int32(nodes.count) }
      sortByDistanceToPivot(run, &scratch)
      let first = children.count
      var start = run.lowerBound + 1
      for (distance, size) in scratch.sizes.enumerated() where size > 0 {
        children.append(Child(distance: Int32(distance), start: Int32(start), node: -1))
        // Copies of the pivot are all alike: there is nothing to divide them by.
        if distance > 0, size > Self.leafSize {
          pending.append((start..<start + size, children.count - 1))
        }
        start += size
      }
      nodes.append(
        Node(
          start: Int32(run.lowerBound), end: Int32(run.upperBound),
          children: Int32(first)..<Int32(children.count)))
    }
  }

  /// Buffers of the counting sort, kept from run to run.
  private struct Scratch {
    var distances: [Int] = []
    var codes: [Code] = []
    var origins: [Int32] = []
    /// The number of codes at each distance of the pivot.
    var sizes = [Int](repeating: 0, count: Code.bitWidth + 1)
  }

  /// Orders a run by distance to its first code, stably, and leaves the sizes of the groups in
  /// `scratch`.
  private mutating func sortByDistanceToPivot(_ run: Range<Int>, _ scratch: inout Scratch) {
    let rest = run.lowerBound + 1..<run.upperBound
    let pivot = codes[run.lowerBound]
    scratch.codes = Array(codes[rest])
    scratch.origins = Array(origins[rest])
    scratch.distances = scratch.codes.map { pivot.distance(to: $0) }
    for distance in scratch.sizes.indices { scratch.sizes[distance] = 0 }
    for distance in scratch.distances { scratch.sizes[distance] += 1 }
    var next = [Int](repeating: 0, count: scratch.sizes.count)
    var position = rest.lowerBound
    for distance in scratch.sizes.indices {
      next[distance] = position
      position += scratch.sizes[distance]
    }
    for (offset, distance) in scratch.distances.enumerated() {
      codes[next[distance]] = scratch.codes[offset]
      origins[next[distance]] = scratch.origins[offset]
      next[distance] += 1
    }
  }
}
