// The hash stage as a whole: a picture of luma in memory, one thread, the definition beside the fast path.

import Benchmark
import Luma
import PerceptualHash

private let size = PictureSize(width: 512, height: 512)!
/// A chequered picture with some noise.
private let samples: [UInt8] = {
  var random = SeededNumbers()
  return (0..<size.pixelCount).map { position in
    let (y, x) = position.quotientAndRemainder(dividingBy: size.width)
    let field = (x * 7 / size.width + y * 5 / size.height) % 2
    return UInt8(field * 120) + UInt8.random(in: 0..<64, using: &random)
  }
}()
private let luma = samples.map { Float($0) }
private let fixed = samples.map { Int16($0) * Int16(FixedLuma.one) }

private func row(_ y: Int) -> Range<Int> { y * size.width..<(y + 1) * size.width }

func registerHashStage() {
  Benchmark("stage: definition, one orientation") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(PDQResult(luma: luma.span, size: size)) }
  }
  Benchmark("stage: definition, eight orientations") { benchmark in
    for _ in benchmark.scaledIterations {
      blackHole(DihedralPDQ(definitionOf: luma.span, size: size))
    }
  }
  for kernels in HashKernels.usable {
    Benchmark("stage: folded, eight orientations, \(kernels.name)") { benchmark in
      var hasher = DihedralHasher(size: size, scale: 1, kernels: kernels)
      benchmark.startMeasurement()
      for y in 0..<size.height { hasher.append(fixed.span.extracting(row(y))) }
      blackHole(hasher.finish())
    }
  }
  for findsFramings in [false, true] {
    Benchmark("stage: from samples, \(findsFramings ? "all framings" : "one framing")") {
      benchmark in
      var hasher = PictureHasher(size: size, findsFramings: findsFramings)
      benchmark.startMeasurement()
      for y in 0..<size.height {
        hasher.append(samples.span.extracting(row(y)), layout: .grey8)
      }
      blackHole(hasher.finish())
    }
  }
  registerWeights()
}

/// What is computed once for all pictures of a size.
private func registerWeights() {
  let large = PictureSize(width: 4000, height: 3000)!
  Benchmark("weights: 512 x 512") { _ in _ = DihedralHasher(size: size) }
  Benchmark("weights: 4000 x 3000 at 1/8") { _ in _ = DihedralHasher(size: large, scale: 8) }
  Benchmark("weights: 4000 x 3000 at 1/8, all framings") { _ in
    _ = PictureHasher(size: large, scale: 8)
  }
}
