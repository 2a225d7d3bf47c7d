// Text of other encodings as UTF-8: Windows tools write UTF-16.

/// An encoding that a list can be in.
enum TextEncoding: String {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case utf32LittleEndian = "UTF-32LE"
  case utf32BigEndian = "UTF-32BE"

  /// How text of an encoding begins that says so; longer ones first.
  private static let marks: [([UInt8], TextEncoding)] = [
    ([0xFF, 0xFE, 0, 0], .utf32LittleEndian), ([0, 0, 0xFE, 0xFF], .utf32BigEndian),
    ([0xFF, 0xFE], .utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
    ([0xEF, 0xBB, 0xBF], .utf8),
  ]

  /// The stream, as UTF-8 without a byte order mark if it is text.
  ///
  /// - Parameter converted: Told the name of the encoding, if it was another.
  static func utf8(
    _ stream: ByteStream, converted: (String) -> Void = { _ in }
  ) throws(ListFault) -> ByteStream {
    let head = try stream.peek(256)
    guard let encoding = encoding(of: head) else { return stream }
    if let mark = marks.first(where: { head.starts(with: $0.0) }) {
      stream.position += mark.0.count
    }
    guard encoding != .utf8 else { return stream }
    converted(encoding.rawValue)
    return ByteStream { count throws(ListFault) in try encoding.decode(stream) }
  }

  private static func encoding(of head: ArraySlice<UInt8>) -> TextEncoding? {
    if let mark = marks.first(where: { head.starts(with: $0.0) }) { return mark.1 }
    // Without a mark: most characters of a list are digits, and have zeros behind or ahead of them.
    return [TextEncoding.utf32LittleEndian, .utf32BigEndian, .utf16LittleEndian, .utf16BigEndian]
      .first {
        $0.isLikely(head)
      }
  }

  /// Whether nearly all units of the head are printable ASCII in this encoding, the first one included.
  private func isLikely(_ head: ArraySlice<UInt8>) -> Bool {
    let units = units(head.prefix(head.count / width * width))
    func isText(_ unit: UInt32) -> Bool {
      (0x20..<0x7F).contains(unit) || [9, 10, 13].contains(unit)
    }
    guard units.count >= 8, let first = units.first, isText(first) else { return false }
    return units.count(where: isText) * 10 >= units.count * 8
  }

  /// Bytes of a unit.
  private var width: Int {
    switch self {
    case .utf8: 1
    case .utf16LittleEndian, .utf16BigEndian: 2
    case .utf32LittleEndian, .utf32BigEndian: 4
    }
  }

  /// The next characters as UTF-8; none at the end.
  private func decode(_ stream: ByteStream) throws(ListFault) -> [UInt8] {
    // A character of UTF-16 has four bytes at most.
    while stream.available.count < 4, try stream.fill() {}
    var bytes = stream.available
    if bytes.isEmpty { return [] }
    guard bytes.count >= width else {
      throw .truncated("at byte \(stream.offset), inside of a character")
    }
    bytes = bytes.prefix(bytes.count / width * width)
    var units = units(bytes)
    if width == 2, units.count > 1, let last = units.last, (0xD800..<0xDC00).contains(last) {
      units.removeLast()
      bytes = bytes.dropLast(2)
    }
    stream.position += bytes.count
    if units.allSatisfy({ $0 < 0x80 }) { return units.map { UInt8(truncatingIfNeeded: $0) } }
    if width == 2 {
      let text = units.map { UInt16(truncatingIfNeeded: $0) }
      return Array(String(decoding: text, as: UTF16.self).utf8)
    }
    return Array(String(decoding: units, as: UTF32.self).utf8)
  }

  /// The units of bytes that are whole ones.
  private func units(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    let isLittle = self == .utf16LittleEndian || self == .utf32LittleEndian
    var units: [UInt32] = []
    units.reserveCapacity(bytes.count / width)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      var unit: UInt32 = 0
      for offset in 0..<width {
        let byte = UInt32(bytes[index + offset])
        unit = isLittle ? unit | byte << UInt32(8 * offset) : unit << 8 | byte
      }
      units.append(unit)
      index += width
    }
    return units
  }
}
