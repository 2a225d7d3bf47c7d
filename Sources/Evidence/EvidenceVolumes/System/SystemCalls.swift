// The one door to the operating system's calls on evidence: each wrapped once, with its errno.

internal import CLinux
internal import EvidenceEntries
internal import Glibc
internal import Platform
internal import SystemPackage

/// A name in a directory, as the bytes that the disk holds, without `/` and NUL.
typealias EntryName = [UInt8]

/// What the system says of an entry.
struct EntryStatus {
  var kind: EntryKind
  /// The mount that it was reached through; 0 where the kernel does not say.
  var mount: UInt64
  var file: FileStatus

  func isSameFile(as other: EntryStatus) -> Bool {
    file.device == other.file.device && file.inode == other.file.inode
  }
}

/// An entry that was opened.
struct OpenedEntry {
  var descriptor: FileDescriptor
  /// Whether that could only be done without O_NOATIME, which is for the file's owner and root: then
  /// reading sets the time of the last access, where the mount lets it.
  var setsAccessTime: Bool
}

enum SystemCalls {
  /// Flags that every opening of evidence has: only read, wait for no FIFO.
  private static let readOnly = O_RDONLY | O_NONBLOCK | O_CLOEXEC

  private static let hasOpenBeneath = vigie_has_open_beneath()

  /// Opens an entry of a directory for reading, leaving the time of the last access alone if it may.
  ///
  /// - Parameter crosses: Whether the entry may be on another mounted file system.
  static func open(
    _ name: EntryName, in directory: FileDescriptor, isDirectory: Bool, crosses: Bool = false
  ) throws(Errno) -> OpenedEntry {
    let flags = readOnly | O_NOFOLLOW | (isDirectory ? O_DIRECTORY : 0)
    return unsafe try name.withCString { name throws(Errno) in
      try keepingAccessTime(flags) { flags in
        // `name` is NUL-terminated and outlives the calls.
        hasOpenBeneath
          ? unsafe vigie_open_beneath(directory.rawValue, name, flags, crosses)
          : unsafe openat(directory.rawValue, name, flags)
      }
    }
  }

  /// Opens what a user names, which may be by links, in the way of ``open(_:in:isDirectory:crosses:)``.
  static func open(_ path: FilePath, isDirectory: Bool) throws(Errno) -> OpenedEntry {
    try unsafe path.bytes.withCString { path throws(Errno) in
      // `path` is NUL-terminated and outlives the calls.
      try keepingAccessTime(readOnly | (isDirectory ? O_DIRECTORY : 0)) {
        unsafe Glibc.open(path, $0)
      }
    }
  }

  /// Opens with O_NOATIME, or, where that is not allowed, without.
  private static func keepingAccessTime(
    _ flags: Int32, _ open: (Int32) -> Int32
  ) throws(Errno) -> OpenedEntry {
    var descriptor = open(flags | vigie_o_noatime)
    let setsAccessTime = descriptor < 0 && errno == EPERM
    if setsAccessTime { descriptor = open(flags) }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    return OpenedEntry(
      descriptor: FileDescriptor(rawValue: descriptor), setsAccessTime: setsAccessTime)
  }

  /// Reads once, into `buffer`, from a place of a file.
  ///
  /// - Returns: How many bytes were read: fewer than there is room for at the end, and wherever the
  ///   system likes; none at the end, or if there is no room.
  static func read(
    _ file: FileDescriptor, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    while true {
      // The buffer is valid for the call and as long as is said.
      let count = unsafe pread(file.rawValue, buffer.baseAddress, buffer.count, Int(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw Errno(rawValue: errno) }
    }
  }

  /// The contents of a file of the system's own, as in /proc.
  static func contents(of path: FilePath) throws(Errno) -> [UInt8] {
    let file = try open(path, isDirectory: false).descriptor
    defer { try? file.close() }
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let offset = Int64(contents.count)
      let count = try unsafe piece.withUnsafeMutableBytes { piece in
        // The buffer is as long as what is read into it.
        Result { () throws(Errno) in try unsafe read(file, at: offset, into: piece) }
      }.get()
      if count == 0 { return contents }
      contents += piece[..<count]
    }
  }

  /// The path without links and dots that a path leads to.
  static func absolute(_ path: FilePath) throws(Errno) -> FilePath {
    // realpath allocates the result, which is copied and freed.
    let resolved = unsafe path.withPlatformString { unsafe realpath($0, nil) }
    guard let resolved = unsafe resolved else { throw Errno(rawValue: errno) }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
  }

  /// Where data, or a hole, begins at or behind a place of a file; `nil` if there is none before the
  /// file's end.
  static func next(
    _ kind: ExtentKind, in file: FileDescriptor, from offset: Int64
  ) throws(Errno) -> Int64? {
    let whence = kind == .data ? vigie_seek_data : vigie_seek_hole
    let found = lseek(file.rawValue, Int(offset), whence)
    if found >= 0 { return Int64(found) }
    if errno == ENXIO { return nil }
    throw Errno(rawValue: errno)
  }

  /// Bytes that the file system of a file holds, used or not; `nil` if it does not say.
  static func fileSystemSize(of file: FileDescriptor) -> Int64? {
    let size = vigie_file_system_size(file.rawValue)
    return size > 0 ? size : nil
  }

  /// What a part of a file is.
  enum ExtentKind { case data, hole }

  /// Opens the directory that a directory is in, as a place only: it need not be readable.
  static func parent(of directory: FileDescriptor) throws(Errno) -> FileDescriptor {
    let flags = vigie_o_path | O_DIRECTORY | O_CLOEXEC
    // The literal is NUL-terminated.
    let descriptor = unsafe openat(directory.rawValue, "..", flags)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: descriptor)
  }

  /// Asks about an entry of a directory, or, with an empty name, about the descriptor itself.
  static func status(
    of name: EntryName, in directory: FileDescriptor
  ) throws(Errno) -> EntryStatus {
    unsafe try name.withCString { name throws(Errno) in
      var found = vigie_entry_status()
      // `name` is NUL-terminated, and `found` is filled when the call succeeds.
      guard unsafe vigie_status_at(directory.rawValue, name, &found) == 0 else {
        throw Errno(rawValue: errno)
      }
      let status = FileStatus(
        size: found.size, inode: found.inode, device: found.device, links: found.links,
        modified: found.modified, accessed: found.accessed, changed: found.changed,
        created: found.has_created ? found.created : nil)
      return EntryStatus(
        kind: kind(ofMode: found.mode), mount: found.mount, file: status)
    }
  }

  private static func kind(ofMode mode: UInt32) -> EntryKind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    case S_IFLNK: .link
    case S_IFIFO: .fifo
    case S_IFSOCK: .socket
    case S_IFBLK, S_IFCHR: .device
    default: .unknown
    }
  }
}

extension [UInt8] {
  fileprivate func withCString<Result>(
    _ body: (UnsafePointer<CChar>) throws(Errno) -> Result
  ) throws(Errno) -> Result {
    let terminated = map { CChar(bitPattern: $0) } + [0]
    var result: Swift.Result<Result, Errno> = .failure(.invalidArgument)
    unsafe terminated.withUnsafeBufferPointer { buffer in
      do throws(Errno) {
        // The array has at least the terminator.
        result = .success(try unsafe body(buffer.baseAddress!))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }
}
