// The end of a zip file, which says that the file is whole.

/// The "end of central directory record" of a zip file (APPNOTE 4.3.16).
struct ZipEnd {
  private static let length = 22
  /// It may have a comment of at most this length behind it.
  static let longest = length + Int(UInt16.max)

  /// How many members there are; `nil` if there are too many for the field.
  let count: Int?

  /// Reads it from the last bytes of a file; `nil` if they do not end with it.
  init?(_ tail: [UInt8]) {
    guard tail.count >= Self.length else { return nil }
    func number(_ index: Int) -> Int { Int(tail[index]) | Int(tail[index + 1]) << 8 }
    let start = stride(from: tail.count - Self.length, through: 0, by: -1).first {
      tail[$0..<$0 + 4].elementsEqual([0x50, 0x4B, 5, 6])
        && number($0 + 20) == tail.count - $0 - Self.length
    }
    guard let start else { return nil }
    let count = number(start + 10)
    self.count = count == Int(UInt16.max) ? nil : count
  }
}
