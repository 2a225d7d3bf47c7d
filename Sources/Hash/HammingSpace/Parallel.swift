// Work on all cores: the one place where the package divides work among threads that only compute.

internal import Dispatch
internal import Glibc
internal import Synchronization

/// Loops whose turns run side by side. Results do not depend on the number of cores.
///
/// There are at most as many threads as ``processors``, shared by all loops that run at a time; work that
/// waits for disks or other processes belongs on threads of its own.
package enum Parallel {
  /// How many processors are online.
  package static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Divides `0 ..< count` into a few parts for each core.
  package static func shares(of count: Int) -> [Range<Int>] {
    let parts = max(1, min(count, 4 * processors))
    return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// Runs `body` for all `items`.
  package static func forEach<Item: Sendable>(
    _ items: [Item], _ body: @Sendable (Item) -> Void
  ) {
    DispatchQueue.concurrentPerform(iterations: items.count) { body(items[$0]) }
  }

  /// The results of `body` for all `items`, in their order.
  ///
  /// Each thread takes the next item when it is done with one, so that items may differ much in what they
  /// cost.
  ///
  /// - Parameter threads: How many items are worked on at a time, at most.
  package static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int = processors, _ body: @Sendable (Item) -> Result
  ) -> [Result] {
    // All empty arrays share one storage, whose count would be written.
    guard !items.isEmpty else { return [] }
    let next = Atomic(0)
    return unsafe [Result](unsafeUninitializedCapacity: items.count) { results, count in
      nonisolated(unsafe) let results = unsafe results
      DispatchQueue.concurrentPerform(iterations: min(max(1, threads), items.count)) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < items.count else { return }
          // A place within the array, which nobody else takes.
          unsafe results.initializeElement(at: index, to: body(items[index]))
        }
      }
      count = items.count
    }
  }
}
