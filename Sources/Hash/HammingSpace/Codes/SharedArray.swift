// Arrays that many threads read and nobody changes: in memory of their own, or in a mapped file.

internal import Glibc

/// Elements of fixed size that do not change any more.
///
/// Copies share the memory. Elements are trivial, and memory of any content is valid for them, so
/// that a mapped file that was damaged gives wrong elements and nothing worse.
@safe package struct SharedArray<Element: BitwiseCopyable>: @unchecked Sendable {
  /// `count` initialised elements, which live as long as `owner`.
  private let base: UnsafePointer<Element>
  private let owner: AnyObject?

  /// The number of elements.
  package let count: Int

  /// Takes elements in memory that `owner` keeps.
  ///
  /// Sound if `base` is aligned, and `count` elements behind it live, unchanged, as long as `owner`.
  package init(unsafe base: UnsafePointer<Element>, count: Int, owner: AnyObject) {
    unsafe self.base = base
    self.count = count
    self.owner = owner
  }

  /// Makes an array of `count` elements by filling memory that is zero at first.
  package init<Failure: Error>(
    count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let memory = PageMemory(byteCount: count * MemoryLayout<Element>.stride)
    // The pages hold `count` elements and are aligned for any; zeros are initialised elements.
    let elements = unsafe memory.base.bindMemory(to: Element.self, capacity: max(count, 1))
    unsafe try fill(UnsafeMutableBufferPointer(start: elements, count: count))
    unsafe self.init(unsafe: UnsafePointer(elements), count: count, owner: memory)
  }

  /// Copies a collection.
  package init(_ elements: some Collection<Element>) {
    unsafe self.init(count: elements.count) { buffer in
      // Copying nothing would take the address of an empty collection's storage, which has none.
      if !elements.isEmpty { _ = unsafe buffer.update(fromContentsOf: elements) }
    }
  }

  /// An element; traps if there is none.
  package subscript(_ index: Int) -> Element {
    precondition(index >= 0 && index < count, "index out of range")
    // The index was checked.
    return unsafe base[index]
  }

  /// A part of the array, in the same memory; traps if it is not inside.
  package func slice(_ range: Range<Int>) -> SharedArray {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
    // The range was checked.
    return unsafe SharedArray(
      unsafe: base + range.lowerBound, count: range.count, owner: owner ?? NoOwner.shared)
  }

  /// A copy of the elements.
  package var array: [Element] {
    unsafe withUnsafeBuffer { unsafe Array($0) }
  }

  /// Gives the elements to `body`, which must not keep the pointer.
  package func withUnsafeBuffer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try unsafe body(UnsafeBufferPointer(start: base, count: count))
  }

  /// The same memory as elements of another type; `nil` if it is not a whole number of them, or not
  /// aligned for them.
  package func `as`<Other: BitwiseCopyable>(_ type: Other.Type) -> SharedArray<Other>? {
    let address = unsafe UnsafeRawPointer(base)
    guard byteCount % MemoryLayout<Other>.stride == 0,
      UInt(bitPattern: address) % UInt(MemoryLayout<Other>.alignment) == 0
    else { return nil }
    // Memory of any content is valid for trivial elements, and the size and alignment were checked.
    return unsafe SharedArray<Other>(
      unsafe: address.assumingMemoryBound(to: Other.self),
      count: byteCount / MemoryLayout<Other>.stride, owner: owner ?? NoOwner.shared)
  }

  /// Bytes that the elements take.
  package var byteCount: Int { count * MemoryLayout<Element>.stride }
}

/// Stands for the owner of memory that needs none.
private final class NoOwner: Sendable {
  static let shared = NoOwner()
}

extension SharedArray<UInt8> {
  /// Makes several arrays of bytes, which are zero at first, and fills them together. They are aligned
  /// for any element.
  package static func filled(
    byteCounts: [Int], _ fill: ([UnsafeMutableRawBufferPointer]) -> Void
  ) -> [SharedArray<UInt8>] {
    let memory = byteCounts.map { PageMemory(byteCount: $0) }
    // The pages hold as many bytes; after `fill` nobody writes to them.
    unsafe fill(
      zip(memory, byteCounts).map {
        unsafe UnsafeMutableRawBufferPointer(start: $0.base, count: $1)
      })
    return zip(memory, byteCounts).map {
      unsafe SharedArray(
        unsafe: $0.base.bindMemory(to: UInt8.self, capacity: $1), count: $1, owner: $0)
    }
  }
}

/// Zeroed pages, in large pages where the system has them: a lookup in 700 MB of tables would
/// otherwise spend a third of its time on translating addresses.
@safe private final class PageMemory {
  private let byteCount: Int
  /// `byteCount` bytes, from `init` to `deinit`.
  let base: UnsafeMutableRawPointer

  init(byteCount: Int) {
    self.byteCount = max(byteCount, 1)
    let pages = unsafe mmap(
      nil, self.byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
      fatalError("no memory for \(byteCount) bytes")
    }
    if byteCount >= 4 << 20 { unsafe madvise(pages, self.byteCount, MADV_HUGEPAGE) }
    unsafe base = pages
  }

  deinit {
    // Nobody else unmaps the pages, and nothing that reads them outlives their owner.
    unsafe munmap(base, byteCount)
  }
}
