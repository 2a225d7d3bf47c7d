// The arrays of lists that are used at once, and of no file.

internal import HammingSpace
internal import SystemPackage

/// Arrays in memory.
struct MemorySections: SectionStorage {
  private(set) var sections: Sections = [:]

  mutating func add(
    _ arrays: [(name: SectionName, byteCount: Int)], fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) {
    let made = unsafe SharedArray.filled(byteCounts: arrays.map(\.byteCount), fill)
    for (array, bytes) in zip(arrays, made) { sections[array.name] = bytes }
  }

  mutating func write(
    _ arrays: [(name: SectionName, capacity: Int)],
    _ body: ([SectionWriter]) throws(Errno) -> Void
  ) throws(Errno) {
    var failure: Errno?
    var counts: [Int] = []
    // Pages that nobody writes to take no memory.
    let made = unsafe SharedArray.filled(byteCounts: arrays.map(\.capacity)) { regions in
      let writers = unsafe regions.map { region in
        SectionWriter { bytes, offset in
          // Traps if there are more bytes than were announced.
          unsafe UnsafeMutableRawBufferPointer(rebasing: region[offset..<offset + bytes.count])
            .copyBytes(from: bytes)
        }
      }
      do throws(Errno) {
        try body(writers)
        for writer in writers { try writer.flush() }
      } catch {
        failure = error
      }
      counts = writers.map(\.count)
    }
    if let failure { throw failure }
    for (number, array) in arrays.enumerated() {
      sections[array.name] = made[number].slice(0..<counts[number])
    }
  }
}
