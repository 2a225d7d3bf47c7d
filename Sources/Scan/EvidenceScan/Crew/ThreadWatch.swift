// What one thread of a scan is doing, so that somebody else notices when its disk no longer answers.

internal import Platform
internal import Synchronization

/// Why the file in hand is left without a row.
enum Interruption: Error {
  /// The scan was stopped, or the thread was given up.
  case stopped
  /// The machine has no process to decode it in, which says nothing of the file.
  case noProcess
}

/// Shared by a thread, which says what it does, and the supervisor, which may give it up while it
/// waits for a disk, and never otherwise: an entry has one row, from one of the two.
final class ThreadWatch: Sendable {
  /// A thread that was given up.
  struct Stall {
    /// What it had in hand; `nil` if that already has its row.
    var item: ScanItem?
    /// Where in the file it was reading.
    var offset: Int64
  }

  private enum Activity {
    /// Walking, or waiting for its turn to; `WalkWatch` looks after that.
    case queueing
    /// Hashing, decoding, recording.
    case working
    /// In a call that a disk has to answer.
    case waiting(at: Int64, since: SuspendingClock.Instant)
  }

  private struct State {
    var activity = Activity.queueing
    var item: ScanItem?
    var isGivenUp = false
  }

  private let state = Lock(State())
  private let progress: ScanProgress

  init(_ progress: ScanProgress) {
    self.progress = progress
  }

  // MARK: - The thread

  /// Asks for the next item.
  func queue() {
    state.withLock { $0.activity = .queueing }
  }

  /// Has an item in hand.
  func take(_ item: ScanItem) {
    state.withLock {
      $0.activity = .working
      $0.item = item
    }
  }

  /// The item has its row.
  func finish() {
    state.withLock { $0.item = nil }
  }

  /// Calls what may take as long as a disk likes. No lock is held meanwhile.
  ///
  /// - Throws: ``Interruption/stopped`` if the thread was given up; then it has to end.
  func waiting<Result>(
    at offset: Int64, _ call: () -> Result
  ) throws(Interruption) -> Result {
    state.withLock { $0.activity = .waiting(at: offset, since: .now) }
    let result = call()
    let isGivenUp = state.withLock {
      $0.activity = .working
      return $0.isGivenUp
    }
    if isGivenUp { throw .stopped }
    return result
  }

  /// Counts bytes that were read.
  ///
  /// - Throws: ``Interruption/stopped`` if the scan was stopped.
  func advance(by count: Int) throws(Interruption) {
    progress.add(count, to: progress.bytes)
    if progress.isStopped { throw .stopped }
  }

  /// Counts bytes that are not read.
  func pass(_ count: Int) {
    progress.add(count, to: progress.passedBytes)
  }

  // MARK: - The supervisor

  /// Whether what the thread has in hand takes long, as a rule.
  var hasLargeFile: Bool { state.withLock { $0.item?.isLarge ?? false } }

  /// Gives the thread up if its disk has not answered for `limit`.
  func giveUp(after limit: Duration) -> Stall? {
    state.withLock { state in
      guard case .waiting(let offset, let since) = state.activity, since.duration(to: .now) > limit
      else { return nil }
      state.isGivenUp = true
      return Stall(item: state.item, offset: offset)
    }
  }
}
