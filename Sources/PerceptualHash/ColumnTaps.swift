// The horizontal half of folded PDQ, as the kernels take it.

internal import CHashKernels

/// The weights of the columns in the layout of the kernels.
struct ColumnTaps: ~Copyable {
  private let starts: KernelBuffer<UInt32>
  private let counts: KernelBuffer<UInt32>
  private let weights: KernelBuffer<Double>
  private let stride: Int

  /// Lays out `sums`, 64 of them, each weight times `scale`.
  init(_ sums: [AxisWeights.Sum], scale: Double) {
    precondition(sums.count == PDQHasher.side)
    stride = sums.map { $0.weights.count }.max() ?? 0
    starts = KernelBuffer(count: sums.count)
    counts = KernelBuffer(count: sums.count)
    weights = KernelBuffer(count: sums.count * stride)
    for (position, sum) in sums.enumerated() {
      // Each buffer has a place for each sum; each sum has at most `stride` weights.
      unsafe starts.base[position] = UInt32(sum.start)
      unsafe counts.base[position] = UInt32(sum.weights.count)
      for (tap, weight) in sum.weights.enumerated() {
        unsafe weights.base[position * stride + tap] = Double(weight) * scale
      }
    }
  }

  /// The layout; valid as long as `self`.
  var forC: vigie_taps {
    unsafe vigie_taps(
      starts: starts.base, counts: counts.base, weights: weights.base, stride: stride)
  }
}
