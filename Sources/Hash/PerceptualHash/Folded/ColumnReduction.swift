// The horizontal half of folded PDQ: eight reduced rows in, eight rows of two planes out.

internal import CPDQKernels
internal import Luma

/// Reduces rows of sums to 64 columns, by the weights of the width and by those of the mirrored one.
struct ColumnReduction: ~Copyable {
  private let stride: Int
  private let kernels: HashKernels
  private let taps: ColumnTaps
  private let mirroredTaps: ColumnTaps
  /// Eight rows, column by column.
  private let columns: KernelBuffer<Int32>

  /// Prepares for rows of `stride` samples, of which the weights take the first.
  init(_ weights: AxisWeights, stride: Int, kernels: HashKernels) {
    precondition(stride >= weights.count)
    self.stride = stride
    self.kernels = kernels
    // Back from whole numbers to grey levels: a power of two, so it rounds nothing.
    let unit = 1 / Double(AxisWeights.one * AxisWeights.one * FixedLuma.one)
    taps = ColumnTaps(weights.sums, scale: unit)
    mirroredTaps = ColumnTaps(weights.mirrored, scale: unit)
    columns = KernelBuffer(count: HashKernels.rowGroup * stride)
  }

  /// Takes eight rows of `stride` samples, one after the other, perhaps the last one first.
  func take(_ rows: UnsafePointer<Int32>, inReverse: Bool) {
    let first = inReverse ? (HashKernels.rowGroup - 1) * stride : 0
    // The caller's eight rows; `columns` has room for eight values a sample.
    unsafe kernels.table.transpose(
      rows + first, inReverse ? -stride : stride, stride, columns.base)
  }

  /// Writes rows `y` to `y + 7` of two planes from the rows taken.
  func reduce(to plane: borrowing FoldedPlane, mirrored: borrowing FoldedPlane, at y: Int) {
    precondition((0...PDQHasher.side - HashKernels.rowGroup).contains(y))
    var (taps, mirroredTaps) = unsafe (taps.forC, mirroredTaps.forC)
    // The weights lie within the row, and eight rows from `y` on within the plane.
    unsafe kernels.table.reduce(columns.base, &taps, plane.values.base + y)
    unsafe kernels.table.reduce(columns.base, &mirroredTaps, mirrored.values.base + y)
  }
}
