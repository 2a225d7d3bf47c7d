// The arrays of a compiled set, made in the file that it will be.

internal import Glibc
internal import HammingSpace
internal import SystemPackage

/// Arrays in a file, behind each other at page boundaries.
struct FileSections: SectionStorage {
  /// Arrays begin at multiples of this: the largest page size in use.
  static let alignment = 1 << 16

  private let file: FileDescriptor
  private(set) var sections: Sections = [:]
  /// Name, offset and size of each array, in order.
  private(set) var extents: [(name: SectionName, offset: Int, byteCount: Int)] = []
  /// Behind the last array.
  private(set) var end: Int

  /// Puts arrays into `file` from `offset` on.
  init(_ file: FileDescriptor, from offset: Int) {
    self.file = file
    end = offset
  }

  static func release(_ bytes: UnsafeMutableRawBufferPointer) {
    // Whole pages of a shared mapping: what is in them is in the file.
    let page = 4096
    guard let base = bytes.baseAddress else { return }
    let start = (Int(bitPattern: base) + page - 1) / page * page
    let end = (Int(bitPattern: base) + bytes.count) / page * page
    if start < end {
      _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_DONTNEED)
    }
  }

  mutating func add(
    _ arrays: [(name: SectionName, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) throws(Errno) {
    let first = extents.count
    for array in arrays {
      let offset = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      if array.byteCount > 0 {
        // Takes the space now: on a full disk this fails, where a write to a mapping would be fatal.
        let error = posix_fallocate(file.rawValue, off_t(offset), off_t(array.byteCount))
        guard error == 0 else { throw Errno(rawValue: error) }
      }
      extents.append((array.name, offset, array.byteCount))
      end = offset + array.byteCount
    }
    let mapped = unsafe try MappedFile.fill(
      file, extents[first...].map { ($0.offset, $0.byteCount) }, fill)
    for (array, bytes) in zip(arrays, mapped) { sections[array.name] = bytes }
  }
}
