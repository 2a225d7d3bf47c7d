// A file in memory that a worker fills with one evidence file after the other.

internal import CLinux
internal import Glibc
internal import SystemPackage

/// Bytes that are hashed here and decoded elsewhere, the same bytes.
///
///     bytes       |0 ........ used| zeros ........ capacity|    mapped writable, here only
///     descriptor   the same pages, read-only to whoever has it, of a size that nobody can change
///
/// Made once for a worker and used again: making one costs fifty times as much as filling it.
@safe struct MemoryFile: ~Copyable {
  /// How many bytes it holds.
  let capacity: Int
  /// Where a decoder reads them.
  let descriptor: FileDescriptor

  /// `capacity` bytes, mapped from `init` to `deinit` and reached by nobody else.
  private let bytes: UnsafeMutableRawBufferPointer
  /// Behind so many bytes there are only zeros.
  private var used = 0

  /// Makes a file of zeros.
  init(capacity: Int) throws(Errno) {
    var mapping: UnsafeMutableRawPointer?
    // The mapping is set if the call succeeds.
    let descriptor = unsafe vigie_memory_file(capacity, &mapping)
    guard descriptor >= 0, let mapping = unsafe mapping else { throw Errno(rawValue: errno) }
    self.capacity = capacity
    self.descriptor = FileDescriptor(rawValue: descriptor)
    unsafe bytes = UnsafeMutableRawBufferPointer(start: mapping, count: capacity)
  }

  deinit {
    try? descriptor.close()
    // Nobody can have kept the address.
    unsafe munmap(bytes.baseAddress!, capacity)
  }

  /// Lets `body` fill a part of the file.
  mutating func withBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    used = max(used, range.upperBound)
    // Bounds are checked by the slice; `body` does not keep it.
    return try unsafe body(UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
  }

  /// Wipes what an earlier, longer file has left behind the first `count` bytes.
  mutating func wipe(behind count: Int) {
    guard count < used else { return }
    unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count..<used])
      .initializeMemory(as: UInt8.self, repeating: 0)
    used = count
  }
}
