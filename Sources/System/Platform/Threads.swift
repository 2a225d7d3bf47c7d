// Threads that block on disks and decoders, kept off the pools that must not block.

internal import CLinux
internal import Dispatch
internal import Synchronization
package import SystemPackage

/// Starts threads, and waits for what they give.
package enum Threads {
  /// Bytes of a thread's stack.
  private static let stackSize = 8 << 20

  /// Runs `body` on a thread of its own.
  ///
  /// - Throws: Why there can be no more threads; then `body` does not run.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    try start(Work(body))
  }

  /// Runs `body` on a thread of its own and waits for its result, but not longer than `limit`.
  ///
  /// - Returns: `nil` if it took longer; then its thread is left behind.
  /// - Throws: Why there can be no thread.
  package static func result<Result: Sendable>(
    within limit: Duration, _ body: @escaping @Sendable () -> Result
  ) throws(Errno) -> Result? {
    let answer = Answer<Result>()
    try start {
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
    let value = Lock<Result?>(nil)
    let isThere = DispatchSemaphore(value: 0)
  }

  /// Runs `body` on `count` threads and waits for all of them: on this one, and on as many others as
  /// there can be.
  package static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let others = ThreadGroup()
    for _ in 1..<max(1, count) {
      do throws(Errno) {
        try others.start(body)
      } catch {
        break
      }
    }
    body()
    others.wait()
  }

  fileprivate static func start(_ work: Work) throws(Errno) {
    // Released by the thread, or here if there is none.
    let retained = unsafe Unmanaged.passRetained(work)
    let status = unsafe vigie_start_thread(
      stackSize,
      { context in
        // The context is the work retained above, which nobody else takes.
        unsafe Threads.perform(context!)?.leave()
        return nil
      }, retained.toOpaque())
    guard status == 0 else {
      unsafe retained.release()
      throw Errno(rawValue: status)
    }
  }

  /// Does the work, and lets go of it before its group, if it has one, may hear of the end.
  private static func perform(_ context: UnsafeMutableRawPointer) -> DispatchGroup? {
    // Taken once, by the one thread that was started for it.
    let work = unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
    work.body()
    return work.group
  }
}

/// Threads that somebody waits for.
package struct ThreadGroup: Sendable {
  private let group = DispatchGroup()

  /// A group without a thread.
  package init() {}

  /// Runs `body` on a thread of its own, which is of this group.
  ///
  /// - Throws: Why there can be no more threads; then `body` does not run.
  package func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    group.enter()
    do throws(Errno) {
      try Threads.start(Work(body, of: group))
    } catch {
      group.leave()
      throw error
    }
  }

  /// Blocks until the bodies of all threads have returned, and the threads have let go of whatever
  /// their bodies held.
  package func wait() {
    group.wait()
  }
}

/// What a thread does.
private final class Work: Sendable {
  let body: @Sendable () -> Void
  /// Who waits for it.
  let group: DispatchGroup?

  init(_ body: @escaping @Sendable () -> Void, of group: DispatchGroup? = nil) {
    self.body = body
    self.group = group
  }
}
