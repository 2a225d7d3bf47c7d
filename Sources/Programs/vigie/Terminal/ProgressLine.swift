// The live line of a scan, for a person at a terminal.

internal import EvidenceScan
internal import Foundation
internal import Platform
internal import Synchronization

/// Prints a line that is renewed a few times a second, if standard error is a terminal.
final class ProgressLine: Sendable {
  private static let interval = 0.25

  private let isFinished = Atomic<Bool>(false)
  private let isVisible = Atomic<Bool>(false)
  private let line = TerminalLine()
  private let done = DispatchSemaphore(value: 0)

  /// Starts to show how far `run` is, whose bytes are counted meanwhile; where there can be no
  /// threads for that, the run goes on without.
  init(_ run: ScanRun) {
    guard line.isVisible else { return }
    let start = Date.now
    let isShown: ()? = try? Threads.start { [self] in
      while !isFinished.load(ordering: .relaxed) {
        let seconds = -start.timeIntervalSinceNow
        line.show(ProgressText.line(of: run.counters.figures, seconds: seconds))
        Thread.sleep(forTimeInterval: Self.interval)
      }
      line.show("")
      done.signal()
    }
    guard isShown != nil else { return }
    isVisible.store(true, ordering: .relaxed)
    try? Threads.start { run.countBytes() }
  }

  /// Removes the line.
  func finish() {
    guard isVisible.load(ordering: .relaxed) else { return }
    isFinished.store(true, ordering: .relaxed)
    done.wait()
  }
}
