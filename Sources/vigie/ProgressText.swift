// What the live line of a scan says.

package import EvidenceScan
internal import Foundation
internal import Synchronization

package enum ProgressText {
  /// Files, bytes, rates, matches, failures and the time left. Sizes are the disk's claims, so any
  /// counter may be as large as a number can be.
  package static func line(of progress: ScanProgress, seconds: Double) -> String {
    let files = Double(progress.files.load(ordering: .relaxed))
    let bytes = Double(progress.bytes.load(ordering: .relaxed))
    let passed = Double(progress.passedBytes.load(ordering: .relaxed))
    let total = Double(progress.totalBytes.load(ordering: .relaxed))
    let seconds = max(seconds, 0.001)
    var parts = [
      "\(Figures.whole(files)) files (\(Figures.whole(files / seconds))/s)",
      "\(Figures.bytes(bytes)) (\(Figures.bytes(bytes / seconds))/s)",
      "\(progress.matches.load(ordering: .relaxed)) match",
    ]
    let failures = progress.failures.load(ordering: .relaxed)
    if failures > 0 { parts.append("\(failures) failed") }
    let left = total - bytes - passed
    if left >= 0, bytes > 0 {
      parts.append("\(Figures.duration(left / bytes * seconds)) left")
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

  /// As `12`, the nearest whole number.
  static func whole(_ number: Double) -> String { text(number, digits: 0) }

  /// As `12.3 GB`, in powers of 1000.
  static func bytes(_ count: Double) -> String {
    var value = count
    var units = ["B", "kB", "MB", "GB", "TB", "PB"][...]
    while value >= 1000, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    return text(value, digits: units.first == "B" ? 0 : 1) + " \(units.first!)"
  }

  private static func text(_ number: Double, digits: Int) -> String {
    number.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(
        Locale(identifier: "en_US_POSIX")))
  }

  /// As `1:02:03` or `2:03`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }
}
