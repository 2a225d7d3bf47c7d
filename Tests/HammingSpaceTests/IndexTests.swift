// Every index gives exactly the oracle's matches, in its order.

import HammingSpace
import TestSupport
import Testing

struct IndexTests {
  @Test(
    "A BK-tree over 256-bit codes finds what a linear scan finds, at every radius",
    arguments: [0, 1, 2, 31, 32, 33, 64, 128, 1024])
  func treeEqualsScan(count: Int) {
    var random = SeededGenerator(seed: UInt64(count) + 1)
    let codes = TestCodes.clustered(count, &random)
    let (scan, tree) = (LinearScan(codes), BKTree(codes))
    #expect(tree.count == count)
    let queries = [codes.first, codes.last].compactMap(\.self) + [TestCodes.random(&random)]
    for query in queries {
      for radius in 0...256 {
        let result = tree.search(query, within: radius)
        #expect(result.matches == scan.matches(of: query, within: radius))
        #expect(result.comparisons <= count)
      }
    }
  }

  @Test(
    "A BK-tree over 64-bit codes finds what a linear scan finds, at every radius",
    arguments: [1, 100, 4096])
  func treeOfShortCodesEqualsScan(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    // Only 20 bits vary, so that codes are near each other and many are equal.
    let codes = (0..<count).map { _ in Code64(random.next() & 0xFFFFF) }
    let (scan, tree) = (LinearScan(codes), BKTree(codes))
    for query in codes.prefix(3) + [Code64(random.next())] {
      for radius in 0...64 {
        #expect(
          tree.matches(of: query, within: radius) == scan.matches(of: query, within: radius))
      }
    }
  }

  @Test(
    "Equal codes are all found, in the order in which they were given", arguments: [1, 33, 500])
  func duplicatesAreKept(count: Int) {
    let code = Code256(words: SIMD4(1, 2, 3, 4))
    let expected = (0..<count).map { Match(index: $0, distance: 0) }
    let codes = Array(repeating: code, count: count)
    #expect(BKTree(codes).matches(of: code, within: 0) == expected)
    #expect(LinearScan(codes).matches(of: code, within: 0) == expected)
  }

  @Test("A negative radius finds nothing")
  func negativeRadius() {
    let codes = [Code64(1), Code64(2)]
    #expect(BKTree(codes).matches(of: Code64(1), within: -1).isEmpty)
    #expect(LinearScan(codes).matches(of: Code64(1), within: -1).isEmpty)
  }

  @Test("Matches come nearest first, and the earlier code first among equally near ones")
  func canonicalOrder() {
    let codes: [Code64] = [Code64(0b11), Code64(0), Code64(0b1), Code64(0), Code64(0b10)]
    let expected = [(1, 0), (3, 0), (2, 1), (4, 1), (0, 2)].map { Match(index: $0, distance: $1) }
    #expect(LinearScan(codes).matches(of: Code64(0), within: 2) == expected)
    #expect(BKTree(codes).matches(of: Code64(0), within: 2) == expected)
  }

  @Test("At a small radius a BK-tree compares a small part of well-spread 64-bit codes")
  func treePrunes() {
    var random = SeededGenerator(seed: 7)
    let codes = (0..<20_000).map { _ in Code64(random.next()) }
    let tree = BKTree(codes)
    let comparisons = codes.prefix(50).map { tree.search($0, within: 2).comparisons }
    // 1,462 measured; a scan would be 20,000.
    #expect(comparisons.reduce(0, +) / comparisons.count < 1600)
  }

  @Test(
    "Needles of the reference's index test are found in its haystack as a scan finds them",
    .enabled(if: ReferenceData.isPresent))
  func referenceHaystack() throws {
    func codes(_ name: String) throws -> [Code256] {
      try String(contentsOfFile: ReferenceData.path("pdq/index/\(name).txt"), encoding: .utf8)
        .split(whereSeparator: \.isNewline).map { line in
          let digits = Array(line.prefix(64))
          return Code256(
            words: SIMD4(
              (0..<4).map { UInt64(String(digits[(48 - 16 * $0)..<(64 - 16 * $0)]), radix: 16)! }))
        }
    }
    let (needles, haystack) = (try codes("needles"), try codes("haystack"))
    #expect(needles.count == 100 && haystack.count == 1350)
    let (scan, tree) = (LinearScan(haystack), BKTree(haystack))
    for needle in needles {
      for radius in [0, 16, 31, 64, 128, 256] {
        #expect(
          tree.matches(of: needle, within: radius) == scan.matches(of: needle, within: radius))
      }
    }
  }
}
