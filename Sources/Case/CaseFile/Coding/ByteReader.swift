// Reading BLOBs that anybody may have written.

/// Takes values from the front of bytes; what is not there is an error.
package struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0
  /// What is thrown if the bytes make no sense.
  package let problem: SenselessValue

  /// Reads a BLOB.
  ///
  /// - Parameter column: Where it stands, for the error.
  package init(_ bytes: [UInt8], column: String) {
    self.bytes = bytes
    problem = SenselessValue(column)
  }

  /// Whether all bytes are taken.
  package var isAtEnd: Bool { position == bytes.count }

  /// The next byte.
  package mutating func byte() throws(SenselessValue) -> UInt8 {
    guard position < bytes.count else { throw problem }
    defer { position += 1 }
    return bytes[position]
  }

  /// So many next bytes.
  package mutating func take(_ count: Int) throws(SenselessValue) -> [UInt8] {
    guard count >= 0, count <= bytes.count - position else { throw problem }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// The next number, little-endian.
  package mutating func number<Number: FixedWidthInteger>() throws(SenselessValue) -> Number {
    let width = Number.bitWidth / 8
    guard width <= bytes.count - position else { throw problem }
    var number: Number = 0
    for index in 0..<width {
      number |= Number(truncatingIfNeeded: bytes[position + index]) << Number(8 * index)
    }
    position += width
    return number
  }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for index in 0..<Number.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: number >> Number(8 * index)))
    }
  }
}
