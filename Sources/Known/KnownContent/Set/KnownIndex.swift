// Which index answers for a set, and why.

internal import HammingSpace
internal import PerceptualHash

/// The index of the PDQ hashes of a set. Whichever it is, it gives the same matches in the same order.
struct KnownIndex: Sendable {
  private enum Structure: Sendable {
    case scan(LinearScan<Code256>)
    case tree(BKTree<Code256>)
    case hash(MultiIndexHash<Code256>)
  }

  /// So many codes are searched for at a time: enough to share a scan.
  private static let batch = 512

  private let structure: Structure
  private let store: CodeStore
  /// The number of hashes.
  let count: Int
  /// What was chosen, and why: a sentence.
  let reason: String

  /// Chooses an index, and builds it unless it is there.
  ///
  /// - Parameters:
  ///   - tables: Multi-index tables of the same store, if there are any.
  ///   - radius: The radius that searches will have.
  init(
    _ store: CodeStore, tables: MultiIndexHash<Code256>? = nil, choice: IndexChoice, radius: Int
  ) {
    self.store = store
    count = store.count
    switch choice {
    case .scan:
      structure = .scan(LinearScan(store))
      reason = "scan, as told"
    case .tree:
      structure = .tree(BKTree(store))
      reason = "tree, as told"
    case .hash:
      structure = .hash(tables ?? MultiIndexHash(store, radius: radius))
      reason = "hash, as told"
    case .automatic:
      let scan = Double(count) * SearchCost.scanned
      let hash = tables?.cost(within: radius) ?? Self.expectedCost(count, radius)
      if hash < scan {
        let index = tables ?? MultiIndexHash(store, radius: radius)
        structure = .hash(index)
        reason =
          "hash, \(index.tables.count) tables: at radius \(radius) a lookup is expected to take"
          + " \(Self.microseconds(hash)), a scan of all \(count) \(Self.microseconds(scan))"
      } else {
        structure = .scan(LinearScan(store))
        reason =
          "scan: at radius \(radius) comparing all \(count) is expected to take"
          + " \(Self.microseconds(scan)), and looking into tables longer"
      }
    }
  }

  /// The radius of most searches among frames, where pictures are searched within `radius`: videos are
  /// compared within 31 bits at most, and each asks for eight orientations of many frames.
  static func frameRadius(_ radius: Int) -> Int {
    min(radius, Thresholds.match)
  }

  /// What a search of a new multi-index is expected to cost.
  static func expectedCost(_ count: Int, _ radius: Int) -> Double {
    ChunkPlan(count: count, bitWidth: Code256.bitWidth, radius: radius)
      .expectedCost(count: count, bitWidth: Code256.bitWidth, radius: radius)
  }

  /// Whether the model chooses tables.
  static func prefersTables(_ count: Int, _ radius: Int) -> Bool {
    expectedCost(count, radius) < Double(count) * SearchCost.scanned
  }

  /// The bits of the code at a position, in the index's own order.
  func orderedWords(at position: Int) -> SIMD4<UInt64> { store.orderedWords(at: position) }

  /// The hash at a position.
  func hash(at position: Int) -> PDQHash { PDQHash(Code256(words: store.words(at: position))) }

  /// The distance of a code to the one at a position.
  func distance(ofCodeAt position: Int, to code: Code256) -> Int {
    store.distance(ofCodeAt: position, to: code)
  }

  /// The matches of each code, for a few codes.
  func matches(of codes: [Code256], within radius: Int) -> [[Match]] {
    let results =
      switch structure {
      case .scan(let index): index.search(codes, within: radius)
      case .tree(let index): index.search(codes, within: radius)
      case .hash(let index): index.search(codes, within: radius)
      }
    return results.map(\.matches)
  }

  /// Searches for any number of codes, some at a time: the matches of all of them may be more than
  /// memory holds.
  ///
  /// - Parameter body: Called with the position of each code, in order, and its matches.
  func forEachMatches(
    of codes: [Code256], within radius: Int, _ body: (Int, [Match]) -> Void
  ) {
    for start in stride(from: 0, to: codes.count, by: Self.batch) {
      let end = min(start + Self.batch, codes.count)
      let found = matches(of: Array(codes[start..<end]), within: radius)
      for (position, matches) in found.enumerated() { body(start + position, matches) }
    }
  }

  private static func microseconds(_ nanoseconds: Double) -> String {
    nanoseconds < 1000 ? "under 1 us" : "\(Int((nanoseconds / 1000).rounded())) us"
  }
}
