// Who comes next: large files give way, so that small ones do not wait for hours of video.

internal import CaseFile
internal import SystemPackage

/// Hands out the items of a ``ScanQueue`` in its order, but keeps a worker for small files as long as
/// there are any: large ones wait until fewer of them are in hand, or the walk is over.
///
/// Owns the files that wait: a few, so that descriptors are bounded too.
struct FairQueue: ~Copyable {
  /// A file with more bytes is large.
  static let largestSmall = ContentReader.largestInMemory
  private static let mostWaiting = 64

  private var queue: ScanQueue
  private let mostLarge: Int
  private var waiting: [ScanItem] = []
  private var isWalkOver = false

  /// Goes before `queue`.
  ///
  /// - Parameter workers: How many take items; one alone takes them as they come.
  init(_ queue: consuming ScanQueue, workers: Int) {
    self.queue = queue
    mostLarge = max(1, workers - 1)
  }

  deinit {
    for item in waiting { try? item.file?.close() }
  }

  /// The next item; `nil` once there is none.
  ///
  /// - Parameter largeInHand: How many large files other workers have.
  mutating func next(largeInHand: Int) throws(ScanError) -> ScanItem? {
    let mayBeLarge = largeInHand < mostLarge
    if mayBeLarge || isWalkOver || waiting.count == Self.mostWaiting, !waiting.isEmpty {
      return waiting.removeFirst()
    }
    while let item = try queue.next() {
      if mayBeLarge || !item.isLarge { return item }
      waiting.append(item)
      if waiting.count == Self.mostWaiting { return waiting.removeFirst() }
    }
    isWalkOver = true
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }
}

extension ScanItem {
  /// Whether reading and decoding take long, as a rule.
  var isLarge: Bool { file != nil && (entry.status?.size ?? 0) > FairQueue.largestSmall }
}
