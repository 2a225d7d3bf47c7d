// A stream as lines of bytes, in bounded memory.

/// Reads text line by line. Lines end with LF, CRLF or CR, whichever comes first in the text.
struct LineReader {
  /// A line longer than this is not one of a hash list; it is given as `nil`.
  static let longestLine = 64 * 1024

  private let stream: ByteStream
  private var lineNumber = 0
  private let end: UInt8

  /// One line, without its end.
  struct Line {
    /// Counted from 1.
    var number: Int
    /// `nil` if the line is too long to be looked at.
    var bytes: ArraySlice<UInt8>?
  }

  /// Starts at the stream's position.
  init(_ stream: ByteStream) throws(ListFault) {
    self.stream = stream
    end = try Self.lineEnd(of: stream)
  }

  /// What lines end with, CR or LF, which may have a CR ahead of it.
  static func lineEnd(of stream: ByteStream) throws(ListFault) -> UInt8 {
    let head = try stream.peek(longestLine)
    let isCR = !head.contains(UInt8(ascii: "\n")) && head.contains(UInt8(ascii: "\r"))
    return UInt8(ascii: isCR ? "\r" : "\n")
  }

  /// The next line; `nil` at the end.
  mutating func next() throws(ListFault) -> Line? {
    var isTooLong = false
    var searched = 0
    while true {
      let rest = stream.available
      if let end = rest[(rest.startIndex + searched)...].firstIndex(of: end) {
        stream.position = end + 1
        return line(rest[..<end], isTooLong)
      }
      if stream.isAtEnd {
        guard !rest.isEmpty || isTooLong else { return nil }
        stream.position = rest.endIndex
        return line(rest, isTooLong)
      }
      if rest.count > Self.longestLine {
        isTooLong = true
        stream.position = rest.endIndex
      }
      searched = stream.available.count
      try stream.fill()
    }
  }

  private mutating func line(_ bytes: ArraySlice<UInt8>, _ isTooLong: Bool) -> Line {
    lineNumber += 1
    guard !isTooLong else { return Line(number: lineNumber, bytes: nil) }
    let hasReturn = end == UInt8(ascii: "\n") && bytes.last == UInt8(ascii: "\r")
    return Line(number: lineNumber, bytes: hasReturn ? bytes.dropLast() : bytes)
  }
}
