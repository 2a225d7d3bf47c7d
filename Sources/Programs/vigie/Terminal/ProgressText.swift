// What the live line of a scan says.

internal import CaseReports
package import EvidenceScan

package enum ProgressText {
  /// Files, bytes, rates, matches, failures and the time left. Sizes are the disk's claims, so any
  /// counter may be as large as a number can be.
  package static func line(of figures: ScanFigures, seconds: Double) -> String {
    let (files, bytes) = (Double(figures.files), Double(figures.bytes))
    let seconds = max(seconds, 0.001)
    var parts = [
      "\(Figures.whole(files)) files (\(Figures.whole(files / seconds))/s)",
      "\(Figures.bytes(bytes)) (\(Figures.bytes(bytes / seconds))/s)",
      "\(figures.matches) match",
    ]
    if figures.failures > 0 { parts.append("\(figures.failures) failed") }
    let left = Double(figures.totalBytes) - bytes - Double(figures.passedBytes)
    if left >= 0, bytes > 0 {
      parts.append("\(Figures.duration(left / bytes * seconds)) left")
    }
    return parts.joined(separator: "  ")
  }
}
