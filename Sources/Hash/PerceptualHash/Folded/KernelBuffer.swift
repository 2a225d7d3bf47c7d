// Memory that the C kernels read and write.

/// `count` values, zero at first, that stay in place: kernels take pointers to them.
///
/// Owns the memory. A pointer from ``base`` is valid as long as the buffer is.
@safe struct KernelBuffer<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>: ~Copyable {
  /// A line of the processor's cache, which vectors then never straddle.
  private static var alignment: Int { 64 }

  /// The first of `count` values.
  let base: UnsafeMutablePointer<Element>

  /// How many values there are.
  let count: Int

  init(count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: Self.alignment)
    unsafe base = memory.initializeMemory(as: Element.self, repeating: 0, count: count)
    self.count = count
  }

  deinit {
    // Allocated as raw memory by `init`, and of a type that needs no deinitialisation.
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }

  /// Sets `range` to zero.
  func clear(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    unsafe (base + range.lowerBound).update(repeating: 0, count: range.count)
  }
}
