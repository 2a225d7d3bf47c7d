// Hexadecimal digits, in and out: one codec for every hash.

/// Bytes as pairs of hexadecimal digits.
package enum Hexadecimal {
  /// The value of a digit, of either case.
  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The bytes that pairs of digits stand for; `nil` if one is not a digit or has no partner.
  package static func bytes(of digits: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var high: UInt8?
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// The same of digits among others, as lists of millions have them: without a call for each.
  package static func bytes(of digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count % 2 == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: digits.count / 2)
    var isRight = true
    unsafe digits.withUnsafeBufferPointer { digits in
      for index in bytes.indices {
        // There are twice as many digits as bytes.
        guard let high = unsafe value(of: digits[2 * index]),
          let low = unsafe value(of: digits[2 * index + 1])
        else {
          isRight = false
          return
        }
        bytes[index] = high << 4 | low
      }
    }
    return isRight ? bytes : nil
  }

  /// Lowercase digits.
  package static func text(of bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes {
      for value in [byte >> 4, byte & 15] {
        digits.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
