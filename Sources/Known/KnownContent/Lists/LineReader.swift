// A file as lines of bytes, in bounded memory, with the SHA-256 of all of it.

internal import Crypto
internal import Findings
internal import SystemPackage

/// Reads a text file line by line. Lines end with LF or CRLF; a UTF-8 byte order mark is dropped.
struct LineReader {
  /// A line longer than this is not one of a hash list; it is given as empty, marked too long.
  static let longestLine = 64 * 1024

  private let descriptor: FileDescriptor
  private var hasher = SHA256()
  private var buffer: [UInt8] = []
  private var position = 0
  private var lineNumber = 0
  private var isAtEnd = false

  /// One line, without its end.
  struct Line {
    /// Counted from 1.
    var number: Int
    /// `nil` if the line is too long to be looked at.
    var bytes: ArraySlice<UInt8>?
  }

  /// Starts at the descriptor's beginning; it has to stay open.
  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  /// The first byte that is not white space or a byte order mark, which is not taken; `nil` if there
  /// is none near the beginning.
  mutating func peek() throws(Errno) -> UInt8? {
    if buffer.isEmpty { try refill() }
    let blank: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
    return buffer.first { !blank.contains($0) }
  }

  /// Whether the file starts with the byte order mark of UTF-16.
  mutating func isUTF16() throws(Errno) -> Bool {
    if buffer.isEmpty { try refill() }
    return buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF])
  }

  /// Everything from the beginning to the end, instead of lines; `nil` if it is more than `limit`.
  mutating func readAll(limit: Int) throws(Errno) -> [UInt8]? {
    while !isAtEnd {
      guard buffer.count <= limit else { return nil }
      try refill()
    }
    return buffer
  }

  /// The next line; `nil` at the end.
  mutating func next() throws(Errno) -> Line? {
    var isTooLong = false
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = take(upTo: end, isTooLong)
        position = end + 1
        return line
      }
      if isAtEnd {
        guard position < buffer.count || isTooLong else { return nil }
        let line = take(upTo: buffer.count, isTooLong)
        position = buffer.count
        return line
      }
      if buffer.count - position > Self.longestLine {
        isTooLong = true
        position = buffer.count
      }
      try refill()
      searched = position
    }
  }

  /// The SHA-256 of the whole file, once ``next()`` has given `nil`.
  var digest: FileDigest {
    FileDigest(.sha256, bytes: Array(hasher.finalize()))!
  }

  private mutating func take(upTo end: Int, _ isTooLong: Bool) -> Line {
    lineNumber += 1
    guard !isTooLong else { return Line(number: lineNumber, bytes: nil) }
    var line = buffer[position..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    return Line(number: lineNumber, bytes: line)
  }

  /// Drops what has been taken and reads more behind the rest.
  private mutating func refill() throws(Errno) {
    buffer.removeSubrange(..<position)
    position = 0
    let kept = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: 256 * 1024))
    let count: Int
    do {
      // The buffer is as long as what is read into it.
      count = try unsafe buffer.withUnsafeMutableBytes { all in
        try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: all[kept...]))
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
    buffer.removeLast(buffer.count - kept - count)
    unsafe buffer.withUnsafeBytes { all in
      unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: all[kept...]))
    }
    isAtEnd = count == 0
  }
}
