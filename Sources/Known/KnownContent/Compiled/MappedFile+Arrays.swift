// Parts of files as arrays.

internal import Glibc
internal import HammingSpace
internal import Platform
internal import SystemPackage

extension MappedFile {
  /// Bytes of a file, from `offset` on, a multiple of the page size. They are read when they are
  /// first looked at; they are shared with every other process that maps them.
  static func read(
    _ file: FileDescriptor, from offset: Int = 0, byteCount: Int
  ) throws(Errno) -> SharedArray<UInt8> {
    guard byteCount > 0 else { return SharedArray([]) }
    let mapping = try MappedFile(file, offset: offset, length: byteCount)
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
            file, offset: part.offset, length: part.byteCount, isWritable: true))
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
