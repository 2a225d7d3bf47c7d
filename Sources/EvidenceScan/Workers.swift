// Threads that block on disks and decoders, kept off the pools that must not block.

internal import CLinux
internal import Foundation
internal import Synchronization
package import SystemPackage

package enum Workers {
  /// Bytes of a thread's stack.
  private static let stackSize = 8 << 20

  /// Runs `body` on a thread of its own.
  ///
  /// - Throws: Why there can be no more threads; then `body` does not run.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    // Released by the thread, or here if there is none.
    let work = unsafe Unmanaged.passRetained(Work(body))
    let status = unsafe vigie_start_thread(
      stackSize,
      { work in
        unsafe Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard status == 0 else {
      unsafe work.release()
      throw Errno(rawValue: status)
    }
  }

  /// What a thread does.
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }

  /// Runs `body` on a thread of its own and waits for its result, but not longer than `limit`.
  ///
  /// - Returns: `nil` if it took longer; then its thread is left behind.
  /// - Throws: Why there can be no thread.
  static func result<Result: Sendable>(
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
    let value = Mutex<Result?>(nil)
    let isThere = DispatchSemaphore(value: 0)
  }

  /// Runs `body` on `count` threads and waits for all of them: on this one, and on as many others as
  /// there can be.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 1..<max(1, count) {
      group.enter()
      do throws(Errno) {
        try start {
          body()
          group.leave()
        }
      } catch {
        group.leave()
        break
      }
    }
    body()
    group.wait()
  }
}
