// A scan: workers take entries from the queue, examine them, and hand the rows to the case.

public import CaseFile
public import DecodeWorker
internal import Foundation
public import KnownContent
internal import PerceptualHash
internal import Synchronization
internal import SystemPackage

/// Examines volumes against known content.
public struct Scan: Sendable {
  /// What to examine.
  public var volumes: [EvidenceVolume]
  /// What to look for.
  public var known: KnownSet
  /// What decodes and hashes pictures and videos.
  public var examiner: any MediaExaminer
  /// How many files are examined at once.
  public var workers: Int
  /// The largest PDQ distance that counts.
  public var radius: Int

  /// Describes a scan.
  public init(
    volumes: [EvidenceVolume], known: KnownSet, examiner: any MediaExaminer, workers: Int,
    radius: Int
  ) {
    self.volumes = volumes
    self.known = known
    self.examiner = examiner
    self.workers = max(1, workers)
    self.radius = radius
  }

  /// Runs the scan; blocks until it is done or stopped.
  ///
  /// Every worker is a thread of its own, because reading and decoding block. What an entry's row
  /// says does not depend on their number. Memory does not grow with the number of files, only with
  /// that of the subdirectories of a directory and of files with several names.
  ///
  /// - Parameters:
  ///   - file: The case, which has begun.
  ///   - isResuming: Whether it may hold rows already; their entries are left as they are.
  ///   - progress: Counters, and the way to stop the scan.
  /// - Returns: Whether every entry now has its row.
  /// - Throws: ``ScanError``.
  public func run(
    into file: CaseFile, isResuming: Bool, progress: ScanProgress
  ) throws(ScanError) -> Bool {
    if isResuming {
      try ScanError.ofCase { () throws(CaseFileError) in try file.discardUnfinished() }
    }
    let queue = Mutex(try ScanQueue(volumes, continuing: isResuming ? file : nil))
    let recorder = Recorder(file)
    let failure = Mutex<ScanError?>(nil)

    Workers.run(workers) {
      do throws(ScanError) {
        try work(on: queue, recorder, progress)
      } catch {
        failure.withLock { $0 = $0 ?? error }
        progress.stop()
      }
    }

    // What has been examined is kept also if something else went wrong.
    try ScanError.ofCase { () throws(CaseFileError) in try recorder.flush() }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return !progress.isStopped
  }

  private func work(
    on queue: borrowing Mutex<ScanQueue>, _ recorder: Recorder, _ progress: ScanProgress
  ) throws(ScanError) {
    var examination = Examination(known: known, examiner: examiner, radius: radius)
    while !progress.isStopped {
      let next = try queue.withLock { queue throws(ScanError) in try queue.next() }
      guard let item = next else { return }
      var content: CaseContent?
      if let file = item.file, let id = item.entry.content {
        content = examination.content(of: file, id: id) { count in
          progress.add(count, to: progress.bytes)
          return !progress.isStopped
        }
        try? file.close()
        // A file in which the scan was stopped is left for the next run.
        if content == nil { return }
        progress.add(1, to: progress.files)
      }
      if content?.matches.isEmpty == false { progress.add(1, to: progress.matches) }
      if (item.entry.outcome ?? content?.outcome)?.isFailure == true {
        progress.add(1, to: progress.failures)
      }
      try ScanError.ofCase { () throws(CaseFileError) in
        try recorder.record(item.entry, content)
      }
      progress.add(1, to: progress.entries)
    }
  }

  /// Counts the bytes that are left to read and puts them into `progress`; takes a walk of its own,
  /// which opens no file.
  public func count(into progress: ScanProgress, continuing file: CaseFile?) {
    var bytes = 0
    guard var queue = try? ScanQueue(volumes, continuing: file, opensFiles: false) else { return }
    while !progress.isStopped, let item = try? queue.next() {
      if item.isNewContent { bytes += Int(clamping: item.entry.status?.size ?? 0) }
    }
    progress.totalBytes.store(bytes, ordering: .relaxed)
  }
}

/// Collects rows and writes them a few hundred at a time, or once a second.
private final class Recorder: Sendable {
  private static let batch = 256
  private static let interval = 1.0

  private struct State {
    var rows: [(entry: CaseEntry, content: CaseContent?)] = []
    var lastWrite = Date.now
  }

  private let file: CaseFile
  private let state = Mutex(State())

  init(_ file: CaseFile) {
    self.file = file
  }

  func record(_ entry: CaseEntry, _ content: CaseContent?) throws(CaseFileError) {
    try state.withLock { state throws(CaseFileError) in
      state.rows.append((entry, content))
      if state.rows.count >= Self.batch || -state.lastWrite.timeIntervalSinceNow >= Self.interval {
        try write(&state)
      }
    }
  }

  func flush() throws(CaseFileError) {
    try state.withLock { state throws(CaseFileError) in try write(&state) }
  }

  private func write(_ state: inout State) throws(CaseFileError) {
    try file.record(state.rows)
    state.rows = []
    state.lastWrite = Date.now
  }
}
