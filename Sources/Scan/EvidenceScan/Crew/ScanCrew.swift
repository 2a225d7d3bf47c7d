// The threads of a scan, and who looks after them.
//
// A thread that waits for a disk longer than the limit is given up: its file gets its row from here,
// another one takes its place, and it ends by itself if the disk ever answers. A walk that
// waits so long cannot be replaced, because every entry behind it is unknown: it ends the scan, once the
// files that it has found are done.

internal import CaseFile
internal import Dispatch
internal import EvidenceEntries
internal import EvidenceVolumes
internal import Findings
internal import Platform
internal import Synchronization
internal import SystemPackage

/// Runs the threads of one scan. They may outlive it, hanging on a disk, and then do nothing more.
final class ScanCrew: Sendable {
  /// With so many threads hanging, the disk is taken for dead: the scan ends.
  private static let mostHanging = 8

  private struct State {
    var threads: [ThreadWatch] = []
    var hanging = 0
    var failure: ScanError?
  }

  private let scan: Scan
  private let queue: FairQueue
  private let walk: WalkWatch
  private let recorder: Recorder
  private let progress: ScanProgress
  private let state = Lock(State())
  private let ended = DispatchSemaphore(value: 0)

  init(
    _ scan: Scan, continuing earlier: CaseFile?, into recorder: Recorder, _ progress: ScanProgress
  ) throws(ScanError) {
    let walk = WalkWatch()
    self.scan = scan
    self.walk = walk
    self.recorder = recorder
    self.progress = progress
    queue = FairQueue(
      try ScanQueue(scan.volumes, continuing: earlier, watch: walk, recorder: recorder),
      threads: scan.workers)
  }

  /// Blocks until every entry has its row, the scan was stopped, or it cannot go on.
  ///
  /// - Throws: Why it cannot go on. What the recorder has got is to be kept.
  func run() throws(ScanError) {
    try startAll()
    let period = max(10, min(1000, Int(scan.stallLimit / .milliseconds(4))))
    while !state.withLock({ $0.threads.isEmpty }) {
      _ = ended.wait(timeout: .now() + .milliseconds(period))
      if !supervise() { break }
    }
    progress.accessTimes.store(walk.accessTimeCount, ordering: .relaxed)
    guard let failure = state.withLock({ $0.failure }) else { return }
    progress.stop()
    throw failure
  }

  // MARK: - Threads

  /// Starts as many threads as asked for, or as there can be; one does as well.
  private func startAll() throws(ScanError) {
    for number in 0..<scan.workers {
      do throws(ScanError) {
        try start()
      } catch {
        if number == 0 { throw error }
        return
      }
    }
  }

  private func start() throws(ScanError) {
    let watch = ThreadWatch(progress)
    state.withLock { $0.threads.append(watch) }
    do throws(Errno) {
      try Threads.start { [self] in
        do throws(ScanError) {
          try work(watch)
        } catch {
          fail(error)
        }
        if !remove(watch) { state.withLock { $0.hanging -= 1 } }  // Given up, and back.
        ended.signal()
      }
    } catch {
      remove(watch)
      throw .exhausted(error)
    }
  }

  /// Takes a thread off the list; false if it is not on it.
  @discardableResult
  private func remove(_ watch: ThreadWatch) -> Bool {
    state.withLock { state in
      let position = state.threads.firstIndex { $0 === watch }
      if let position { state.threads.remove(at: position) }
      return position != nil
    }
  }

  private func work(_ watch: ThreadWatch) throws(ScanError) {
    var examination = try Examination(scan, watch)
    while !progress.isStopped {
      watch.queue()
      guard let item = try queue.next(for: watch, largeInHand: { largeInHand }) else { return }
      let content: CaseContent?
      do throws(Interruption) {
        try watch.advance(by: 0)
        content = try examination.content(of: item)
      } catch {
        // A file in which the scan was stopped is left for the next run; what the machine lacks is no finding.
        item.file?.close()
        switch error {
        case .stopped: return
        case .noProcess: throw .exhausted(.resourceTemporarilyUnavailable)
        }
      }
      try recorder.record(item.entry, content)
      watch.finish()
      guard let file = item.file else { continue }
      guard (try? watch.waiting(at: 0, { file.close() })) != nil else { return }
    }
  }

  private var largeInHand: Int { state.withLock { $0.threads.count { $0.hasLargeFile } } }

  private func fail(_ error: ScanError) {
    state.withLock { $0.failure = $0.failure ?? error }
    progress.stop()
  }

  // MARK: - Supervision

  /// Looks after everybody; false once nothing more will happen.
  private func supervise() -> Bool {
    for watch in state.withLock({ $0.threads }) {
      guard let stall = watch.giveUp(after: scan.stallLimit) else { continue }
      do throws(ScanError) {
        try replace(watch, stall)
      } catch {
        fail(error)
      }
    }
    if let path = walk.stalledPath(after: scan.stallLimit) {
      state.withLock { state in
        state.failure = state.failure ?? .stalled(path: path, limit: scan.stallLimit)
      }
      queue.giveUpWalk()
    }
    // Files in hand and those that wait are brought to their end; the walk would be waited for for ever.
    return !(queue.isStuck && state.withLock { $0.threads.count == 1 })
  }

  private func replace(_ watch: ThreadWatch, _ stall: ThreadWatch.Stall) throws(ScanError) {
    let hanging = state.withLock { state in
      // It may have come back and ended in this very moment.
      if let position = state.threads.firstIndex(where: { $0 === watch }) {
        state.threads.remove(at: position)
        state.hanging += 1
      }
      return state.hanging
    }
    if let entry = stall.item?.entry, let id = entry.content {
      var content = CaseContent(id: id, outcome: .unreadable)
      content.unread = entry.status?.size
      content.reasons = [
        Reason(.noAnswer, scan.stallLimit.components.seconds, stall.offset)
      ]
      try recorder.record(entry, content)
    }
    if hanging >= Self.mostHanging, let item = stall.item {
      let volume = scan.volumes[item.entry.volume - 1].path.bytes
      throw .stalled(
        path: volume + [UInt8(ascii: "/")] + item.entry.path, limit: scan.stallLimit)
    }
    if !progress.isStopped { try start() }
  }
}
