// Multi-index hashing: exact at every radius, whatever the codes are like, and never far worse than a
// scan.

import HammingSpace
import TestSupport
import Testing

struct MultiIndexTests {
  private func expectExact(
    _ index: MultiIndexHash<Code256>, _ codes: [Code256], _ queries: [Code256], _ radii: [Int]
  ) {
    for radius in radii {
      for (query, result) in zip(queries, index.search(queries, within: radius)) {
        #expect(
          result.matches == LinearScan<Code256>.definition(query, within: radius, in: codes))
        #expect(index.matches(of: query, within: radius) == result.matches)
      }
    }
  }

  @Test(
    "It finds what the definition finds, at every radius",
    arguments: Kernels.all.indices, [0, 1, 2, 100, 1000, 5000])
  func exact(kernel: Int, count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let codes = TestCodes.clustered(count, &random)
    for built in [0, 31, 60] {
      let index = MultiIndexHash<Code256>(
        CodeStore(codes), radius: built, kernels: Kernels.all[kernel])
      let queries = codes.prefix(2) + [TestCodes.random(&random)]
      expectExact(index, codes, Array(queries), [-1, 0, 1, 2, 9, 20, 31, 32, 54, 63, 128, 256])
    }
  }

  @Test("Its tables, not a scan, answer at the radii that it is for")
  func tablesAnswer() {
    var random = SeededGenerator(seed: 5)
    let codes = (0..<60_000).map { _ in TestCodes.random(&random) }
    let index = MultiIndexHash(codes, radius: 31)
    var found = 0
    for flips in 0..<200 {
      let query = TestCodes.flipped(codes.randomElement(using: &random)!, flips % 40, &random)
      let result = index.search(query, within: 31)
      #expect(result.matches == LinearScan<Code256>.definition(query, within: 31, in: codes))
      #expect(result.comparisons < 2000 && result.visits > 0)
      found += result.matches.count
    }
    #expect(found > 150)
    #expect(index.search(codes[0], within: 128).comparisons == codes.count)
  }

  @Test("It finds what the definition finds among 64-bit codes", arguments: [1, 300, 20_000])
  func shortCodes(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let codes = (0..<count).map { _ in Code64(random.next() & 0xFFFF_0FFF_FFFF) }
    for built in [0, 4, 10] {
      let index = MultiIndexHash(codes, radius: built)
      for radius in [0, 1, 2, 4, 7, 10, 20, 64] {
        for _ in 0..<5 {
          let query = Code64(codes.randomElement(using: &random)!.bits ^ random.next() & 0x10101)
          #expect(
            index.matches(of: query, within: radius)
              == LinearScan<Code64>.definition(query, within: radius, in: codes))
        }
      }
    }
  }

  @Test(
    "A code that is kept in another order of bits is given back as it was", arguments: [64, 256])
  func bitOrder(width: Int) throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<50 {
      let order = try #require(
        BitOrder((0..<width).map { UInt8($0) }.shuffled(using: &random)))
      var words = SIMD4<UInt64>.random(in: .min ... .max, using: &random)
      if width == 64 { words = SIMD4(words[0], 0, 0, 0) }
      #expect(order.original(order.ordered(words)) == words)
    }
  }

  @Test("Equal codes are one entry: a query near them costs no more, and finds all in order")
  func equalCodes() {
    var random = SeededGenerator(seed: 3)
    var codes = (0..<20_000).map { _ in TestCodes.random(&random) }
    let blank = TestCodes.random(&random)
    for position in stride(from: 0, to: codes.count, by: 2) { codes[position] = blank }
    let index = MultiIndexHash(codes, radius: 31)
    let query = TestCodes.flipped(blank, 9, &random)
    let result = index.search(query, within: 31)
    #expect(result.matches == LinearScan<Code256>.definition(query, within: 31, in: codes))
    #expect(result.matches.count == 10_000)
    #expect(result.comparisons < 2000)
    #expect(
      MultiIndexHash(Array(repeating: blank, count: 500)).matches(of: blank, within: 0).count == 500
    )
  }

  @Test("Where most codes agree in most bits, a query costs at most about a scan and a quarter")
  func skewedCodes() {
    var random = SeededGenerator(seed: 4)
    // Half of the bits are the same in nearly all codes, and others depend on each other.
    let codes = (0..<30_000).map { _ in
      let rare = random.next() & random.next() & random.next() & random.next() & random.next()
      let base = random.next()
      return Code256(words: SIMD4(rare, base, base ^ rare, rare << 7))
    }
    let index = MultiIndexHash(codes, radius: 31)
    for query in codes.prefix(20) + [Code256(words: .zero)] {
      let result = index.search(query, within: 31)
      #expect(result.matches == LinearScan<Code256>.definition(query, within: 31, in: codes))
      #expect(result.comparisons <= codes.count * 5 / 4 + 1000)
    }
  }

  @Test("More matches than a search keeps are all found")
  func manyMatches() {
    var random = SeededGenerator(seed: 6)
    let centre = TestCodes.random(&random)
    let codes = (0..<30_000).map { _ in TestCodes.flipped(centre, 20, &random) }
    let index = MultiIndexHash(codes, radius: 31)
    #expect(
      index.matches(of: centre, within: 31)
        == LinearScan<Code256>.definition(centre, within: 31, in: codes))
  }

  @Test("An index of a list of some size takes at most 80 bytes a code", arguments: [1 << 20])
  func memory(count: Int) {
    var random = SeededGenerator(seed: 8)
    let codes = (0..<count).map { _ in TestCodes.random(&random) }
    #expect(MultiIndexHash(codes).byteCount <= 80 * count)
  }
}
