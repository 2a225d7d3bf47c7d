// Numbers for people.

internal import Foundation

/// Formats numbers, in the same way everywhere.
package enum Figures {
  /// As `0.3` or `2e-14`.
  package static func scientific(_ value: Double) -> String {
    guard value > 0, value < 0.1 || value >= 1e6, value.isFinite else { return rounded(value) }
    let exponent = Int(log10(value).rounded(.down))
    let digit = (value / pow(10, Double(exponent))).rounded()
    // The power of a very small exponent is zero.
    return digit.isFinite ? "\(Int(digit))e\(exponent)" : "0.0"
  }

  /// With one digit behind the point.
  package static func rounded(_ value: Double) -> String {
    "\((min(max(value, -1e15), 1e15) * 10).rounded() / 10)"
  }

  /// Rounded to three significant digits.
  package static func significant(_ value: Double) -> Double {
    guard value.isFinite else { return value }
    // The text has the nearest number of so many digits, whatever its size.
    return Double(
      value.formatted(
        .number.notation(.scientific).precision(.significantDigits(3)).grouping(.never)
          .locale(Locale(identifier: "en_US_POSIX")))) ?? value
  }

  /// As `12`, the nearest whole number.
  package static func whole(_ number: Double) -> String { text(number, digits: 0) }

  /// As `12.3 GB`, in powers of 1000.
  package static func bytes(_ count: Double) -> String {
    var value = count
    var units = ["B", "kB", "MB", "GB", "TB", "PB"][...]
    while value >= 1000, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    return text(value, digits: units.first == "B" ? 0 : 1) + " \(units.first!)"
  }

  /// As `1:02:03` or `2:03`.
  package static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// A time in a video as `12.345`, as lists of frames have it.
  package static func seconds(_ time: Double) -> String {
    // A timestamp is the file's claim, and may be any number.
    let thousandths = Int((min(max(time, 0), 1e12) * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }

  private static func text(_ number: Double, digits: Int) -> String {
    number.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(
        Locale(identifier: "en_US_POSIX")))
  }
}
