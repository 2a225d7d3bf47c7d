// The nodes of a `BKTree`: how its runs are divided, and which of them a query must look at.

/// The nodes of a tree over the codes of a store.
struct TreeNodes: Sendable {
  /// A run this short is not divided.
  static let leafSize = 64

  /// The codes at one distance of a pivot.
  struct Child {
    /// The distance of all its codes to the parent's pivot.
    var distance: Int32
    /// Where its run starts; it ends where the next child of the same node starts.
    var start: Int32
    /// Its node, or -1 if the run is not divided further.
    var node: Int32
  }

  /// A divided run: the pivot is at `start`, `children` cover the rest in order.
  struct Node {
    var start: Int32
    var end: Int32
    var children: Range<Int32>
    /// How many of the children have nodes of their own.
    var dividedCount: Int32
  }

  private(set) var nodes: [Node] = []
  private(set) var children: [Child] = []
  /// The position in the store that each place of the tree's order has.
  private(set) var origins: [UInt32]

  /// Divides the codes of a store.
  init(_ store: CodeStore) {
    origins = Array(0..<UInt32(store.count))
    guard store.count > Self.leafSize else { return }
    var top = TreeBuilder(store)
    let (nodes, children) = unsafe origins.withUnsafeMutableBufferPointer { order in
      nonisolated(unsafe) let order = unsafe order
      unsafe top.divide(0..<order.count, in: order)
      // The runs of the root's children are divided at once; each is a part of `order` of its own.
      let runs = top.takePending()
      let parts = Parallel.map(runs) { run in
        var part = TreeBuilder(store)
        part.add(run)
        while let next = part.takeNext() { unsafe part.divide(next, in: order) }
        return part
      }
      for part in parts { top.append(part) }
      return (top.nodes, top.children)
    }
    self.nodes = nodes
    self.children = children
  }

  /// Calls `body` with the runs, in ascending order of each node, that a query must be compared with;
  /// returns how many nodes were visited.
  func visit(
    _ store: CodeStore, _ query: [UInt64], within radius: Int, _ body: (Range<Int>) -> Void
  ) -> Int {
    guard !nodes.isEmpty else {
      body(0..<store.count)
      return 0
    }
    var visits = 0
    var pending: [Int32] = [0]
    while let next = pending.popLast() {
      visits += 1
      let node = nodes[Int(next)]
      let start = Int(node.start)
      let distance = store.distance(of: start, to: query)
      let near = childrenOf(node, at: distance - radius...distance + radius)
      guard !near.isEmpty else {
        if distance <= radius { body(start..<start + 1) }
        continue
      }
      let slice = Int(children[near.lowerBound].start)..<end(ofChild: near.upperBound - 1, in: node)
      if distance <= radius { body(start..<start + 1) }
      // Below, as much is expected to be ruled out as here.
      let pruned = 1 - Double(slice.count) / Double(Int(node.end) - start)
      let saving = pruned * Double(slice.count) * SearchCost.scanned
      guard saving > Double(min(Int(node.dividedCount), near.count)) * SearchCost.node else {
        body(slice)
        continue
      }
      for child in near {
        if children[child].node >= 0 {
          pending.append(children[child].node)
        } else {
          body(Int(children[child].start)..<end(ofChild: child, in: node))
        }
      }
    }
    return visits
  }

  /// The children of `node` whose codes lie at one of `distances` of its pivot.
  private func childrenOf(_ node: Node, at distances: ClosedRange<Int>) -> Range<Int> {
    let all = Int(node.children.lowerBound)..<Int(node.children.upperBound)
    let first = all.first { children[$0].distance >= distances.lowerBound } ?? all.upperBound
    let end = all.first { children[$0].distance > distances.upperBound } ?? all.upperBound
    return first..<max(first, end)
  }

  private func end(ofChild child: Int, in node: Node) -> Int {
    child + 1 < Int(node.children.upperBound) ? Int(children[child + 1].start) : Int(node.end)
  }
}
