// A file that is nowhere but in memory.

internal import CLinux
internal import Glibc
package import SystemPackage

/// Makes files without a name and without a disk: what must not be written to one is kept in them.
package enum AnonymousFile {
  /// An empty file. Its pages can be swapped out, as all memory can.
  package static func make() throws(Errno) -> FileDescriptor {
    let descriptor = vigie_memory_copy(nil, 0)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: descriptor)
  }
}
