// What a walk tells while it goes on.

internal import Platform
internal import Synchronization

/// Where the walk is. Nobody can go on with it, so a disk that does not answer it ends the scan.
///
/// Whoever walks tells it, and any other thread asks it.
public final class WalkWatch: Sendable {
  private struct State {
    var volume: [UInt8] = []
    var path: [UInt8] = []
    var since: SuspendingClock.Instant?
  }

  private let state = Lock(State())
  private let accessTimes = Atomic<Int>(0)

  /// A watch over a walk that has not begun.
  public init() {}

  /// How many files and directories could only be opened in the way that sets the time of the last
  /// access, where the mount lets it.
  public var accessTimeCount: Int { accessTimes.load(ordering: .relaxed) }

  /// One more of them.
  public func countAccessTime() {
    accessTimes.wrappingAdd(1, ordering: .relaxed)
  }

  /// The walk begins a volume.
  public func enter(volume: [UInt8]) {
    state.withLock { $0 = State(volume: volume, since: .now) }
  }

  /// The walk goes on at a path below the volume, in calls that the disk has to answer.
  public func advance(to path: [UInt8]) {
    state.withLock {
      $0.path = path
      $0.since = .now
    }
  }

  /// The walk rests: nobody waits for the disk until it is told to go on.
  public func rest() {
    state.withLock { $0.since = nil }
  }

  /// Where the walk is, if it has not gone on for `limit`.
  public func stalledPath(after limit: Duration) -> [UInt8]? {
    state.withLock { state in
      guard let since = state.since, since.duration(to: .now) > limit else { return nil }
      return state.volume + [UInt8(ascii: "/")] + state.path
    }
  }
}
