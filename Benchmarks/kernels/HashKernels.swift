// Each kernel of the folded hash, by each instruction set and by its definition: what a picture of 512
// samples a row gives them to do. A kernel that disagrees with its definition ends the run.

import Benchmark
import CPDQKernels
import Foundation
import Luma

private let width = 512

/// A kernel and its definition, with an input and two outputs of their own.
private struct Subject {
  var name: String
  var definition: () -> Void
  var kernel: (vigie_hash_kernels) -> Void
  /// Whether both wrote the same when they ran last.
  var agrees: () -> Bool
}

/// Values that stay where they are until the program ends, where no vector straddles a cache line.
private func values<Value>(_ count: Int, _ value: (Int) -> Value) -> UnsafeMutablePointer<Value> {
  let memory = UnsafeMutableRawPointer.allocate(
    byteCount: count * MemoryLayout<Value>.stride, alignment: 64
  ).bindMemory(to: Value.self, capacity: count)
  for position in 0..<count { (memory + position).initialize(to: value(position)) }
  return memory
}

/// What a kernel writes, and what its definition does.
private struct Outputs<Value: Equatable & ExpressibleByIntegerLiteral> {
  let count: Int
  let found: UnsafeMutablePointer<Value>
  let expected: UnsafeMutablePointer<Value>

  init(_ count: Int) {
    self.count = count
    found = values(count) { _ in 0 }
    expected = values(count) { _ in 0 }
  }

  var agree: Bool { (0..<count).allSatisfy { found[$0] == expected[$0] } }
}

/// From samples to reduced rows.
private func rowSubjects() -> [Subject] {
  var random = SeededNumbers()
  let rgb = values(3 * width) { _ in UInt8.random(in: 0...255, using: &random) }
  let factors = SIMD3(FixedLuma.red, FixedLuma.green, FixedLuma.blue)
  let rows = (0..<2).map { _ in
    values(width) { _ in Int16.random(in: 0...255 * 128, using: &random) }
  }
  let interleaved = values(2 * width) { rows[$0 % 2][$0 / 2] }
  let (luma, pairs) = (Outputs<Int16>(width), Outputs<Int16>(2 * width))
  let sums = Outputs<Int32>(width)
  return [
    Subject(
      name: "weigh_rgb",
      definition: { Definition.weighRGB(rgb, factors, into: luma.expected, count: width) },
      kernel: { $0.weigh_rgb(rgb, width, factors.x, factors.y, factors.z, luma.found) },
      agrees: { luma.agree }),
    Subject(
      name: "interleave",
      definition: {
        Definition.interleave(rows[0], rows[1], into: pairs.expected, count: width)
      },
      kernel: { $0.interleave(rows[0], rows[1], width, pairs.found) },
      agrees: { pairs.agree }),
    Subject(
      name: "accumulate",
      definition: {
        Definition.accumulate(interleaved, 1200, -345, into: sums.expected, count: width)
      },
      kernel: { $0.accumulate(interleaved, width, 1200, -345, sums.found) },
      agrees: { sums.agree }),
  ]
}

/// From reduced rows to the plane.
private func columnSubjects() -> [Subject] {
  var random = SeededNumbers()
  let rows = values(8 * width) { _ in Int32.random(in: 0..<1 << 28, using: &random) }
  let columns = Outputs<Int32>(8 * width)
  let plane = Outputs<Double>(64 * 64)
  // Sums of as many samples as those of a row of 512 have.
  let taps = vigie_taps(
    starts: values(64) { UInt32(max(0, min(width - 15, 8 * $0 - 3))) },
    counts: values(64) { _ in 15 },
    weights: values(64 * 15) { _ in Double(Int.random(in: 0..<1 << 12, using: &random)) },
    stride: 15)
  return [
    Subject(
      name: "transpose",
      definition: {
        Definition.transpose(rows, stride: width, into: columns.expected, count: width)
      },
      kernel: { $0.transpose(rows, width, width, columns.found) },
      agrees: { columns.agree }),
    Subject(
      name: "reduce",
      definition: { Definition.reduce(rows, taps, into: plane.expected) },
      kernel: {
        var taps = taps
        $0.reduce(rows, &taps, plane.found)
      },
      agrees: { plane.agree }),
  ]
}

/// From the plane to hashes and quality.
private func planeSubjects() -> [Subject] {
  var random = SeededNumbers()
  // In units that a double holds exactly, as the planes of pictures are.
  let plane = values(64 * 64) { _ in Double(Int.random(in: 0..<255 << 12, using: &random)) / 4096 }
  let basis = values(16 * 64) { position in
    let (frequency, place) = position.quotientAndRemainder(dividingBy: 64)
    return Double(
      Float(cos(.pi / 128 * Double((frequency + 1) * (2 * place + 1))) * (2.0 / 64).squareRoot()))
  }
  let half = values(32 * 16) { basis[$0 % 16 * 64 + $0 / 16] }
  let coefficients = Outputs<Int32>(256)
  let given = values(256) { _ in Int32.random(in: -1 << 24..<1 << 24, using: &random) }
  // A hash and the one of the transpose.
  let bits = Outputs<UInt64>(8)
  let strength = Outputs<UInt32>(1)
  return [
    Subject(
      name: "transform",
      definition: { Definition.transform(plane, basis: basis, into: coefficients.expected) },
      kernel: { $0.transform(plane, half, coefficients.found) },
      // They add in another order, so a tie may be rounded another way.
      agrees: {
        (0..<256).allSatisfy { abs(coefficients.found[$0] - coefficients.expected[$0]) <= 1 }
      }),
    Subject(
      name: "threshold",
      definition: {
        Definition.threshold(given, into: bits.expected, transposed: bits.expected + 4)
      },
      kernel: { $0.threshold(given, bits.found, bits.found + 4) },
      agrees: { bits.agree }),
    Subject(
      name: "gradients",
      definition: { strength.expected[0] = Definition.gradients(plane) },
      kernel: { strength.found[0] = $0.gradients(plane) },
      agrees: { strength.agree }),
  ]
}

func registerHashKernels() {
  let sets = sequence(first: 0) { $0 + 1 }.lazy.map { vigie_hash_kernels_at($0)?.pointee }
    .prefix { $0 != nil }.compactMap { $0 }
  for subject in rowSubjects() + columnSubjects() + planeSubjects() {
    Benchmark("\(subject.name), definition", configuration: .shortOnes) { benchmark in
      for _ in benchmark.scaledIterations { subject.definition() }
    }
    for kernels in sets {
      let name = "\(subject.name), \(String(cString: kernels.name))"
      subject.definition()
      subject.kernel(kernels)
      precondition(subject.agrees(), "\(name) disagrees with the definition")
      Benchmark(name, configuration: .shortOnes) { benchmark in
        for _ in benchmark.scaledIterations { subject.kernel(kernels) }
      }
    }
  }
}
