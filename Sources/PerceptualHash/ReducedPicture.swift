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
    // Rows are added in groups that an Int32 can hold: 2^16 of 15 bits.
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
    for start in stride(from: 0, to: sums.count, by: columnsPerSample) {
      let end = min(start + columnsPerSample, sums.count)
      var sum = 0
      for x in start..<end { sum += Int(sums[x]) }
      let count = rowsSummed * (end - start)
      luma.append(Int16((sum + count / 2) / count))
    }
    for x in sums.indices { sums[x] = 0 }
    rowsSummed = 0
  }
}
