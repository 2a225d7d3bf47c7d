// Base64 as the age format wants it: canonical, or refused (RFC 4648, sections 3.5 and 4).

enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let none: UInt8 = 0xFF
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: none, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// Text without padding.
  static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      bits = (bits & 0xFF) << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(letters[Int(bits >> count & 63)])
      }
    }
    if count > 0 { text.append(letters[Int(bits << (6 - count) & 63)]) }
    return text
  }

  /// Bytes of a text without padding; `nil` if another text is the canonical one of any bytes.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    return append(text, to: &bytes) ? bytes : nil
  }

  /// Bytes of one line of armour, which is padded to a multiple of four; false if it is not canonical.
  static func appendPadded(_ line: [UInt8], to bytes: inout [UInt8]) -> Bool {
    guard line.count % 4 == 0 else { return false }
    var text = line[...]
    for _ in 0..<2 where text.last == UInt8(ascii: "=") { text.removeLast() }
    return append(text, to: &bytes)
  }

  private static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) -> Bool {
    guard text.count % 4 != 1 else { return false }
    var (bits, count): (UInt32, UInt32) = (0, 0)
    for letter in text {
      let value = values[Int(letter)]
      guard value != none else { return false }
      bits = (bits & 0xFF) << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return bits & ((1 << count) - 1) == 0
  }
}
