// Points in time as text.

internal import Foundation

/// Points in time as text.
enum Timestamp {
  /// ISO 8601 in UTC with nine digits of a second, as `2026-11-21T08:15:00.000000001Z`.
  ///
  /// - Parameter nanoseconds: Since 1970.
  static func text(nanoseconds: Int64) -> String {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let (seconds, rest) =
      remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
    let whole = Date(timeIntervalSince1970: Double(seconds)).ISO8601Format().dropLast()
    let digits = String(rest)
    return "\(whole).\(String(repeating: "0", count: 9 - digits.count))\(digits)Z"
  }
}
