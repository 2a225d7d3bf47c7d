// Where the picture lies within its borders: letterbox bars, frames, margins of a scan or screenshot.

internal import Luma

/// Finds uniform borders of any colour, each side by itself, and clears them away.
///
/// A line belongs to the border if it looks like the outermost line of its side, all but a few samples:
/// the noise that compression leaves does not count, nor does a speck. A plain sky is taken for a border
/// now and then, which costs one hash more and no match.
struct BorderTrim {
  /// A sample may be so far from its border's level: the noise of strong compression.
  private static let tolerance = 10 * FixedLuma.one

  /// One sample in so many of a line may be farther.
  private static let samplesPerSpeck = 50

  /// What is left has this many samples a side at least, enough for a hash.
  private static let smallestSide = 64

  /// Bars narrower than this share of their side are left: they move a hash by a few bits only.
  private static let narrowest = 0.01

  /// The picture; lines that border and picture share are made the picture's alone.
  private(set) var luma: [Int16]
  private let width: Int

  /// What is left of the columns and rows.
  private(set) var columns: Side
  private(set) var rows: Side

  /// The samples of an axis that are inside, and how much of the first and last of them is.
  struct Side {
    var range: Range<Int>
    var firstShare = 1.0
    var lastShare = 1.0
  }

  /// So many borders are trimmed, one within the other. The first trim may leave a picture with a plain
  /// sky, the second take the sky away: both are hashed.
  private static let mostBorders = 2

  /// What is left of a picture after each border that it has; empty if it has none worth the name.
  static func trims(of picture: ReducedPicture) -> [BorderTrim] {
    var trims: [BorderTrim] = []
    var trim = BorderTrim(picture)
    while trims.count < mostBorders, trim.trim() {
      let (columns, rows) = (trim.columns.range.count, trim.rows.range.count)
      let isNarrower = Double(columns) <= (1 - narrowest) * Double(picture.width)
      let isLower = Double(rows) <= (1 - narrowest) * Double(picture.height)
      if isNarrower || isLower { trims.append(trim) }
    }
    return trims
  }

  private init(_ picture: ReducedPicture) {
    width = picture.width
    luma = picture.luma
    columns = Side(range: 0..<picture.width)
    rows = Side(range: 0..<picture.height)
  }

  /// Trims each side once; false if none has a border.
  private mutating func trim() -> Bool {
    let top = trim(rows.range.map { row($0) })
    rows.range = rows.range.dropFirst(top.width)
    if top.width > 0 { rows.firstShare = top.share }
    let bottom = trim(rows.range.reversed().map { row($0) })
    rows.range = rows.range.dropLast(bottom.width)
    if bottom.width > 0 { rows.lastShare = bottom.share }
    let left = trim(columns.range.map { column($0) })
    columns.range = columns.range.dropFirst(left.width)
    if left.width > 0 { columns.firstShare = left.share }
    let right = trim(columns.range.reversed().map { column($0) })
    columns.range = columns.range.dropLast(right.width)
    if right.width > 0 { columns.lastShare = right.share }
    return top.width + bottom.width + left.width + right.width > 0
  }

  /// Positions of a row's samples that are inside.
  private func row(_ y: Int) -> StrideTo<Int> {
    stride(
      from: y * width + columns.range.lowerBound, to: y * width + columns.range.upperBound, by: 1)
  }

  /// Positions of a column's samples that are inside.
  private func column(_ x: Int) -> StrideTo<Int> {
    stride(
      from: rows.range.lowerBound * width + x, to: rows.range.upperBound * width + x, by: width)
  }

  /// Trims one side, whose `lines` come from the outermost on.
  ///
  /// - Returns: How many of them are border, and how much of the next one is picture.
  private mutating func trim(_ lines: [StrideTo<Int>]) -> (width: Int, share: Double) {
    guard let outermost = lines.first, lines.count > Self.smallestSide + 1 else { return (0, 1) }
    let count = outermost.underestimatedCount
    let level = outermost.reduce(0) { $0 + Int(luma[$1]) } / count
    let most = lines.count - Self.smallestSide - 1
    let border = lines.prefix(most).prefix { isUniform($0, count: count, level: level) }.count
    guard border > 0 else { return (0, 1) }
    let share = share(of: lines[border], next: lines[border + 1], level: level)
    guard share >= 0.5 else { return (border + 1, 1) }
    for position in lines[border] where share < 1 {
      let value = level + Int(Double(Int(luma[position]) - level) / share)
      luma[position] = Int16(clamping: max(0, min(255 * FixedLuma.one, value)))
    }
    return (border, share)
  }

  /// Whether a line of `count` samples has `level`, but for specks.
  private func isUniform(_ line: StrideTo<Int>, count: Int, level: Int) -> Bool {
    var specks = 0
    for position in line where abs(Int(luma[position]) - level) > Self.tolerance {
      specks += 1
      if specks > count / Self.samplesPerSpeck { return false }
    }
    return true
  }

  /// How much of a line beside a border of `level` is picture, 0...1, if the picture's part of it is
  /// like the `next` line: the factor that fits best.
  private func share(of line: StrideTo<Int>, next: StrideTo<Int>, level: Int) -> Double {
    var (product, square) = (0, 0)
    for (position, inward) in zip(line, next) {
      let contrast = Int(luma[inward]) - level
      product += (Int(luma[position]) - level) * contrast
      square += contrast * contrast
    }
    return square > 0 ? max(0, min(1, Double(product) / Double(square))) : 1
  }
}
