// A line on standard error that is renewed in place.

internal import CaseReports
internal import Glibc
internal import SystemPackage

/// The line, if standard error is a terminal; otherwise nothing is shown.
struct TerminalLine: Sendable {
  /// Whether there is anybody to see it.
  let isVisible = isatty(STDERR_FILENO) == 1

  /// Shows a text in place of the last one; none removes the line.
  func show(_ text: String) {
    guard isVisible else { return }
    // Back to the first column, the text, and the rest of the line cleared.
    _ = try? FileDescriptor.standardError.writeAll(
      Array("\r\(UntrustedText.line(text))\u{1B}[K".utf8))
  }
}
