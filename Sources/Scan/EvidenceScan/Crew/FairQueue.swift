// Who comes next: large files give way, so that small ones do not wait for hours of video.

internal import Dispatch
internal import EvidenceEntries
internal import EvidenceVolumes
internal import Findings
internal import Platform
internal import Synchronization
internal import SystemPackage

/// Hands out the items of a ``ScanQueue`` in its order, but keeps a thread for small files as long as
/// there are any: large ones wait until fewer of them are in hand, or the walk is over.
///
/// One thread walks at a time, for as long as the disk likes; the others may take what waits meanwhile.
/// Owns the files that wait: a few, so that descriptors are bounded too.
final class FairQueue: Sendable {
  /// A file with more bytes is large.
  static let largestSmall = ContentReader.largestInMemory
  private static let mostWaiting = 64

  private struct State {
    var waiting: [ScanItem] = []
    var isWalking = false
    /// There is nothing more to be walked, or the walk was given up.
    var isWalkOver = false
    /// How many threads rest, and have not been woken.
    var resting = 0
  }

  /// What a thread is to do next.
  private enum Turn {
    case take(ScanItem)
    case walk, rest, end
  }

  /// Held by the thread that walks.
  private let walk: Lock<ScanQueue>
  private let mostLarge: Int
  /// Never held while a disk has to answer.
  private let state = Lock(State())
  private let wake = DispatchSemaphore(value: 0)

  /// Goes before `queue`.
  ///
  /// - Parameter threads: How many take items; one alone takes them as they come.
  init(_ queue: consuming sending ScanQueue, threads: Int) {
    walk = Lock(queue)
    mostLarge = max(1, threads - 1)
  }

  deinit {
    state.withLock { for item in $0.waiting { item.file?.close() } }
  }

  /// The next item, which `thread` then has in hand; `nil` once there is none.
  ///
  /// - Parameter largeInHand: Says how many large files other threads have.
  func next(for thread: ThreadWatch, largeInHand: () -> Int) throws(ScanError) -> ScanItem? {
    while true {
      switch turn(of: thread, largeInHand) {
      case .take(let item): return item
      case .walk: if let item = try walk(for: thread) { return item }
      case .rest: wake.wait()
      case .end: return nil
      }
    }
  }

  /// Nobody waits for the walk any more: what it may still find is left for the next run.
  func giveUpWalk() {
    state.withLock { state in
      state.isWalkOver = true
      wakeAll(&state)
    }
  }

  /// Whether a thread is in a walk that was given up.
  var isStuck: Bool { state.withLock { $0.isWalking && $0.isWalkOver } }

  private func turn(of thread: ThreadWatch, _ largeInHand: () -> Int) -> Turn {
    state.withLock { state in
      if !state.waiting.isEmpty,
        state.isWalkOver || state.waiting.count >= Self.mostWaiting || largeInHand() < mostLarge
      {
        let item = state.waiting.removeFirst()
        thread.take(item)
        if !state.isWalking { wakeOne(&state) }
        return .take(item)
      }
      if state.isWalkOver { return .end }
      if state.isWalking {
        state.resting += 1
        return .rest
      }
      state.isWalking = true
      return .walk
    }
  }

  /// Walks on by an item; `nil` if it is not the turn of that one, or there is none.
  private func walk(for thread: ThreadWatch) throws(ScanError) -> ScanItem? {
    let found: ScanItem?
    do throws(ScanError) {
      found = try walk.withLock { walk throws(ScanError) in try walk.next() }
    } catch {
      endWalk()
      throw error
    }
    guard let found else {
      endWalk()
      return nil
    }
    let isLeft = state.withLock { state in
      state.isWalking = false
      if state.isWalkOver { return true }
      if found.isLarge { state.waiting.append(found) } else { thread.take(found) }
      wakeOne(&state)
      return false
    }
    if isLeft { found.file?.close() }
    return isLeft || found.isLarge ? nil : found
  }

  private func endWalk() {
    state.withLock { state in
      state.isWalking = false
      state.isWalkOver = true
      wakeAll(&state)
    }
  }

  private func wakeOne(_ state: inout State) {
    guard state.resting > 0 else { return }
    state.resting -= 1
    wake.signal()
  }

  private func wakeAll(_ state: inout State) {
    while state.resting > 0 { wakeOne(&state) }
  }
}

extension ScanItem {
  /// Whether reading and decoding take long, as a rule.
  var isLarge: Bool { file != nil && (entry.status?.size ?? 0) > FairQueue.largestSmall }
}
