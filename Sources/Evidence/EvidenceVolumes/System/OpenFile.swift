// A file of a mounted file system, by its descriptor.

public import EvidenceEntries
public import SystemPackage

/// A regular file that the system has opened for reading.
public struct OpenFile: EvidenceFile {
  private let file: FileDescriptor

  /// Takes over a descriptor, which ``close()`` closes.
  init(_ descriptor: FileDescriptor) {
    file = descriptor
  }

  /// Opens a file that a user names, by links if the path leads by links, and leaves the time of its
  /// last access alone if that is allowed.
  public init(_ path: FilePath) throws(Errno) {
    file = try SystemCalls.open(path, isDirectory: false).descriptor
  }

  /// The descriptor.
  public var descriptor: FileDescriptor? { file }

  /// Reads with `pread`.
  public func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    // Filled by no more than its own length.
    try unsafe SystemCalls.read(file, at: offset, into: buffer)
  }

  /// Asks the file system, with SEEK_DATA.
  public func nextData(from offset: Int64) throws(Errno) -> Int64? {
    try SystemCalls.next(.data, in: file, from: offset)
  }

  /// Asks the file system, with SEEK_HOLE.
  public func nextHole(from offset: Int64) throws(Errno) -> Int64? {
    try SystemCalls.next(.hole, in: file, from: offset)
  }

  /// What `fstatvfs` says.
  public var fileSystemSize: Int64? { SystemCalls.fileSystemSize(of: file) }

  /// What `statx` says.
  public func status() throws(Errno) -> FileStatus { try systemStatus().file }

  /// All that `statx` says.
  func systemStatus() throws(Errno) -> EntryStatus { try SystemCalls.status(of: [], in: file) }

  /// Closes the descriptor.
  public func close() {
    // Nothing was written that closing could lose.
    try? file.close()
  }
}
