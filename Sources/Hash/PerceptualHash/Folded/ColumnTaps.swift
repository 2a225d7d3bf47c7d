// The horizontal half of folded PDQ, as the kernels take it.

internal import CPDQKernels

/// The weights of the columns in the layout of the kernels.
struct ColumnTaps: ~Copyable {
  private let starts: KernelBuffer<UInt32>
  private let counts: KernelBuffer<UInt32>
  private let weights: KernelBuffer<Double>
  private let stride: Int

  /// Lays out `sums`, 64 of them, each weight times `scale`.
  init(_ sums: WeightedSums, scale: Double) {
    let side = PDQHasher.side
    stride = (0..<side).map { sums.count(of: $0) }.max() ?? 0
    starts = KernelBuffer(count: side)
    counts = KernelBuffer(count: side)
    weights = KernelBuffer(count: side * stride)
    for sum in 0..<side {
      // Each buffer has a place for each sum; each sum has at most `stride` weights.
      unsafe starts.base[sum] = UInt32(sums.starts[sum])
      unsafe counts.base[sum] = UInt32(sums.count(of: sum))
      for tap in 0..<sums.count(of: sum) {
        let weight = sums.weights[sums.offsets[sum] + tap]
        unsafe weights.base[sum * stride + tap] = Double(weight) * scale
      }
    }
  }

  /// The layout; valid as long as `self`.
  var forC: vigie_taps {
    unsafe vigie_taps(
      starts: starts.base, counts: counts.base, weights: weights.base, stride: stride)
  }
}
