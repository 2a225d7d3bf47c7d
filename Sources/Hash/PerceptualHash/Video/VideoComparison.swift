// How the vPDQ hashes of two videos compare: the PDQ hashes of their sampled frames, each with each.

/// How two videos compare: the share of each side's frames that the other has within the radius.
///
/// Only matchable frames count (quality >= 50), and of equal frames only one: a blank screen or a
/// still held for a minute says no more than one frame of it.
public struct VideoComparison: Hashable, Sendable {
  /// Share of the query's frames that have a counterpart, 0...1.
  public var queryShare: Double

  /// Share of the known video's frames that have a counterpart, 0...1.
  public var knownShare: Double

  /// The smallest distance of two frames.
  public var distance: Int

  /// Seconds into the query of the first and the last frame that has a counterpart.
  public var segment: ClosedRange<Double>

  /// Makes a comparison of its figures.
  public init(
    queryShare: Double, knownShare: Double, distance: Int, segment: ClosedRange<Double>
  ) {
    self.queryShare = queryShare
    self.knownShare = knownShare
    self.distance = distance
    self.segment = segment
  }

  /// Whether enough of *either* side is found in the other. A known clip inside a longer video fills the
  /// known side, an excerpt of a known video the other.
  public var isMatch: Bool { max(queryShare, knownShare) >= Thresholds.videoShare }

  /// Whether it says more than another comparison, as of the same video turned otherwise: by the larger
  /// share, then by the share of the other side, then by the distance. Of equal ones neither does.
  public func isBetter(than other: VideoComparison) -> Bool {
    rank > other.rank
  }

  private var rank: (Double, Double, Int) {
    (max(queryShare, knownShare), min(queryShare, knownShare), -distance)
  }

  /// Compares every frame with every other: O(query * known).
  ///
  /// - Returns: `nil` if no two matchable frames lie within `radius`.
  public init?(query: [VideoFrame], known: [VideoFrame], radius: Int = Thresholds.match) {
    let queryHashes = Self.distinctHashes(of: query)
    let knownHashes = Self.distinctHashes(of: known)
    var closest = [PDQHash: Int]()
    for hash in queryHashes {
      closest[hash] = knownHashes.map { hash.distance(to: $0) }.min().flatMap {
        $0 <= radius ? $0 : nil
      }
    }
    let times = query.filter { $0.pdq.isMatchable && closest[$0.pdq.hash] != nil }.map(\.time)
    guard let distance = closest.values.min(), let first = times.min(), let last = times.max()
    else {
      return nil
    }
    let knownFound = knownHashes.count { hash in
      queryHashes.contains { hash.distance(to: $0) <= radius }
    }
    self.init(
      queryShare: Double(closest.count) / Double(queryHashes.count),
      knownShare: Double(knownFound) / Double(knownHashes.count),
      distance: distance, segment: first...last)
  }

  /// The hashes of the frames that count, each once, in order.
  public static func distinctHashes(of frames: [VideoFrame]) -> [PDQHash] {
    var seen = Set<PDQHash>()
    return frames.lazy.filter(\.pdq.isMatchable).map(\.pdq.hash).filter { seen.insert($0).inserted }
  }
}
