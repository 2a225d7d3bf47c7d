// The workers of a scan, and who looks after them.
//
// A worker that waits for a disk longer than the limit is given up: its file gets its row from here,
// another worker takes its place, and its thread ends by itself if the disk ever answers. A walk that
// waits so long cannot be replaced, because every entry behind it is unknown: it ends the scan, once the
// files that it has found are done.

internal import CaseFile
internal import Dispatch
internal import Synchronization
internal import SystemPackage

/// Runs the workers of one scan. Threads may outlive it, hanging on a disk, and then do nothing more.
final class ScanCrew: Sendable {
  /// With so many threads hanging, the disk is taken for dead: the scan ends.
  private static let mostHanging = 8

  private struct State {
    var workers: [WorkerWatch] = []
    var hanging = 0
    var failure: ScanError?
  }

  private let scan: Scan
  private let queue: FairQueue
  private let walk: WalkWatch
  private let recorder: Recorder
  private let progress: ScanProgress
  private let state = Mutex(State())
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
      try ScanQueue(scan.volumes, continuing: earlier, watch: walk), workers: scan.workers)
  }

  /// Blocks until every entry has its row, the scan was stopped, or it cannot go on.
  ///
  /// - Throws: Why it cannot go on. What the recorder has got is to be kept.
  func run() throws(ScanError) {
    try startAll()
    let period = max(10, min(1000, Int(scan.stallLimit / .milliseconds(4))))
    while !state.withLock({ $0.workers.isEmpty }) {
      _ = ended.wait(timeout: .now() + .milliseconds(period))
      if !supervise() { break }
    }
    progress.accessTimes.store(walk.accessTimeCount, ordering: .relaxed)
    guard let failure = state.withLock({ $0.failure }) else { return }
    progress.stop()
    throw failure
  }

  // MARK: - Workers

  /// Starts as many workers as asked for, or as there can be threads; one does as well.
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
    let watch = WorkerWatch(progress)
    state.withLock { $0.workers.append(watch) }
    do throws(Errno) {
      try Workers.start { [self] in
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

  /// Takes a worker off the list; false if it is not on it.
  @discardableResult
  private func remove(_ watch: WorkerWatch) -> Bool {
    state.withLock { state in
      let position = state.workers.firstIndex { $0 === watch }
      if let position { state.workers.remove(at: position) }
      return position != nil
    }
  }

  private func work(_ watch: WorkerWatch) throws(ScanError) {
    var examination = try Examination(scan, watch)
    while !progress.isStopped {
      watch.queue()
      guard let item = try queue.next(for: watch, largeInHand: { largeInHand }) else { return }
      let content: CaseContent?
      do throws(ReadingStopped) {
        try watch.advance(by: 0)
        content = try examination.content(of: item)
      } catch {
        // A file in which the scan was stopped is left for the next run.
        try? item.file?.close()
        return
      }
      // What the machine lacks is no finding: the file is left for the next run.
      if examination.lacksProcess { throw .exhausted(.resourceTemporarilyUnavailable) }
      try recorder.record(item.entry, content)
      watch.finish()
      guard let file = item.file else { continue }
      guard (try? watch.waiting(at: 0, { try? file.close() })) != nil else { return }
    }
  }

  private var largeInHand: Int { state.withLock { $0.workers.count { $0.hasLargeFile } } }

  private func fail(_ error: ScanError) {
    state.withLock { $0.failure = $0.failure ?? error }
    progress.stop()
  }

  // MARK: - Supervision

  /// Looks after everybody; false once nothing more will happen.
  private func supervise() -> Bool {
    for watch in state.withLock({ $0.workers }) {
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
    return !(queue.isStuck && state.withLock { $0.workers.count == 1 })
  }

  private func replace(_ watch: WorkerWatch, _ stall: WorkerWatch.Stall) throws(ScanError) {
    let hanging = state.withLock { state in
      // It may have come back and ended in this very moment.
      if let position = state.workers.firstIndex(where: { $0 === watch }) {
        state.workers.remove(at: position)
        state.hanging += 1
      }
      return state.hanging
    }
    if let entry = stall.item?.entry, let id = entry.content {
      var content = CaseContent(id: id, outcome: .unreadable)
      content.unread = entry.status?.size
      content.reason = "no answer for \(scan.stallLimit) at byte \(stall.offset)"
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
