// The one door to the operating system's calls on evidence: each wrapped once, with its errno.

internal import CLinux
internal import CaseFile
internal import Glibc
internal import SystemPackage

/// A name in a directory, as the bytes that the disk holds, without `/` and NUL.
typealias EntryName = [UInt8]

/// What the system says of an entry.
struct EntryStatus {
  var kind: EntryKind
  /// The mount that it was reached through; 0 where the kernel does not say.
  var mount: UInt64
  var file: FileStatus

  /// Whether the entry is of the same mounted file system as another. Where the kernel says which
  /// mount it is, that decides: subvolumes and overlays show several devices in one mount.
  func isOnSameFileSystem(as other: EntryStatus) -> Bool {
    mount != 0 && other.mount != 0 ? mount == other.mount : file.device == other.file.device
  }

  func isSameFile(as other: EntryStatus) -> Bool {
    file.device == other.file.device && file.inode == other.file.inode
  }
}

enum SystemCalls {
  /// Flags that every opening of evidence has: only read, follow no link, wait for no FIFO, and leave
  /// the time of the last access alone.
  private static let readOnly = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC

  /// Opens an entry of a directory for reading.
  static func open(
    _ name: EntryName, in directory: FileDescriptor, isDirectory: Bool
  ) throws(Errno) -> FileDescriptor {
    let flags = readOnly | (isDirectory ? O_DIRECTORY : 0)
    return unsafe try name.withCString { name throws(Errno) in
      // `name` is NUL-terminated and outlives the calls.
      var descriptor = unsafe openat(directory.rawValue, name, flags | vigie_o_noatime)
      if descriptor < 0, errno == EPERM {
        descriptor = unsafe openat(directory.rawValue, name, flags)
      }
      guard descriptor >= 0 else { throw Errno(rawValue: errno) }
      return FileDescriptor(rawValue: descriptor)
    }
  }

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
      return EntryStatus(kind: kind(ofMode: found.mode), mount: found.mount, file: status)
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

/// The names in a directory, one after the other; owns the stream.
@safe struct DirectoryStream: ~Copyable {
  /// Valid from `init` to `deinit`, and reached by nobody else.
  private let stream: OpaquePointer

  /// Takes over a descriptor of a directory.
  init(_ descriptor: consuming FileDescriptor) throws(Errno) {
    guard let stream = unsafe fdopendir(descriptor.rawValue) else {
      let error = Errno(rawValue: errno)
      try? descriptor.close()
      throw error
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe closedir(stream)
  }

  /// The next name other than `.` and `..`; `nil` at the end.
  mutating func next() throws(Errno) -> EntryName? {
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw Errno(rawValue: errno) }
        return nil
      }
      // The name is NUL-terminated and stays until the next call.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        let bytes = unsafe UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
        return unsafe Array(
          UnsafeBufferPointer(start: bytes, count: strlen(UnsafePointer(OpaquePointer(bytes)))))
      }
      if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] {
        return name
      }
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
