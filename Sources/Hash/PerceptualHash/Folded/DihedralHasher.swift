// From the rows of a picture, in order, to its PDQ hashes in eight orientations: the fast path.
//
//   rows, two by two -> 64 reduced rows, by the weights of the height      (RowReduction)
//                    -> 64 more, by the weights of the mirrored height
//   eight of them    -> 64 columns, by the weights of the width, and 64 by the mirrored ones
//   four planes      -> upright, flipX, flipY, rotate180; the transposes of these are the other four
//
// Luma and weights are whole numbers and their sums are exact, so a plane depends neither on the order
// of summation nor on the processor, and the plane of a turned picture is the turned plane to the bit.
// What differs from the definition (`PDQHasher`) is the rounding: of luma to 1/128, of weights to
// 2^-14, and the definition's own in its running sums.

internal import CPDQKernels
public import Luma

/// Hashes pictures of one size in all orientations, row by row.
///
/// Time O(width * height), memory O(width). Feed every row once, top to bottom, then call
/// ``finish()``; the hasher can then be used for the next picture of the same size.
public struct DihedralHasher: ~Copyable {
  /// The samples of one row.
  public let width: Int

  /// The rows of a picture.
  public let height: Int

  private let kernels: HashKernels
  private let stride: Int
  private var upright: RowReduction
  private var mirrored: RowReduction
  private let columns: ColumnReduction
  /// Two rows, one after the other.
  private let rows: KernelBuffer<Int16>
  private let pairs: KernelBuffer<Int16>
  private let planes = Planes()
  private var rowsTaken = 0

  /// The planes of the upright picture and of three that are turned.
  private struct Planes: ~Copyable {
    let identity = FoldedPlane()
    let flipX = FoldedPlane()
    let flipY = FoldedPlane()
    let rotate180 = FoldedPlane()
  }

  /// Prepares for pictures of `size` pixels of which every `scale` x `scale` come as one sample, their
  /// mean (at the right and lower edge, perhaps of fewer).
  public init(size: PictureSize, scale: Int = 1) {
    self.init(size: size, scale: scale, kernels: .best)
  }

  /// Prepares for pictures whose first and last rows and columns are continued outwards: by so many
  /// thousandths of their length.
  init(size: PictureSize, scale: Int, widenedBy thousandths: Int) {
    func weights(_ length: Int) -> AxisWeights {
      AxisWeights(length: length, scale: scale, margin: length * thousandths / 1000)
    }
    self.init(rows: weights(size.height), columns: weights(size.width), kernels: .best)
  }

  /// Prepares for pictures with the kernels of a chosen instruction set, for comparisons.
  package init(size: PictureSize, scale: Int, kernels: HashKernels) {
    self.init(
      rows: AxisWeights(length: size.height, scale: scale),
      columns: AxisWeights(length: size.width, scale: scale), kernels: kernels)
  }

  init(rows rowWeights: AxisWeights, columns columnWeights: AxisWeights, kernels: HashKernels) {
    width = columnWeights.count
    height = rowWeights.count
    self.kernels = kernels
    stride = HashKernels.paddedCount(of: width)
    columns = ColumnReduction(columnWeights, stride: stride, kernels: kernels)
    upright = RowReduction(sums: rowWeights.sums, stride: stride, kernels: kernels)
    mirrored = RowReduction(
      sums: rowWeights.mirrored.reversed, stride: stride, kernels: kernels)
    rows = KernelBuffer(count: 2 * stride)
    pairs = KernelBuffer(count: 2 * stride)
  }

  /// Takes the next row.
  ///
  /// - Parameter luma: ``width`` values in units of 1/128: 0...32,640.
  /// - Precondition: `luma` has that many values, and the picture has a row left.
  public mutating func append(_ luma: Span<Int16>) {
    precondition(luma.count == width && rowsTaken < height)
    unsafe luma.withUnsafeBufferPointer { row in
      // A half of `rows` holds `stride` samples, at least `width`.
      unsafe (rows.base + rowsTaken % 2 * stride).update(from: row.baseAddress!, count: width)
    }
    rowsTaken += 1
    if rowsTaken % 2 == 0 { reduceRows() }
  }

  /// The hashes of the rows taken.
  ///
  /// - Precondition: every row has been taken.
  public mutating func finish() -> DihedralPDQ {
    precondition(rowsTaken == height, "a PDQ hash needs every row")
    if rowsTaken % 2 == 1 {
      rows.clear(stride..<2 * stride)
      rowsTaken += 1
      reduceRows()
    }
    rowsTaken = 0
    upright.restart()
    mirrored.restart()
    let (identity, transpose) = planes.identity.hashes(by: kernels)
    let (flipX, rotate270) = planes.flipX.hashes(by: kernels)
    let (flipY, rotate90) = planes.flipY.hashes(by: kernels)
    let (rotate180, antitranspose) = planes.rotate180.hashes(by: kernels)
    return DihedralPDQ(
      quality: planes.identity.quality(by: kernels),
      hashes: [
        identity, rotate90, rotate180, rotate270, flipX, flipY, transpose, antitranspose,
      ])
  }

  /// Adds the two rows that are held to the sums, and reduces what groups of sums are complete.
  private mutating func reduceRows() {
    let first = rowsTaken - 2
    // Every buffer has the `stride` that the kernels are told.
    unsafe kernels.table.interleave(rows.base, rows.base + stride, stride, pairs.base)
    upright.append(pairs: pairs, at: first)
    mirrored.append(pairs: pairs, at: first)
    let group = HashKernels.rowGroup
    while let (position, sums) = unsafe upright.completeGroup {
      unsafe columns.take(sums, inReverse: false)
      columns.reduce(to: planes.identity, mirrored: planes.flipX, at: group * position)
      upright.releaseGroup()
    }
    // The sums of the mirrored rows are complete from the last to the first.
    while let (position, sums) = unsafe mirrored.completeGroup {
      unsafe columns.take(sums, inReverse: true)
      let y = PDQHasher.side - group * (position + 1)
      columns.reduce(to: planes.flipY, mirrored: planes.rotate180, at: y)
      mirrored.releaseGroup()
    }
  }
}
