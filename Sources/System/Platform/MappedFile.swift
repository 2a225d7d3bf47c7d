// Files as memory.

internal import Glibc
package import SystemPackage

/// A mapping, which ends with its owner.
@safe package final class MappedFile {
  package let length: Int
  /// `length` bytes, from `init` to `deinit`.
  package let base: UnsafeMutableRawPointer

  /// Maps a part of a file that is there.
  ///
  /// - Parameters:
  ///   - offset: Where it begins, a multiple of the page size.
  ///   - length: Its bytes, at least one.
  package init(
    _ file: FileDescriptor, offset: Int = 0, length: Int, isWritable: Bool = false
  ) throws(Errno) {
    let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    let pages = unsafe mmap(nil, length, protection, MAP_SHARED, file.rawValue, off_t(offset))
    guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
      throw Errno(rawValue: errno)
    }
    unsafe base = pages
    self.length = length
  }

  deinit {
    // Nobody else unmaps it.
    unsafe munmap(base, length)
  }
}
