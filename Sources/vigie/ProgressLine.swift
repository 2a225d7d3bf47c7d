// The live line of a scan, for a person at a terminal.

internal import CaseFile
internal import EvidenceScan
internal import Foundation
internal import Synchronization
internal import SystemPackage

/// Prints a line that is renewed a few times a second, if standard error is a terminal.
final class ProgressLine: Sendable {
  private static let interval = 0.25

  private let isFinished = Atomic<Bool>(false)
  private let isVisible = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)

  /// Starts to show `progress` of `scan`, whose bytes are counted meanwhile; where there can be no
  /// threads for that, the scan goes on without.
  init(_ progress: ScanProgress, _ scan: Scan, continuing file: CaseFile?) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let start = Date.now
    let isShown: ()? = try? Workers.start { [self] in
      while !isFinished.load(ordering: .relaxed) {
        show(ProgressText.line(of: progress, seconds: -start.timeIntervalSinceNow))
        Thread.sleep(forTimeInterval: Self.interval)
      }
      show("")
      done.signal()
    }
    guard isShown != nil else { return }
    isVisible.store(true, ordering: .relaxed)
    try? Workers.start { scan.count(into: progress, continuing: file) }
  }

  /// Removes the line.
  func finish() {
    guard isVisible.load(ordering: .relaxed) else { return }
    isFinished.store(true, ordering: .relaxed)
    done.wait()
  }

  private func show(_ text: String) {
    // Back to the first column, the text, and the rest of the line cleared.
    _ = try? FileDescriptor.standardError.writeAll(Array("\r\(text)\u{1B}[K".utf8))
  }
}
