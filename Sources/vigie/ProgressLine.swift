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
  private let isVisible = isatty(STDERR_FILENO) == 1
  private let done = DispatchSemaphore(value: 0)

  /// Starts to show `progress` of `scan`, whose bytes are counted meanwhile.
  init(_ progress: ScanProgress, _ scan: Scan, continuing file: CaseFile?) {
    guard isVisible else { return }
    Thread { scan.count(into: progress, continuing: file) }.start()
    let start = Date.now
    Thread { [self] in
      while !isFinished.load(ordering: .relaxed) {
        show(Self.text(of: progress, seconds: -start.timeIntervalSinceNow))
        Thread.sleep(forTimeInterval: Self.interval)
      }
      show("")
      done.signal()
    }.start()
  }

  /// Removes the line.
  func finish() {
    guard isVisible else { return }
    isFinished.store(true, ordering: .relaxed)
    done.wait()
  }

  private func show(_ text: String) {
    // Back to the first column, the text, and the rest of the line cleared.
    _ = try? FileDescriptor.standardError.writeAll(Array("\r\(text)\u{1B}[K".utf8))
  }

  static func text(of progress: ScanProgress, seconds: Double) -> String {
    let files = progress.files.load(ordering: .relaxed)
    let bytes = progress.bytes.load(ordering: .relaxed)
    let total = progress.totalBytes.load(ordering: .relaxed)
    let rate = Double(bytes) / max(seconds, 0.001)
    var parts = [
      "\(files) files (\(Int(Double(files) / max(seconds, 0.001)))/s)",
      "\(Figures.bytes(bytes)) (\(Figures.bytes(Int(rate)))/s)",
      "\(progress.matches.load(ordering: .relaxed)) match",
    ]
    let failures = progress.failures.load(ordering: .relaxed)
    if failures > 0 { parts.append("\(failures) failed") }
    if total >= bytes, rate > 0 {
      parts.append("\(Figures.duration(Double(total - bytes) / rate)) left")
    }
    return parts.joined(separator: "  ")
  }
}

/// Numbers for people.
enum Figures {
  /// As `0.3` or `2e-14`.
  static func scientific(_ value: Double) -> String {
    guard value > 0, value < 0.1 || value >= 1e6 else { return rounded(value) }
    let exponent = Int(log10(value).rounded(.down))
    return "\(Int((value / pow(10, Double(exponent))).rounded()))e\(exponent)"
  }

  /// With one digit behind the point.
  static func rounded(_ value: Double) -> String {
    "\((min(max(value, -1e15), 1e15) * 10).rounded() / 10)"
  }

  /// As `12.3 GB`, in powers of 1000.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    var units = ["B", "kB", "MB", "GB", "TB", "PB"][...]
    while value >= 1000, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    let digits = units.first == "B" ? 0 : 1
    return value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(
        Locale(identifier: "en_US_POSIX"))) + " \(units.first!)"
  }

  /// As `1:02:03` or `2:03`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }
}
