// Work on several threads gives what it gives on one.

import HammingSpace
import Synchronization
import Testing

struct ParallelTests {
  @Test(
    "Results come in the order of the items, on however many threads", arguments: [1, 2, 7, 100])
  func order(threads: Int) {
    let items = (0..<1000).map { ($0 * 7919) % 1000 }
    let results = Parallel.map(items, threads: threads) { item in
      // Some take much longer than others.
      (0..<(item % 50 == 0 ? 20_000 : 10)).reduce(item) { $0 ^ ($1 &* 31) }
    }
    let expected = items.map { item in
      (0..<(item % 50 == 0 ? 20_000 : 10)).reduce(item) { $0 ^ ($1 &* 31) }
    }
    #expect(results == expected)
  }

  @Test("Each item is worked on once, and no more at a time than threads were asked for")
  func once() {
    let state = Mutex((seen: [Int: Int](), now: 0, most: 0))
    _ = Parallel.map(Array(0..<500), threads: 2) { item in
      state.withLock {
        $0.seen[item, default: 0] += 1
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      state.withLock { $0.now -= 1 }
    }
    state.withLock {
      #expect($0.seen.count == 500 && $0.seen.values.allSatisfy { $0 == 1 })
      #expect($0.most <= 2)
    }
  }

  @Test("Without items nothing is called; results may be optional")
  func edges() {
    #expect(Parallel.map([Int](), threads: 4) { $0 }.isEmpty)
    #expect(Parallel.map([1, 2, 3], threads: 0) { $0 == 2 ? nil : $0 } == [1, nil, 3])
    #expect(Parallel.processors >= 1)
  }

  @Test("Shares are behind each other, and make up the whole", arguments: [0, 1, 5, 1_000_003])
  func shares(count: Int) {
    let shares = Parallel.shares(of: count)
    #expect(shares.first?.lowerBound == 0 && shares.last?.upperBound == count)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
  }
}
