// Rows on their way into the case.

internal import CaseFile
internal import Foundation
internal import Synchronization

/// Collects rows and writes them a few hundred at a time, or once a second.
final class Recorder: Sendable {
  private static let batch = 256
  private static let interval = 1.0

  private struct State {
    var rows: [(entry: CaseEntry, content: CaseContent?)] = []
    var lastWrite = Date.now
  }

  private let file: CaseFile
  private let progress: ScanProgress
  private let state = Mutex(State())

  init(_ file: CaseFile, _ progress: ScanProgress) {
    self.file = file
    self.progress = progress
  }

  /// Takes a row, and counts it.
  func record(_ entry: CaseEntry, _ content: CaseContent?) throws(ScanError) {
    if content != nil { progress.add(1, to: progress.files) }
    if content?.matches.isEmpty == false { progress.add(1, to: progress.matches) }
    if entry.outcome?.isFailure ?? content?.isFailure ?? false {
      progress.add(1, to: progress.failures)
    }
    try state.withLock { state throws(ScanError) in
      state.rows.append((entry, content))
      if state.rows.count >= Self.batch || -state.lastWrite.timeIntervalSinceNow >= Self.interval {
        try write(&state)
      }
    }
    progress.add(1, to: progress.entries)
  }

  /// Writes what has been collected.
  func flush() throws(ScanError) {
    try state.withLock { state throws(ScanError) in try write(&state) }
  }

  private func write(_ state: inout State) throws(ScanError) {
    let rows = state.rows
    try ScanError.ofCase { () throws(CaseFileError) in try file.record(rows) }
    state.rows = []
    state.lastWrite = Date.now
  }
}
