// Threads are waited for until they have let go.

import Platform
import Synchronization
import Testing

struct ThreadTests {
  private final class Held: Sendable {
    let count: Counter

    init(_ count: Counter) {
      self.count = count
      count.value.wrappingAdd(1, ordering: .relaxed)
    }

    deinit { count.value.wrappingSubtract(1, ordering: .relaxed) }
  }

  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }

  @Test("A group is over only once its threads hold nothing of what their bodies held")
  func group() throws {
    let (held, done) = (Counter(), Counter())
    for _ in 0..<200 {
      let group = ThreadGroup()
      for _ in 0..<8 {
        let object = Held(held)
        try group.start { [object] in
          withExtendedLifetime(object) { _ = done.value.wrappingAdd(1, ordering: .relaxed) }
        }
      }
      group.wait()
      #expect(held.value.load(ordering: .relaxed) == 0)
    }
    #expect(done.value.load(ordering: .relaxed) == 1600)
  }

  @Test("Threads that share work are all over when it is", arguments: [0, 1, 4])
  func run(count: Int) {
    let done = Counter()
    Threads.run(count) { done.value.wrappingAdd(1, ordering: .relaxed) }
    #expect(done.value.load(ordering: .relaxed) == max(1, count))
  }

  @Test("A result is waited for, but no longer than the limit")
  func result() throws {
    #expect(try Threads.result(within: .seconds(60)) { 7 } == 7)
    let gate = ThreadGate()
    #expect(try Threads.result(within: .milliseconds(20)) { gate.wait() } == nil)
    gate.open()
  }

  /// Holds a thread up until it is opened.
  private final class ThreadGate: Sendable {
    private let isOpen = Atomic<Bool>(false)

    func wait() {
      while !isOpen.load(ordering: .acquiring) {}
    }

    func open() {
      isOpen.store(true, ordering: .releasing)
    }
  }
}
