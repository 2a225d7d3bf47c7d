// A file to examine: where its bytes are, what it is, how to hash it and what that may cost.

internal import CLinux
public import MediaFormats
public import SystemPackage

/// A file to examine.
public struct MediaInput: Sendable {
  /// The bytes, open for reading. They may be a copy in memory; the position is not used.
  public let descriptor: FileDescriptor

  /// How many bytes count.
  public let byteCount: Int64

  /// What the signature says.
  public let format: MediaFormat

  /// How to hash what it shows.
  public var method: HashingMethod

  /// What examining it may cost.
  public var limits: ExaminationLimits

  /// What keeps the descriptor open, if the input owns it.
  private let memory: MemoryBytes?

  /// Makes an input of an open file, which has to stay open as long as the input is in use.
  ///
  /// - Parameter limits: What examining it may cost; what files of such a kind and length have if `nil`.
  public init(
    descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat,
    method: HashingMethod = HashingMethod(), limits: ExaminationLimits? = nil
  ) {
    self.init(descriptor, byteCount, format, method, limits, nil)
  }

  /// Makes an input of bytes, of which it keeps a copy in a file in memory.
  ///
  /// - Parameter limits: As above.
  /// - Throws: `Errno` if there is no memory or descriptor for the copy.
  public init(
    bytes: [UInt8], format: MediaFormat, method: HashingMethod = HashingMethod(),
    limits: ExaminationLimits? = nil
  ) throws(Errno) {
    let memory = try MemoryBytes(bytes)
    self.init(memory.descriptor, Int64(bytes.count), format, method, limits, memory)
  }

  private init(
    _ descriptor: FileDescriptor, _ byteCount: Int64, _ format: MediaFormat,
    _ method: HashingMethod, _ limits: ExaminationLimits?, _ memory: MemoryBytes?
  ) {
    self.descriptor = descriptor
    self.byteCount = byteCount
    self.format = format
    self.method = method
    self.limits = limits ?? ExaminationLimits(for: format.kind, byteCount: byteCount)
    self.memory = memory
  }
}

/// A file in memory that lives as long as somebody holds it.
private final class MemoryBytes: Sendable {
  let descriptor: FileDescriptor

  init(_ bytes: [UInt8]) throws(Errno) {
    // As many bytes as the array has; of none the address is not used.
    let number = unsafe bytes.withUnsafeBytes {
      unsafe vigie_memory_copy($0.baseAddress, $0.count)
    }
    guard number >= 0 else { throw .noMemory }
    descriptor = FileDescriptor(rawValue: number)
  }

  deinit {
    try? descriptor.close()
  }
}
