// Where the arrays of a set are put while it is built: into memory, or into the file that it will be.

internal import Glibc
internal import HammingSpace
internal import SystemPackage

/// A place for named arrays.
protocol SetStorage {
  /// The arrays so far.
  var sections: SetSections { get }

  /// Makes arrays of so many bytes, zero at first, and has them filled together. They begin at page
  /// boundaries.
  mutating func add(
    _ arrays: [(name: String, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) throws(Errno)
}

extension SetStorage {
  /// Makes one array of `count` elements.
  mutating func add<Element: BitwiseCopyable>(
    _ name: String, count: Int, of type: Element.Type,
    fill: (UnsafeMutableBufferPointer<Element>) -> Void
  ) throws(Errno) {
    unsafe try add([(name, count * MemoryLayout<Element>.stride)]) { regions in
      // The region holds `count` elements, and pages are aligned for any.
      unsafe fill(regions[0].bindMemory(to: Element.self))
    }
  }

  /// Copies an array.
  mutating func add<Element: BitwiseCopyable>(
    _ name: String, _ array: SharedArray<Element>
  ) throws(Errno) {
    unsafe try add(name, count: array.count, of: Element.self) { buffer in
      unsafe array.withUnsafeBuffer { _ = unsafe buffer.update(fromContentsOf: $0) }
    }
  }
}

/// Arrays in memory.
struct MemoryStorage: SetStorage {
  private(set) var sections: SetSections = [:]

  mutating func add(
    _ arrays: [(name: String, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) {
    let made = unsafe SharedArray.filled(byteCounts: arrays.map(\.byteCount), fill)
    for (array, bytes) in zip(arrays, made) { sections[array.name] = bytes }
  }
}

/// Arrays in a file, behind each other at page boundaries.
struct FileStorage: SetStorage {
  /// Arrays begin at multiples of this: the largest page size in use.
  static let alignment = 1 << 16

  private let file: FileDescriptor
  private(set) var sections: SetSections = [:]
  /// Name, offset and size of each array, in order.
  private(set) var places: [(name: String, offset: Int, byteCount: Int)] = []
  /// Behind the last array.
  private(set) var end: Int

  /// Puts arrays into `file` from `offset` on.
  init(_ file: FileDescriptor, from offset: Int) {
    self.file = file
    end = offset
  }

  mutating func add(
    _ arrays: [(name: String, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) throws(Errno) {
    let first = places.count
    for array in arrays {
      let offset = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      if array.byteCount > 0 {
        // Takes the space now: on a full disk this fails, where a write to a mapping would be fatal.
        let error = posix_fallocate(file.rawValue, off_t(offset), off_t(array.byteCount))
        guard error == 0 else { throw Errno(rawValue: error) }
      }
      places.append((array.name, offset, array.byteCount))
      end = offset + array.byteCount
    }
    let mapped = unsafe try MappedFile.fill(
      file, places[first...].map { ($0.offset, $0.byteCount) }, fill)
    for (array, bytes) in zip(arrays, mapped) { sections[array.name] = bytes }
  }
}
