// The first bytes of a file, as signatures look at them. Nothing here allocates: every file of a volume
// is compared with every row of the table.

/// The first bytes of a file, ``MediaFormat/signatureLength`` of them if it has as many.
package typealias FileHead = Span<UInt8>

extension FileHead {
  /// Whether `expected` stands at `offset`.
  func has<let length: Int>(_ expected: InlineArray<length, UInt8>, at offset: Int = 0) -> Bool {
    guard offset + length <= count else { return false }
    for position in 0..<length where self[offset + position] != expected[position] {
      return false
    }
    return true
  }

  /// Whether the letters of `text` stand at `offset`.
  func has(_ text: StaticString, at offset: Int = 0) -> Bool {
    guard offset + text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { expected in
      for position in 0..<expected.count {
        // As many code units as were counted.
        guard unsafe self[offset + position] == expected[position] else { return false }
      }
      return true
    }
  }

  /// The big-endian number at `offset`; `nil` if the head ends before it does.
  func bigEndian32(_ offset: Int) -> UInt32? {
    guard offset + 4 <= count else { return nil }
    var value: UInt32 = 0
    for position in offset..<offset + 4 { value = value << 8 | UInt32(self[position]) }
    return value
  }
}
