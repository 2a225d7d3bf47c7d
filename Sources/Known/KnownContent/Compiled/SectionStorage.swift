// Where the arrays of a set are put while it is built: into memory, or into the file that it will be.

internal import HammingSpace
internal import SystemPackage

/// A store of named arrays.
protocol SectionStorage {
  /// The arrays so far.
  var sections: Sections { get }

  /// Makes arrays of so many bytes, zero at first, and has them filled together. They begin at page
  /// boundaries.
  mutating func add(
    _ arrays: [(name: SectionName, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) throws(Errno)

  /// Makes arrays that are written from their beginning to their end, side by side.
  ///
  /// - Parameters:
  ///   - arrays: Names, and how many bytes each will have at most.
  ///   - body: Writes the arrays. What it does not write they do not have.
  mutating func write(
    _ arrays: [(name: SectionName, capacity: Int)],
    _ body: ([SectionWriter]) throws(Errno) -> Void
  ) throws(Errno)
}

extension SectionStorage {
  /// Makes one array of `count` elements.
  mutating func add<Element: BitwiseCopyable>(
    _ name: SectionName, count: Int, of type: Element.Type,
    fill: (UnsafeMutableBufferPointer<Element>) -> Void
  ) throws(Errno) {
    unsafe try add([(name, count * MemoryLayout<Element>.stride)]) { regions in
      // The region holds `count` elements, and pages are aligned for any.
      unsafe fill(regions[0].bindMemory(to: Element.self))
    }
  }

  /// Copies what was collected.
  mutating func add<Record>(
    _ name: SectionName, _ records: ScratchRecords<Record>
  ) throws(Errno) {
    try write([(name, records.count * MemoryLayout<Record>.stride)]) { writers throws(Errno) in
      try records.forEach { record throws(Errno) in try writers[0].append(record) }
    }
  }

  /// Copies an array.
  mutating func add<Element: BitwiseCopyable>(
    _ name: SectionName, _ array: SharedArray<Element>
  ) throws(Errno) {
    unsafe try add(name, count: array.count, of: Element.self) { buffer in
      // Copying nothing would take the addresses of two empty buffers, which have none.
      if array.count > 0 {
        unsafe array.withUnsafeBuffer { _ = unsafe buffer.update(fromContentsOf: $0) }
      }
    }
  }
}
