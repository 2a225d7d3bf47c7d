// The arrays of lists that are used at once, and of no file.

internal import HammingSpace

/// Arrays in memory.
struct MemorySections: SectionStorage {
  private(set) var sections: Sections = [:]

  mutating func add(
    _ arrays: [(name: SectionName, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) {
    let made = unsafe SharedArray.filled(byteCounts: arrays.map(\.byteCount), fill)
    for (array, bytes) in zip(arrays, made) { sections[array.name] = bytes }
  }
}
