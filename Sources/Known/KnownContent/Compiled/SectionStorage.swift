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

  /// Gives back the memory of a part of an array that is being filled, if it is kept elsewhere.
  static func release(_ bytes: UnsafeMutableRawBufferPointer)
}

extension SectionStorage {
  /// Gives back memory that holds what is in a file anyway.
  static func release(_ bytes: UnsafeMutableRawBufferPointer) {}

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
