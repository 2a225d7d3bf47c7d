// From the rows of a picture, in order, to its PDQ hash: the definition, at full resolution.
//
// Source: the published reference of PDQ (facebook/ThreatExchange, pdq/, "Hashing.pdf" and its C++
// code). All arithmetic is float32 in the reference's order, so equal luma gives equal bits.
//
// A picture is never whole in memory. Rows run through the stages as they come:
//
//   luma row -> box along the row -> box down the columns -> box along the row -> 64 columns of it
//            -> box down those columns -> 64 rows of it -> 64 x 64 plane -> DCT -> median -> 256 bits
//
// The two box passes make a tent filter whose window is dim / 128, so that what decimation to 64
// would alias is gone before it; a column holds `window` rows at a time, 2 % of the picture at most.

internal import CPDQKernels
internal import HammingSpace
public import Luma

/// Hashes one picture, row by row.
///
/// Time O(width * height), memory O(width * height / 64). Feed every row once, top to bottom, then
/// call ``finish()``.
public struct PDQHasher {
  /// Side of the plane that the picture is reduced to.
  static let side = Int(VIGIE_PLANE_SIDE)

  /// A picture with a side shorter than this has no hash: zero, of quality 0.
  private static let smallestSide = 5

  private let size: PictureSize
  private let isBlurred: Bool
  private let sampleRows: [Int]
  private let sampleColumns: [Int]
  private var horizontal: RowBox
  private var firstVertical: ColumnBox
  private var secondVertical: ColumnBox
  private var row: [Float]
  private var samples: [Float]
  private var plane: [Float] = []
  private var rowsTaken = 0
  private var rowsBlurred = 0

  /// Prepares for a picture of `size` pixels.
  public init(size: PictureSize) {
    self.size = size
    isBlurred = size.width != Self.side || size.height != Self.side
    sampleRows = (0..<Self.side).map { Self.sampledPosition($0, of: size.height) }
    sampleColumns = (0..<Self.side).map { Self.sampledPosition($0, of: size.width) }
    horizontal = RowBox(length: size.width)
    firstVertical = ColumnBox(width: size.width, length: size.height)
    secondVertical = ColumnBox(width: Self.side, length: size.height)
    row = Array(repeating: 0, count: size.width)
    samples = Array(repeating: 0, count: Self.side)
    plane.reserveCapacity(Self.side * Self.side)
  }

  /// Takes the next row.
  ///
  /// - Parameter luma: `size.width` values in 0...255.
  /// - Precondition: `luma` has the picture's width, and the picture has a row left.
  public mutating func append(_ luma: Span<Float>) {
    precondition(luma.count == size.width && rowsTaken < size.height)
    rowsTaken += 1
    guard isBlurred else {
      for x in 0..<luma.count { plane.append(luma[x]) }
      return
    }
    for x in 0..<luma.count { row[x] = luma[x] }
    horizontal.filter(&row)
    firstVertical.append(row)
    drainFirstVertical()
  }

  /// The hash of the rows taken.
  ///
  /// - Precondition: every row has been taken.
  public consuming func finish() -> PDQResult {
    precondition(rowsTaken == size.height, "a PDQ hash needs every row")
    if isBlurred {
      firstVertical.appendEnd()
      drainFirstVertical()
      secondVertical.appendEnd()
      drainSecondVertical()
    }
    guard min(size.width, size.height) >= Self.smallestSide else {
      return PDQResult(hash: PDQHash(.init(words: .zero)), quality: 0)
    }
    return PDQPlane(luma: plane).result
  }

  private mutating func drainFirstVertical() {
    while firstVertical.nextRow(into: &row) {
      horizontal.filter(&row)
      for (position, column) in sampleColumns.enumerated() { samples[position] = row[column] }
      secondVertical.append(samples)
      drainSecondVertical()
    }
  }

  private mutating func drainSecondVertical() {
    while secondVertical.nextRow(into: &samples) {
      // A picture of fewer than 64 rows gives some of them more than once.
      while plane.count < Self.side * Self.side,
        sampleRows[plane.count / Self.side] == rowsBlurred
      {
        plane.append(contentsOf: samples)
      }
      rowsBlurred += 1
    }
  }

  /// The pixel that decimation of `length` pixels to 64 takes: the middle of one of 64 equal parts.
  static func sampledPosition(_ part: Int, of length: Int) -> Int {
    (2 * part + 1) * length / (2 * side)
  }
}

extension PDQResult {
  /// Hashes a picture whose luma is in memory.
  ///
  /// - Parameters:
  ///   - luma: `size.pixelCount` values in 0...255, row by row.
  ///   - size: The picture's dimensions.
  /// - Precondition: `luma` holds `size.pixelCount` values.
  public init(luma: Span<Float>, size: PictureSize) {
    precondition(luma.count == size.pixelCount)
    var hasher = PDQHasher(size: size)
    for y in 0..<size.height {
      hasher.append(luma.extracting(y * size.width..<(y + 1) * size.width))
    }
    self = hasher.finish()
  }
}
