// Work that several threads do and one thread takes, in order.

internal import Dispatch
internal import Platform
internal import Synchronization
internal import SystemPackage

/// Runs a sequence of jobs on threads of their own, some ahead of the one whose result is due.
enum OrderedWork {
  /// How many results may be ahead, for each thread: a long job then does not stop the others soon.
  private static let lead = 16

  private struct State<Result> {
    var results: [Int: Result] = [:]
    var drawn = 0
    var working = 0
    var isStopped = false
  }

  /// Does every job once. When it returns or throws, all its threads have ended, and have let go of
  /// the closures and of what these hold.
  ///
  /// - Parameters:
  ///   - count: How many threads; fewer if there can be no more, or this one if there can be none.
  ///   - next: The next job; `nil` after the last. Called by one thread at a time.
  ///   - perform: Does it. Called by several threads.
  ///   - take: Takes the results, one after the other in the order of the jobs, on the calling thread.
  /// - Throws: What `take` throws; no further job is started then.
  static func run<Job, Result: Sendable>(
    threads count: Int, next: @escaping @Sendable () -> Job?,
    perform: @escaping @Sendable (Job) -> Result, take: (Result) throws -> Void
  ) throws {
    let state = Lock(State<Result>())
    // A semaphore must not end below the value it started with.
    let (room, ready) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    for _ in 0..<lead * count { room.signal() }
    let threads = ThreadGroup()
    // However this ends.
    defer { threads.wait() }
    let isStarted = start(count, of: threads, state) {
      while true {
        room.wait()
        let drawn = state.withLock { state -> (number: Int, job: Job)? in
          guard !state.isStopped, let job = next() else { return nil }
          defer { state.drawn += 1 }
          return (state.drawn, job)
        }
        guard let (number, job) = drawn else { break }
        let result = perform(job)
        state.withLock { $0.results[number] = result }
        ready.signal()
      }
      state.withLock { $0.working -= 1 }
      room.signal()
      ready.signal()
    }
    guard isStarted else {
      while let job = next() { try take(perform(job)) }
      return
    }
    var due = 0
    var failure: (any Error)?
    while true {
      let (result, isOver) = state.withLock {
        ($0.results.removeValue(forKey: due), $0.working == 0)
      }
      if let result {
        due += 1
        do {
          if failure == nil { try take(result) }
        } catch {
          failure = error
          state.withLock { $0.isStopped = true }
        }
        room.signal()
      } else if isOver {
        break
      } else {
        ready.wait()
      }
    }
    if let failure { throw failure }
  }

  /// Starts as many threads as there can be; false if there can be none.
  private static func start<Result>(
    _ count: Int, of threads: ThreadGroup, _ state: borrowing Lock<State<Result>>,
    _ body: @escaping @Sendable () -> Void
  ) -> Bool {
    for number in 0..<count {
      state.withLock { $0.working += 1 }
      do throws(Errno) {
        try threads.start(body)
      } catch {
        state.withLock { $0.working -= 1 }
        return number > 0
      }
    }
    return true
  }
}
