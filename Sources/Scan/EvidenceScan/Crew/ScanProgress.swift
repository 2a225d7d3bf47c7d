// What a running scan tells, and the one thing it can be told.

public import EvidenceVolumes
internal import Platform
public import Synchronization

/// Counters of a running scan; may be read from any thread at any time.
public final class ScanProgress: Sendable {
  /// Entries that have their row.
  public let entries = Atomic<Int>(0)
  /// Regular files examined.
  public let files = Atomic<Int>(0)
  /// Bytes read, or zeros that stand for them.
  public let bytes = Atomic<Int>(0)
  /// Files that match something.
  public let matches = Atomic<Int>(0)
  /// Entries that could not be examined.
  public let failures = Atomic<Int>(0)
  /// Files and directories that could only be opened in the way that sets the time of their last
  /// access, where the mount lets it; known at the end.
  public let accessTimes = Atomic<Int>(0)
  /// Bytes of files that are not read, because they are no data.
  public let passedBytes = Atomic<Int>(0)
  /// Sizes of all files that are to be examined, once they have been counted; 0 until then.
  public let totalBytes = Atomic<Int>(0)

  private let isStopping = Atomic<Bool>(false)
  private let changes = Lock<[MountChange]>([])

  /// Makes counters, all 0.
  public init() {}

  /// Asks the scan to stop. Files that are still being read then are left for the next run.
  public func stop() {
    isStopping.store(true, ordering: .relaxed)
  }

  /// Whether ``stop()`` was called.
  public var isStopped: Bool { isStopping.load(ordering: .relaxed) }

  /// Mounts that were found to be others than when their volume was checked.
  public var mountChanges: [MountChange] { changes.withLock { $0 } }

  func note(_ found: [MountChange]) {
    changes.withLock { known in
      known += found.filter { !known.contains($0) }
    }
  }

  /// All counters at this moment.
  public var figures: ScanFigures {
    ScanFigures(
      entries: entries.load(ordering: .relaxed), files: files.load(ordering: .relaxed),
      bytes: bytes.load(ordering: .relaxed), matches: matches.load(ordering: .relaxed),
      failures: failures.load(ordering: .relaxed),
      passedBytes: passedBytes.load(ordering: .relaxed),
      totalBytes: totalBytes.load(ordering: .relaxed))
  }

  /// Adds to a counter, which stays at the largest number once it is there: sizes are the disk's claims.
  func add(_ amount: Int, to counter: borrowing Atomic<Int>) {
    var value = counter.load(ordering: .relaxed)
    while true {
      let sum = value.saturatingAdd(amount)
      let result = counter.weakCompareExchange(expected: value, desired: sum, ordering: .relaxed)
      if result.exchanged { return }
      value = result.original
    }
  }
}

/// How far a scan is.
public struct ScanFigures: Hashable, Sendable {
  /// Entries that have their row.
  public var entries: Int
  /// Regular files examined.
  public var files: Int
  /// Bytes read, or zeros that stand for them.
  public var bytes: Int
  /// Files that match something.
  public var matches: Int
  /// Entries that could not be examined.
  public var failures: Int
  /// Bytes of files that are not read, because they are no data.
  public var passedBytes: Int
  /// Sizes of all files that are to be examined; 0 until they have been counted.
  public var totalBytes: Int
}

extension Int {
  /// The sum with a number that is not negative, or the largest number if that is less.
  func saturatingAdd(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
