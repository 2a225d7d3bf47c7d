// The kernels of the indexes, by each instruction set, and the definition of a lookup: 256-bit codes.

import Benchmark
import HammingSpace

private func randomCodes(_ count: Int) -> [Code256] {
  var random = SeededNumbers()
  return (0..<count).map { _ in
    Code256(words: SIMD4(random.next(), random.next(), random.next(), random.next()))
  }
}

/// Few enough for the processor's caches.
private let few = randomCodes(65_536)
private let fewStored = CodeStore(few)
/// Enough that comparing all takes longer than looking into tables.
private let many = randomCodes(1_000_000)
private let index = MultiIndexHash(many)

/// As many as one pass compares, each 20 bits from a code.
private func queries(near codes: [Code256]) -> [Code256] {
  (0..<Kernels.queriesPerPass).map { number in
    Code256(words: codes[7919 * number].words ^ SIMD4(0x3FF, 0, 0x3FF << 20, 0))
  }
}

func registerSearchKernels() {
  for radius in [31, 54] {
    let name = "scan of 65536 codes, 8 queries, radius \(radius)"
    Benchmark("\(name), definition") { _ in
      for query in queries(near: few) {
        blackHole(LinearScan.definition(query, within: radius, in: few))
      }
    }
    for kernels in Kernels.all {
      Benchmark("\(name), \(kernels.name)") { benchmark in
        let scan = LinearScan<Code256>(fewStored, kernels: kernels)
        let queries = queries(near: few)
        benchmark.startMeasurement()
        blackHole(scan.search(queries, within: radius))
      }
    }
  }
  let name = "search among 1000000 codes, 8 queries, radius 31"
  Benchmark("\(name), definition") { _ in
    for query in queries(near: many) {
      blackHole(LinearScan.definition(query, within: 31, in: many))
    }
  }
  for kernels in Kernels.all {
    Benchmark("\(name), \(kernels.name)") { benchmark in
      let index = MultiIndexHash<Code256>(
        index.store, index.plan, index.tables, index.repeats, skews: index.skews, kernels: kernels)
      let queries = queries(near: many)
      benchmark.startMeasurement()
      blackHole(index.search(queries, within: 31))
    }
  }
}
