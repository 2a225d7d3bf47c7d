// Writes an array of a set from its beginning to its end, in bounded memory.

internal import SystemPackage

/// Takes the bytes of an array.
final class SectionWriter {
  private static let bufferCount = 256 << 10

  private var buffer: [UInt8] = []
  private var flushedCount = 0
  private let put: (_ bytes: [UInt8], _ offset: Int) throws(Errno) -> Void

  /// Starts an array.
  ///
  /// - Parameter put: Takes bytes, and where in the array they belong.
  init(_ put: @escaping (_ bytes: [UInt8], _ offset: Int) throws(Errno) -> Void) {
    self.put = put
  }

  /// Bytes so far.
  var count: Int { flushedCount + buffer.count }

  /// Writes the bytes of a value, or the first ones.
  func append<Value: BitwiseCopyable>(
    _ value: Value, first count: Int = MemoryLayout<Value>.size
  ) throws(Errno) {
    // A trivial value is nothing but its bytes.
    unsafe withUnsafeBytes(of: value) { unsafe buffer.append(contentsOf: $0.prefix(count)) }
    if buffer.count >= Self.bufferCount { try flush() }
  }

  /// Writes bytes.
  func append(contentsOf bytes: [UInt8]) throws(Errno) {
    buffer += bytes
    if buffer.count >= Self.bufferCount { try flush() }
  }

  /// Writes what is in memory.
  func flush() throws(Errno) {
    if buffer.isEmpty { return }
    try put(buffer, flushedCount)
    flushedCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
