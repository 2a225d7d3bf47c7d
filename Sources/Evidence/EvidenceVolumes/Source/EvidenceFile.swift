// The bytes of an entry, wherever they come from.

public import EvidenceEntries
public import SystemPackage

/// A regular file of the evidence, open for reading and nothing else.
///
/// Every call may block for as long as the disk likes, and may be made by any thread, by several at
/// once. Whoever got the file closes it, once, after the last other call.
public protocol EvidenceFile: Sendable {
  /// Where a decoder may read the bytes itself, as those of a large file; its position is nobody's.
  /// Closed with the file. `nil` if the bytes are only to be had by ``read(at:into:)``.
  var descriptor: FileDescriptor? { get }

  /// Reads once, into `buffer`, from a place of the file.
  ///
  /// - Returns: How many bytes were read: fewer than there is room for at the end, and wherever the
  ///   source likes; none at the end, or if there is no room.
  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int

  /// Where data begins at or behind a place; `nil` if there is none before the file's end.
  func nextData(from offset: Int64) throws(Errno) -> Int64?

  /// Where a hole, which reads as zeros and is on no disk, begins at or behind a place; `nil` if there
  /// is none before the file's end.
  func nextHole(from offset: Int64) throws(Errno) -> Int64?

  /// Bytes that the file system of the file holds, used or not; `nil` if that is unknown.
  var fileSystemSize: Int64? { get }

  /// What the file system says of the file now.
  func status() throws(Errno) -> FileStatus

  /// Ends the file: no other call may follow.
  func close()
}

extension EvidenceFile {
  /// Data is everywhere: the source knows no holes.
  public func nextData(from offset: Int64) throws(Errno) -> Int64? { offset }

  /// There is no hole.
  public func nextHole(from offset: Int64) throws(Errno) -> Int64? { nil }

  /// Unknown.
  public var fileSystemSize: Int64? { nil }
}
