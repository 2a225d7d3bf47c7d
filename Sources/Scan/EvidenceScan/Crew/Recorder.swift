// Rows on their way into the case.

internal import CaseFile
internal import EvidenceEntries
internal import EvidenceVolumes
internal import Findings
internal import Foundation
internal import Platform
internal import Synchronization

/// Collects rows and writes them a few hundred at a time, or once a second.
final class Recorder: Sendable {
  private static let batch = 256
  /// Paths may be as long as a disk likes: so many bytes of them are written at once.
  private static let pathBytes = 1 << 20
  private static let interval = 1.0

  private struct State {
    var rows: [(entry: CaseEntry, content: CaseContent?)] = []
    var pathBytes = 0
    var lastWrite = Date.now
  }

  private let file: CaseFile
  private let run: Int
  private let progress: ScanProgress
  private let state = Lock(State())

  init(_ file: CaseFile, run: Int, _ progress: ScanProgress) {
    self.file = file
    self.run = run
    self.progress = progress
  }

  /// Takes a row, and counts it.
  func record(_ entry: CaseEntry, _ content: CaseContent?) throws(ScanError) {
    if content != nil { progress.add(1, to: progress.files) }
    if content?.isKnown == true { progress.add(1, to: progress.matches) }
    if CaseRow.isFailure(entry, content) { progress.add(1, to: progress.failures) }
    try state.withLock { state throws(ScanError) in
      state.rows.append((entry, content))
      state.pathBytes += entry.path.count
      if state.rows.count >= Self.batch || state.pathBytes >= Self.pathBytes
        || -state.lastWrite.timeIntervalSinceNow >= Self.interval
      {
        try write(&state)
      }
    }
    progress.add(1, to: progress.entries)
  }

  /// Notes that a volume is mounted otherwise than when it was checked; what is gone counts as unknown.
  func record(_ changes: [MountChange], ofVolume volume: Int) throws(ScanError) {
    try ScanError.ofCase { () throws(CaseFileError) in
      let mounts = changes.map { change in
        CaseMount(volume: volume, mount: change.after ?? .unknown(at: change.before.point))
      }
      try file.record(mounts, run: run)
    }
    progress.note(changes)
  }

  /// Writes what has been collected.
  func flush() throws(ScanError) {
    try state.withLock { state throws(ScanError) in try write(&state) }
  }

  private func write(_ state: inout State) throws(ScanError) {
    let rows = state.rows
    try ScanError.ofCase { () throws(CaseFileError) in try file.record(rows) }
    state.rows = []
    state.pathBytes = 0
    state.lastWrite = Date.now
  }
}
