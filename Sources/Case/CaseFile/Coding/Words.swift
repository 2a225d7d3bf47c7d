// The words that stand for values of the program in text columns.

internal import PerceptualHash

/// Reads the raw value of an enumeration.
///
/// - Throws: ``SenselessValue`` if it is none.
func word<Value: RawRepresentable>(
  _ type: Value.Type, _ text: String, _ column: String
) throws(SenselessValue) -> Value where Value.RawValue == String {
  guard let value = Value(rawValue: text) else { throw SenselessValue(column) }
  return value
}

/// Checks that a number lies where it can make sense.
func checked<Number: Comparable>(
  _ number: Number, in range: ClosedRange<Number>, _ column: String
) throws(SenselessValue) -> Number {
  guard range.contains(number) else { throw SenselessValue(column) }
  return number
}

/// The largest number of anything that is believed: sums of a few of them stay far from overflowing.
let mostOfAnything = 1 << 48

extension Orientation {
  /// Reads the name of a case.
  init(word: String) throws(SenselessValue) {
    guard let value = Self.allCases.first(where: { "\($0)" == word }) else {
      throw SenselessValue("match.orientation")
    }
    self = value
  }
}

extension Framing {
  /// Reads the name of a case.
  init(word: String) throws(SenselessValue) {
    guard let value = Self.allCases.first(where: { "\($0)" == word }) else {
      throw SenselessValue("match.framing")
    }
    self = value
  }
}
