// Listing a directory, name by name.

internal import Glibc
internal import SystemPackage

/// The names in a directory, one after the other; owns the stream.
@safe struct DirectoryStream: ~Copyable {
  /// Valid from `init` to `deinit`, and reached by nobody else.
  private let stream: OpaquePointer

  /// Lists the directory that a descriptor is of, whose position moves with the stream.
  init(_ directory: FileDescriptor) throws(Errno) {
    // A descriptor of its own, which the stream closes. To open the directory anew, as `.`, would take
    // the right to search it, which a directory that may be listed need not give.
    let descriptor = fcntl(directory.rawValue, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    guard let stream = unsafe fdopendir(descriptor) else {
      let error = Errno(rawValue: errno)
      close(descriptor)
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
