// Files as memory.

internal import Glibc
internal import HammingSpace
internal import SystemPackage

/// A mapping, which ends with its owner.
@safe final class MappedFile {
  private let length: Int
  /// `length` bytes, from `init` to `deinit`.
  private let base: UnsafeMutableRawPointer

  private init(_ file: FileDescriptor, offset: Int, length: Int, protection: Int32) throws(Errno) {
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

  /// Bytes of a file, from `offset` on, a multiple of the page size. They are read when they are
  /// first looked at; they are shared with every other process that maps them.
  static func read(
    _ file: FileDescriptor, from offset: Int = 0, byteCount: Int
  ) throws(Errno) -> SharedArray<UInt8> {
    guard byteCount > 0 else { return SharedArray([]) }
    let mapping = try MappedFile(file, offset: offset, length: byteCount, protection: PROT_READ)
    // The mapping is kept by the array, and as long as it says.
    return unsafe SharedArray(
      unsafe: mapping.base.assumingMemoryBound(to: UInt8.self), count: byteCount, owner: mapping)
  }

  /// Fills parts of a file in place, together, and gives them to read.
  ///
  /// The space has to be there: writing to a mapping of a file on a full disk kills the process.
  ///
  /// - Parameter parts: Offsets, which are multiples of the page size, and sizes.
  static func fill(
    _ file: FileDescriptor, _ parts: [(offset: Int, byteCount: Int)],
    _ body: ([UnsafeMutableRawBufferPointer]) -> Void
  ) throws(Errno) -> [SharedArray<UInt8>] {
    var mappings: [MappedFile?] = []
    for part in parts {
      mappings.append(
        part.byteCount == 0
          ? nil
          : try MappedFile(
            file, offset: part.offset, length: part.byteCount,
            protection: PROT_READ | PROT_WRITE))
    }
    // The mappings are as long as they say; after `body` nobody writes to them.
    unsafe body(
      mappings.map { mapping in
        unsafe UnsafeMutableRawBufferPointer(start: mapping?.base, count: mapping?.length ?? 0)
      })
    // What was written stays with the file; these pages need not stay with the process.
    for case let mapping? in mappings {
      unsafe madvise(mapping.base, mapping.length, MADV_DONTNEED)
    }
    return mappings.map { mapping in
      guard let mapping else { return SharedArray([]) }
      return unsafe SharedArray(
        unsafe: mapping.base.assumingMemoryBound(to: UInt8.self), count: mapping.length,
        owner: mapping)
    }
  }
}
