// A small copy of a picture, kept while its rows stream by, from which a part of it can be hashed.

internal import Luma

/// The means of blocks of a picture's samples: at most 1024 a side, 2 MB.
struct ReducedPicture {
  /// The longest side that is kept.
  private static let longestSide = 1024

  /// Samples of the picture that one of this copy stands for, across and down.
  let columnsPerSample: Int
  let rowsPerSample: Int

  /// Dimensions of the copy, once every row has been taken.
  let width: Int
  let height: Int

  /// Luma in units of 1/128, row by row.
  private(set) var luma: [Int16] = []

  /// The sums of the rows that are not yet a row of the copy.
  private var sums: [Int32]
  private var rowsSummed = 0

  /// Prepares for `height` rows of `width` samples.
  init(width: Int, height: Int) {
    columnsPerSample = (width + Self.longestSide - 1) / Self.longestSide
    rowsPerSample = (height + Self.longestSide - 1) / Self.longestSide
    self.width = (width + columnsPerSample - 1) / columnsPerSample
    self.height = (height + rowsPerSample - 1) / rowsPerSample
    sums = Array(repeating: 0, count: width)
    luma.reserveCapacity(self.width * self.height)
  }

  /// Takes the next row.
  mutating func append(_ row: [Int16]) {
    precondition(row.count == sums.count)
    if columnsPerSample == 1, rowsPerSample == 1 {
      luma += row
      return
    }
    // Blocks of up to 2^16 samples of 15 bits fit: pictures of 262,144 samples a side.
    for x in sums.indices { sums[x] &+= Int32(row[x]) }
    rowsSummed += 1
    if rowsSummed == rowsPerSample { appendMeans() }
  }

  /// Prepares for the next picture.
  mutating func restart() {
    luma.removeAll(keepingCapacity: true)
  }

  /// Says that the last row has been taken.
  mutating func appendEnd() {
    if rowsSummed > 0 { appendMeans() }
  }

  private mutating func appendMeans() {
    let (sums, whole) = (sums, columnsPerSample)
    func mean(of start: Int, _ count: Int, by inverse: Int64) -> Int16 {
      var sum: Int32 = 0
      for offset in 0..<count { sum &+= sums[start &+ offset] }
      return Int16(truncatingIfNeeded: (Int64(sum) &* inverse &+ 1 << 31) >> 32)
    }
    // The inverse of a count, in units of 2^-32: a division for each sample would cost as much as
    // decoding some formats.
    func inverse(of count: Int) -> Int64 { (1 << 32) / Int64(count) }
    let (blocks, rest) = sums.count.quotientAndRemainder(dividingBy: whole)
    let share = inverse(of: rowsSummed * whole)
    luma += (0..<blocks).map { mean(of: $0 &* whole, whole, by: share) }
    if rest > 0 {
      luma.append(mean(of: blocks * whole, rest, by: inverse(of: rowsSummed * rest)))
    }
    self.sums = Array(repeating: 0, count: sums.count)
    rowsSummed = 0
  }
}
