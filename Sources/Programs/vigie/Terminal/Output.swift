// What a program prints, in large pieces.

internal import SystemPackage

/// Standard output or a file, written in large pieces.
struct Output: ~Copyable {
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []

  init(_ descriptor: FileDescriptor = .standardOutput) {
    self.descriptor = descriptor
  }

  mutating func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  mutating func flush() throws {
    try descriptor.writeAll(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
