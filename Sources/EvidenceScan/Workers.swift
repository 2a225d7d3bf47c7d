// Threads that block on disks and decoders, kept off the pools that must not block.

internal import Foundation

enum Workers {
  /// Runs `body` on `count` threads of their own and waits for all of them.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 0..<max(1, count) {
      group.enter()
      let thread = Thread {
        body()
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
  }
}
