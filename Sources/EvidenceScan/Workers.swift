// Threads that block on disks and decoders, kept off the pools that must not block.

internal import Foundation

enum Workers {
  /// Runs `body` on a thread of its own.
  static func start(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.stackSize = 8 << 20
    thread.start()
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
