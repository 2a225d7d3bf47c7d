// Work on all cores, for building.

internal import Dispatch
internal import Foundation
internal import Synchronization

/// Building blocks of parallel builds. Results do not depend on the number of cores.
enum Parallel {
  /// Divides `0 ..< count` into a few parts for each core.
  static func shares(of count: Int) -> [Range<Int>] {
    let parts = max(1, min(count, 4 * ProcessInfo.processInfo.activeProcessorCount))
    return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// Runs `body` for all `items`.
  static func forEach<Item: Sendable>(_ items: [Item], _ body: @Sendable (Item) -> Void) {
    DispatchQueue.concurrentPerform(iterations: items.count) { body(items[$0]) }
  }

  /// The results of `body` for all `items`, in their order.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @Sendable (Item) -> Result
  ) -> [Result] {
    let results = Mutex<[Int: Result]>([:])
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let result = body(items[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { results in items.indices.map { results[$0]! } }
  }
}
