// Times the hash stage alone: a picture of luma in memory, one thread, in microseconds: the median of
// many runs, and the least. The definition stands beside the fast path, and each kernel of each
// instruction set that the processor has beside the others.

import Luma
import PerceptualHash

let clock = ContinuousClock()

/// Runs `body` for about a second, and prints how long it takes.
func measure(_ name: String, _ body: () -> Void) {
  var times: [Duration] = []
  let start = clock.now
  while times.count < 5 || (times.count < 20_000 && clock.now - start < .seconds(1)) {
    times.append(clock.measure(body))
  }
  times.sort()
  func microseconds(_ time: Duration) -> String {
    let tenths = time.components.attoseconds / 100_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
  let padded = name + String(repeating: " ", count: max(1, 52 - name.count))
  print("\(padded)median \(microseconds(times[times.count / 2]))  least \(microseconds(times[0]))")
}

let size = PictureSize(width: 512, height: 512)!
var state: UInt32 = 1
let samples = (0..<size.pixelCount).map { position in
  state = state &* 1_664_525 &+ 1_013_904_223
  let (y, x) = position.quotientAndRemainder(dividingBy: size.width)
  return UInt8((x * 7 / size.width + y * 5 / size.height) % 2 * 120 + Int(state >> 26))
}
let luma = samples.map { Float($0) }
let fixed = samples.map { Int16($0) * Int16(FixedLuma.one) }

print("\(size), microseconds, one thread")
measure("definition, one orientation") { _ = PDQResult(luma: luma.span, size: size) }
measure("definition, eight orientations") {
  _ = DihedralPDQ(definitionOf: luma.span, size: size)
}
for kernels in HashKernels.usable {
  var hasher = DihedralHasher(size: size, scale: 1, kernels: kernels)
  measure("folded, eight orientations, \(kernels.name)") {
    for y in 0..<size.height {
      hasher.append(fixed.span.extracting(y * size.width..<(y + 1) * size.width))
    }
    _ = hasher.finish()
  }
}
for findsFramings in [false, true] {
  var hasher = PictureHasher(size: size, findsFramings: findsFramings)
  measure("folded, from samples\(findsFramings ? ", all framings" : "")") {
    for y in 0..<size.height {
      hasher.append(
        samples.span.extracting(y * size.width..<(y + 1) * size.width), layout: .grey8)
    }
    _ = hasher.finish()
  }
}
let large = PictureSize(width: 4000, height: 3000)!
measure("weights of 512 x 512") { _ = DihedralHasher(size: size) }
measure("weights of 4000 x 3000 at 1/8") { _ = DihedralHasher(size: large, scale: 8) }
measure("weights of 4000 x 3000 at 1/8, all framings") { _ = PictureHasher(size: large, scale: 8) }
