// Times each kernel of each instruction set that the processor has beside a plain definition in Swift,
// and the hash stage as a whole.

import Benchmark

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock], warmupIterations: 3, maxDuration: .milliseconds(500),
    maxIterations: 10_000)
  registerHashKernels()
  registerHashStage()
  registerSearchKernels()
}

extension Benchmark.Configuration {
  /// For what takes far less than a microsecond: a thousand of them are timed at once.
  static var shortOnes: Self {
    var configuration = Benchmark.defaultConfiguration
    configuration.scalingFactor = .kilo
    return configuration
  }
}

/// A generator of numbers that are the same in each run.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 33)
  }
}
