// Threads that block on disks and decoders, kept off the pools that must not block.

internal import Foundation
internal import Synchronization

enum Workers {
  /// Runs `body` on a thread of its own.
  static func start(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Runs `body` on a thread of its own and waits for its result, but not longer than `limit`.
  ///
  /// - Returns: `nil` if it took longer; then its thread is left behind.
  static func result<Result: Sendable>(
    within limit: Duration, _ body: @escaping @Sendable () -> Result
  ) -> Result? {
    let answer = Answer<Result>()
    start {
      let result = body()
      answer.value.withLock { $0 = result }
      answer.isThere.signal()
    }
    let milliseconds = Int(limit / .milliseconds(1))
    guard answer.isThere.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
      return nil
    }
    return answer.value.withLock { $0 }
  }

  /// What a thread comes back with, whoever still wants it.
  private final class Answer<Result: Sendable>: Sendable {
    let value = Mutex<Result?>(nil)
    let isThere = DispatchSemaphore(value: 0)
  }

  /// Runs `body` on `count` threads of their own and waits for all of them.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 0..<max(1, count) {
      group.enter()
      start {
        body()
        group.leave()
      }
    }
    group.wait()
  }
}
