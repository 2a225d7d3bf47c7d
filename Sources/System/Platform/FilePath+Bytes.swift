// Paths as bytes: what the disk holds need not be text.

public import SystemPackage

extension FilePath {
  /// The path as the system knows it, without the NUL at its end.
  public var bytes: [UInt8] {
    unsafe withPlatformString { text in
      // `length` bytes and a NUL, valid within this closure.
      unsafe Array(UnsafeRawBufferPointer(start: text, count: length))
    }
  }

  /// A path of such bytes, which end at the first NUL if there is one.
  public init(bytes: [UInt8]) {
    let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
    self = unsafe terminated.withUnsafeBufferPointer {
      // The array has at least the terminator.
      unsafe FilePath(platformString: $0.baseAddress!)
    }
  }
}
