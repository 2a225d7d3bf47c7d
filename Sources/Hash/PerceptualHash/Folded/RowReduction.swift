// The vertical half of folded PDQ: rows in as they come, 64 reduced rows out, eight at a time.
//
//   pair of rows -> added, with their weights, to the two or three sums that are under way
//   sums         -> a ring of groups of eight: a group is handed on once its last sum is complete

internal import CPDQKernels

/// Reduces the rows of a picture to 64 weighted sums of rows.
///
/// Memory: two groups of eight rows, whatever the height (more for heights below 64, where a row goes
/// into many sums).
struct RowReduction: ~Copyable {
  private static let groupSize = HashKernels.rowGroup

  /// In the order in which they are complete.
  private let sums: WeightedSums
  private let stride: Int
  private let groupCount: Int
  private let ring: KernelBuffer<Int32>
  private let kernels: HashKernels
  private var complete = 0
  private var groupsGiven = 0

  /// Prepares for rows of `stride` samples.
  ///
  /// - Parameters:
  ///   - sums: What the rows are reduced to, in the order in which they are complete.
  init(sums: WeightedSums, stride: Int, kernels: HashKernels) {
    self.sums = sums
    self.stride = stride
    self.kernels = kernels
    groupCount = Self.groupCount(of: sums)
    ring = KernelBuffer(count: groupCount * Self.groupSize * stride)
  }

  /// How many groups are under way at once: from the one of the first sum that is not complete to the
  /// one of the last sum that a pair of rows goes into.
  private static func groupCount(of sums: WeightedSums) -> Int {
    var (complete, most) = (0, 1)
    for (last, start) in sums.starts.enumerated() {
      while sums.ends[complete] <= start & ~1 { complete += 1 }
      most = max(most, last / groupSize - complete / groupSize + 1)
    }
    return most
  }

  /// Takes two rows. Ask for groups before the next.
  ///
  /// - Parameters:
  ///   - pairs: Their samples, interleaved; `2 * stride` of them.
  ///   - first: Position of the first row. A second one beyond the last row has no weight.
  mutating func append(pairs: borrowing KernelBuffer<Int16>, at first: Int) {
    precondition(pairs.count == 2 * stride)
    for sum in complete..<PDQHasher.side {
      guard sums.starts[sum] <= first + 1 else { break }
      precondition(sum / Self.groupSize - groupsGiven < groupCount)
      let row = sum % (groupCount * Self.groupSize) * stride
      // Both buffers have the length that the kernel is told, and the row lies in the ring.
      unsafe kernels.table.accumulate(
        pairs.base, stride, sums.weight(of: sum, at: first), sums.weight(of: sum, at: first + 1),
        ring.base + row)
    }
    while complete < PDQHasher.side, sums.ends[complete] <= first + 2 { complete += 1 }
  }

  /// The next group whose sums are complete: its position, and its eight rows of `stride` samples,
  /// valid until it is released.
  var completeGroup: (position: Int, rows: UnsafePointer<Int32>)? {
    guard groupsGiven < complete / Self.groupSize else { return nil }
    // The ring holds whole groups.
    return unsafe (groupsGiven, UnsafePointer(ring.base + start))
  }

  /// Goes on to the next group.
  mutating func releaseGroup() {
    ring.clear(start..<start + Self.groupSize * stride)
    groupsGiven += 1
  }

  /// Where the next group starts in the ring.
  private var start: Int { groupsGiven % groupCount * Self.groupSize * stride }

  /// Prepares for the next picture.
  mutating func restart() {
    precondition(groupsGiven * Self.groupSize == PDQHasher.side, "every row has to be taken first")
    complete = 0
    groupsGiven = 0
  }
}
