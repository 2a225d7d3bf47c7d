// Bytes that are pulled as they are needed: as lines, or as so many.

/// A source of bytes, in bounded memory. An error of the closure is thrown on; nothing is lost by it.
struct ByteSource {
  /// So many bytes are asked for at once.
  private static let step = 256 << 10

  private let pull: (_ most: Int) throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// A line without its line feed.
  struct Line {
    var bytes: [UInt8]
    /// False if the source ended instead.
    var isEnded: Bool
  }

  /// - Parameter pull: Gives some bytes, no more than asked for; none at the end.
  init(_ pull: @escaping (_ most: Int) throws -> [UInt8]) {
    self.pull = pull
  }

  /// How many bytes can be taken: `count` at least, unless the source ends before.
  mutating func fill(_ count: Int) throws -> Int {
    while buffer.count - position < count, !isAtEnd {
      let more = try pull(Self.step)
      isAtEnd = more.isEmpty
      buffer.removeSubrange(..<position)
      position = 0
      buffer += more
    }
    return buffer.count - position
  }

  /// The next bytes, which stay.
  mutating func peek(_ count: Int) throws -> [UInt8] {
    let there = try fill(count)
    return Array(buffer[position..<position + min(count, there)])
  }

  /// The next `count` bytes, or fewer if the source ends.
  mutating func take(_ count: Int) throws -> [UInt8] {
    let bytes = try peek(count)
    position += bytes.count
    return bytes
  }

  /// The next line; `nil` if it has more than `most` bytes.
  mutating func line(most: Int) throws -> Line? {
    var searched = 0
    while true {
      let rest = buffer[position...]
      if let end = rest.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
        let bytes = Array(rest[..<end])
        guard bytes.count <= most else { return nil }
        position = end + 1
        return Line(bytes: bytes, isEnded: true)
      }
      searched = rest.count
      guard searched <= most else { return nil }
      if try fill(searched + 1) == searched {
        return Line(bytes: try take(searched), isEnded: false)
      }
    }
  }
}
