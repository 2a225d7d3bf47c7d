// A run of a scan: begins a case or goes on with one, fills it, and notes how it ended.

public import CaseFile
internal import EvidenceEntries
internal import EvidenceVolumes
internal import Findings
internal import Foundation
internal import KnownContent
internal import MediaExamination
internal import Platform
internal import Synchronization
public import SystemPackage

/// One run of a ``Scan`` into a case.
///
/// ``perform()`` runs it on the calling thread and those that it starts. ``progress`` starts it in the
/// background and tells how it goes on; ``ending()`` waits for it.
public final class ScanRun: Sendable {
  /// What is carried out.
  public let scan: Scan
  /// The case.
  public let file: CaseFile
  /// Whether the case held rows already.
  public let isResuming: Bool
  /// Whether the case was complete when it was opened: there is nothing to do.
  public let wasComplete: Bool
  /// Counters, which may be read at any time.
  public let counters: ScanProgress

  private let description: CaseRun

  private enum State {
    case idle
    case running([CheckedContinuation<Void, Never>])
    case ended(Result<Bool, ScanError>)
  }

  private let state = Lock(State.idle)

  /// Begins a case at `path`, or opens the one that is there.
  ///
  /// - Parameters:
  ///   - scan: What to do.
  ///   - path: The case file.
  ///   - program: Name and version of the program, for the case.
  ///   - arguments: Its arguments, likewise.
  ///   - counters: Counters to use.
  /// - Throws: `EvidenceError` if the case would lie in the evidence; `CaseFileError` if it cannot be
  ///   created or opened, or is of a scan of other volumes, lists or settings.
  public init(
    _ scan: Scan, case path: FilePath, program: String,
    arguments: [String] = CommandLine.arguments, counters: ScanProgress = ScanProgress()
  ) throws {
    for volume in scan.volumes { try volume.refuse(output: path) }
    self.scan = scan
    self.counters = counters
    description = CaseRun(
      program: program, arguments: arguments, host: ProcessInfo.processInfo.hostName,
      missingIsolation: scan.examiner.missingIsolation, workers: scan.workers,
      started: Date.now.timeIntervalSince1970)
    let volumes = scan.volumes.map(\.path.bytes)
    if let file = try CaseFile.openIfPresent(at: path) {
      try file.requireSameScan(
        settings: scan.settings, volumes: volumes, lists: scan.known.lists)
      self.file = file
      isResuming = true
      wasComplete = try file.isComplete()
    } else {
      file = try CaseFile.create(
        at: path, settings: scan.settings, volumes: volumes, lists: scan.known.lists)
      isResuming = false
      wasComplete = false
    }
  }

  /// Asks the run to stop. Files that are still being read then are left for the next one.
  public func cancel() { counters.stop() }

  // MARK: - In the background

  /// Starts the run, unless it has been, and tells now and then how far it is; the last figures come when
  /// it has ended. A task that is cancelled while it takes them cancels the run.
  public var progress: AsyncStream<ScanFigures> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      continuation.onTermination = { [self] in if case .cancelled = $0 { cancel() } }
      start()
      let watching: ()? = try? Threads.start { [self] in
        while !isOver {
          continuation.yield(counters.figures)
          Thread.sleep(forTimeInterval: 0.1)
        }
        continuation.yield(counters.figures)
        continuation.finish()
      }
      if watching == nil { continuation.finish() }
    }
  }

  /// Waits for the end of the run, which is started unless it has been.
  ///
  /// - Returns: Whether every entry has its row; false if the run was cancelled.
  /// - Throws: ``ScanError`` if it could not go on.
  public func ending() async throws(ScanError) -> Bool {
    start()
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard case .running(let waiting) = state else { return true }
        state = .running(waiting + [continuation])
        return false
      }
      if isOver { continuation.resume() }
    }
    guard case .ended(let result) = state.withLock({ $0 }) else { return false }
    return try result.get()
  }

  private func start() {
    let isFirst = state.withLock { state in
      guard case .idle = state else { return false }
      state = .running([])
      return true
    }
    guard isFirst else { return }
    do throws(Errno) {
      try Threads.start { [self] in
        end(Result { () throws(ScanError) in try perform() })
      }
    } catch {
      end(.failure(.exhausted(error)))
    }
  }

  private func end(_ result: Result<Bool, ScanError>) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard case .running(let waiting) = state else { return [] }
      state = .ended(result)
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  private var isOver: Bool {
    state.withLock { if case .ended = $0 { true } else { false } }
  }

  // MARK: - On this thread

  /// Carries the run out; blocks until it is done or was cancelled. To be called once, and not together with
  /// ``progress``.
  ///
  /// Files are examined on threads of the run's own, because reading and decoding block. What an entry's
  /// row says does not depend on their number. A thread whose disk does not answer is left behind, hanging, when
  /// this returns. Memory does not grow with the number of files, only with
  /// that of the subdirectories of a directory and of files with several names.
  ///
  /// - Returns: Whether every entry now has its row.
  /// - Throws: ``ScanError`` if it could not go on; what was examined is kept.
  public func perform() throws(ScanError) -> Bool {
    if wasComplete { return true }
    let run = try ScanError.ofCase { () throws(CaseFileError) in
      if isResuming { try file.discardUnfinished() }
      return try file.begin(description)
    }
    do throws(ScanError) {
      try examine(run)
      let isComplete = !counters.isStopped
      try note(isComplete ? .complete : .stopped, run)
      return isComplete
    } catch {
      // The first error is the one to tell of.
      try? note(.failed, run)
      throw error
    }
  }

  private func examine(_ run: Int) throws(ScanError) {
    try ScanError.ofCase { () throws(CaseFileError) in
      for (position, volume) in scan.volumes.enumerated() {
        try file.record(
          volume.mountStates.map { CaseMount(volume: position + 1, mount: $0) }, run: run)
      }
    }
    let recorder = Recorder(file, run: run, counters)
    let crew = try ScanCrew(scan, continuing: isResuming ? file : nil, into: recorder, counters)
    do throws(ScanError) {
      try crew.run()
    } catch {
      // What has been examined is kept.
      try recorder.flush()
      throw error
    }
    try recorder.flush()
  }

  private func note(_ ending: CaseRun.Ending, _ run: Int) throws(ScanError) {
    let accessTimes = counters.accessTimes.load(ordering: .relaxed)
    try ScanError.ofCase { () throws(CaseFileError) in
      try file.end(
        run: run, ending, at: Date.now.timeIntervalSince1970, accessTimes: accessTimes)
    }
  }

  /// Counts the bytes that are left to read and puts them into ``counters``; takes a walk of its own,
  /// which opens no file.
  public func countBytes() {
    var bytes = 0
    guard
      var queue = try? ScanQueue(
        scan.volumes, continuing: isResuming ? file : nil, opensFiles: false)
    else { return }
    while !counters.isStopped, let item = try? queue.next() {
      guard item.isNewContent, let size = item.entry.status?.size else { continue }
      bytes = bytes.saturatingAdd(Int(clamping: size))
    }
    counters.totalBytes.store(bytes, ordering: .relaxed)
  }
}
