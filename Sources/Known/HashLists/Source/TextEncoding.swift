// Text of other encodings as UTF-8: Windows tools write UTF-16.

internal import Findings

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

  /// The stream, as UTF-8 without a byte order mark if it is text; that it was converted is noted.
  static func utf8(_ stream: ByteStream, _ intake: ListIntake) throws(ListFault) -> ByteStream {
    let head = try stream.peek(256)
    guard let encoding = encoding(of: head) else { return stream }
    if let mark = marks.first(where: { head.starts(with: $0.0) }) {
      stream.position += mark.0.count
    }
    guard encoding != .utf8 else { return stream }
    intake.note(.encoding(encoding.rawValue))
    return ByteStream { count throws(ListFault) in try encoding.decode(stream) }
  }

  private static func encoding(of head: ArraySlice<UInt8>) -> TextEncoding? {
    if let mark = marks.first(where: { head.starts(with: $0.0) }) { return mark.1 }
    // UTF-16 without a mark: the digits of hashes have a zero behind or ahead of each.
    let even = head.count / 2 * 2
    guard even >= 16 else { return nil }
    let bytes = Array(head.prefix(even))
    let pairs = stride(from: 0, to: even, by: 2)
    func isText(_ byte: UInt8) -> Bool {
      (0x20..<0x7F).contains(byte) || [9, 10, 13].contains(byte)
    }
    // Names may have other characters.
    let most = even / 2 * 3 / 4
    if pairs.count(where: { isText(bytes[$0]) && bytes[$0 + 1] == 0 }) > most {
      return .utf16LittleEndian
    }
    if pairs.count(where: { bytes[$0] == 0 && isText(bytes[$0 + 1]) }) > most {
      return .utf16BigEndian
    }
    return nil
  }

  /// The next characters as UTF-8; none at the end.
  private func decode(_ stream: ByteStream) throws(ListFault) -> [UInt8] {
    let width = self == .utf32LittleEndian || self == .utf32BigEndian ? 4 : 2
    // A character of UTF-16 has four bytes at most.
    while stream.available.count < 4, try stream.fill() {}
    var bytes = stream.available
    if bytes.isEmpty { return [] }
    guard bytes.count >= width else {
      throw .truncated("at byte \(stream.offset), inside of a character")
    }
    bytes = bytes.prefix(bytes.count / width * width)
    if width == 2, bytes.count > 2, isLeadingSurrogate(bytes.suffix(2)) {
      bytes = bytes.dropLast(2)
    }
    stream.position += bytes.count
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map {
      unit(bytes[$0..<$0 + width])
    }
    if width == 2 {
      return Array(
        String(decoding: units.map { UInt16(truncatingIfNeeded: $0) }, as: UTF16.self).utf8)
    }
    return Array(String(decoding: units, as: UTF32.self).utf8)
  }

  private func isLeadingSurrogate(_ bytes: ArraySlice<UInt8>) -> Bool {
    (0xD800..<0xDC00).contains(unit(bytes))
  }

  private func unit(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let isLittle = self == .utf16LittleEndian || self == .utf32LittleEndian
    return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
