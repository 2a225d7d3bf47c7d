// The arrays of a compiled set, made in the file that it will be.

internal import Glibc
internal import HammingSpace
internal import Platform
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

  private func aligned(_ offset: Int) -> Int {
    (offset + Self.alignment - 1) / Self.alignment * Self.alignment
  }

  mutating func write(
    _ arrays: [(name: SectionName, capacity: Int)],
    _ body: ([SectionWriter]) throws(Errno) -> Void
  ) throws(Errno) {
    var offsets: [Int] = []
    for array in arrays {
      offsets.append(aligned(end))
      end = aligned(end) + array.capacity
    }
    let file = file
    let writers = offsets.map { start in
      SectionWriter { bytes, offset throws(Errno) in
        do {
          _ = try file.writeAll(toAbsoluteOffset: Int64(start + offset), bytes)
        } catch {
          throw error as? Errno ?? .ioError
        }
      }
    }
    try body(writers)
    for (number, array) in arrays.enumerated() {
      try writers[number].flush()
      let extent = (offset: offsets[number], byteCount: writers[number].count)
      extents.append((array.name, extent.offset, extent.byteCount))
      sections[array.name] = try MappedFile.read(
        file, from: extent.offset, byteCount: extent.byteCount)
      end = extent.offset + extent.byteCount
    }
  }

  mutating func add(
    _ arrays: [(name: SectionName, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) throws(Errno) {
    let first = extents.count
    for array in arrays {
      let offset = aligned(end)
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
