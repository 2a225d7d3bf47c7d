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
      _ = unsafe buffer.update(fromContentsOf: elements)
    }
  }

  /// An element; traps if there is none.
  package subscript(_ index: Int) -> Element {
    precondition(index >= 0 && index < count, "index out of range")
    // The index was checked.
    return unsafe base[index]
  }

  /// Gives the elements to `body`, which must not keep the pointer.
  package func withUnsafeBuffer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try unsafe body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Bytes that the elements take.
  package var byteCount: Int { count * MemoryLayout<Element>.stride }
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
