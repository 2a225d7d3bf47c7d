// The kernels of every instruction set against the definition of a scan.

import HammingSpace
import TestSupport
import Testing

struct KernelTests {
  @Test("There are the portable kernels, and the best are the last")
  func dispatch() {
    #expect(Kernels.all.first?.name == "portable")
    #expect(Kernels.all.last?.name == Kernels.best.name)
  }

  @Test(
    "Kernels find what the definition finds, whatever the number of codes, of queries, the radius",
    arguments: Kernels.all.indices, [0, 1, 7, 8, 15, 16, 17, 33, 1023, 1024, 1025, 3000])
  func longCodes(kernel: Int, count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let codes = TestCodes.clustered(count, &random)
    let scan = LinearScan<Code256>(CodeStore(codes), kernels: Kernels.all[kernel])
    let queries = (0..<11).map { number in
      number < 8 && count > 0
        ? TestCodes.flipped(codes.randomElement(using: &random)!, 9 * number, &random)
        : TestCodes.random(&random)
    }
    for radius in [-1, 0, 1, 31, 49, 50, 54, 63, 100, 128, 200, 256, 1000] {
      for some in [queries.prefix(1), queries.prefix(8), queries[...]] {
        let results = scan.search(Array(some), within: radius)
        for (query, result) in zip(some, results) {
          #expect(
            result.matches == LinearScan<Code256>.definition(query, within: radius, in: codes))
        }
      }
    }
  }

  @Test(
    "Kernels find what the definition finds among 64-bit codes",
    arguments: Kernels.all.indices, [0, 1, 3, 4, 5, 8, 9, 1024, 2500])
  func shortCodes(kernel: Int, count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let codes = (0..<count).map { _ in Code64(random.next() & random.next()) }
    let scan = LinearScan<Code64>(CodeStore(codes), kernels: Kernels.all[kernel])
    let queries = codes.prefix(2) + (0..<9).map { _ in Code64(random.next() & random.next()) }
    for radius in [-1, 0, 4, 10, 16, 24, 32, 64, 65] {
      for (query, result) in zip(queries, scan.search(Array(queries), within: radius)) {
        #expect(result.matches == LinearScan<Code64>.definition(query, within: radius, in: codes))
      }
    }
  }
}
