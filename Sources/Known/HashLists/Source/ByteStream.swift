// The bytes of a list, from wherever they come, as far as they have been read.

/// A stream of bytes in bounded memory: what has been read and not taken is ``buffer`` from
/// ``position`` on.
///
/// A class, because readers of formats are made on top of each other and share their place in it.
package final class ByteStream {
  /// So many bytes are asked for at a time.
  package static let chunk = 256 * 1024

  private let read: (Int) throws(ListFault) -> [UInt8]
  package private(set) var buffer: [UInt8] = []
  /// Where in ``buffer`` the next byte stands.
  package var position = 0
  /// Bytes that came before ``buffer``.
  private var dropped = 0
  package private(set) var isAtEnd = false

  /// Makes a stream.
  ///
  /// - Parameter read: Gives at most so many bytes, and none at the end.
  package init(_ read: @escaping (Int) throws(ListFault) -> [UInt8]) {
    self.read = read
  }

  /// A stream of bytes that are there.
  package convenience init(_ bytes: [UInt8]) {
    var rest: [UInt8]? = bytes
    self.init { _ in
      defer { rest = nil }
      return rest ?? []
    }
  }

  /// Where the next byte stands in the whole.
  package var offset: Int { dropped + position }

  /// What has been read and not taken.
  package var available: ArraySlice<UInt8> { buffer[position...] }

  /// Reads more behind what is there; bytes that were taken are dropped, so that ``position`` becomes 0.
  ///
  /// - Returns: Whether anything came; `false` at the end.
  @discardableResult
  package func fill() throws(ListFault) -> Bool {
    guard !isAtEnd else { return false }
    dropped += position
    buffer.removeSubrange(..<position)
    position = 0
    let bytes = try read(Self.chunk)
    isAtEnd = bytes.isEmpty
    if buffer.isEmpty { buffer = bytes } else { buffer += bytes }
    return !isAtEnd
  }

  /// The next byte, which is taken; `nil` at the end.
  package func next() throws(ListFault) -> UInt8? {
    if position == buffer.count, try !fill() { return nil }
    defer { position += 1 }
    return buffer[position]
  }

  /// The next bytes, which are not taken; fewer than `count` only at the end.
  package func peek(_ count: Int) throws(ListFault) -> ArraySlice<UInt8> {
    while buffer.count - position < count, try fill() {}
    return available.prefix(count)
  }

  /// The next bytes, which are taken.
  ///
  /// - Throws: ``ListFault/truncated(_:)`` if there are fewer.
  package func take(_ count: Int) throws(ListFault) -> ArraySlice<UInt8> {
    let bytes = try peek(count)
    guard bytes.count == count else { throw .truncated("at byte \(offset + bytes.count)") }
    position += count
    return bytes
  }

  /// Takes all that is left.
  package func drain() throws(ListFault) {
    repeat { position = buffer.count } while try fill()
  }
}
