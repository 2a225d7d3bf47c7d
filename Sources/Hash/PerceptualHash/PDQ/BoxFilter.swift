// The box filter of PDQ's blur, along a row and down the columns, by running sums.
//
// Over n samples with a window of w, output o is the mean of the samples that the window, starting
// at o - (w - half), half = (w + 2) / 2, has inside the row. The order of the float operations is
// the reference's, because a running sum rounds: the new sample is added before the old one is taken
// away, and the mean is a true division. That order is sequential along the filter's axis, so it is
// vectorised across it only.

/// The window of an axis and the phases of its running sum.
struct BoxWindow {
  /// Samples that a mean is taken over, away from the edges.
  let width: Int

  /// Outputs lag `half - 1` samples behind the inputs.
  let half: Int

  /// The window of an axis of `length` pixels: 1 for every 128 of them, rounded up.
  init(length: Int) {
    width = (length + 127) / 128
    half = (width + 2) / 2
  }
}

/// Blurs rows, one at a time.
struct RowBox {
  private let window: BoxWindow
  private var input: [Float]

  /// Prepares for rows of `length` samples.
  init(length: Int) {
    window = BoxWindow(length: length)
    input = Array(repeating: 0, count: length)
  }

  /// Filters a row in place.
  mutating func filter(_ row: inout [Float]) {
    swap(&input, &row)
    let (length, width, lag) = (input.count, window.width, window.half - 1)
    var sum: Float = 0
    for x in 0..<lag { sum += input[x] }
    var count = Float(lag)
    for x in lag..<width {
      sum += input[x]
      count += 1
      row[x - lag] = sum / count
    }
    for x in width..<length {
      sum += input[x]
      sum -= input[x - width]
      row[x - lag] = sum / count
    }
    for x in length..<length + lag {
      sum -= input[x - width]
      count -= 1
      row[x - lag] = sum / count
    }
  }
}

/// Blurs the columns of a picture whose rows come one by one: a running sum a column, and the last
/// `window` rows, which are what it must still take away.
struct ColumnBox {
  private let window: BoxWindow
  private let width: Int
  private let length: Int
  private var sums: [Float]
  /// The last `window.width` rows; row y lies at `y % window.width`.
  private var recent: [Float]
  private var rowsTaken = 0
  private var rowsGiven = 0
  private var hasEnded = false

  /// Prepares for `length` rows of `width` samples.
  init(width: Int, length: Int) {
    window = BoxWindow(length: length)
    self.width = width
    self.length = length
    sums = Array(repeating: 0, count: width)
    recent = Array(repeating: 0, count: width * window.width)
  }

  /// Takes the next row. Ask for output rows before the next.
  mutating func append(_ row: [Float]) {
    let slot = rowsTaken % window.width * width
    let isFull = rowsTaken >= window.width
    for x in 0..<width {
      var sum = sums[x] + row[x]
      if isFull { sum -= recent[slot + x] }
      sums[x] = sum
      recent[slot + x] = row[x]
    }
    rowsTaken += 1
  }

  /// Says that the last row has been taken, so that the rows that lag behind can be had.
  mutating func appendEnd() {
    hasEnded = true
  }

  /// Gives the next output row that the rows taken so far determine; false if there is none.
  mutating func nextRow(into output: inout [Float]) -> Bool {
    let lag = window.half - 1
    if rowsGiven + lag < rowsTaken {
      divide(by: Float(min(rowsTaken, window.width)), into: &output)
    } else if hasEnded, rowsGiven < length {
      let slot = (rowsGiven + lag) % window.width * width
      for x in 0..<width { sums[x] -= recent[slot + x] }
      let missing = rowsGiven + lag - length + 1
      divide(by: Float(window.width - missing), into: &output)
    } else {
      return false
    }
    rowsGiven += 1
    return true
  }

  private func divide(by count: Float, into output: inout [Float]) {
    for x in 0..<width { output[x] = sums[x] / count }
  }
}
