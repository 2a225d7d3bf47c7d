// Exact lookup: digests of one algorithm, sorted.

/// A sorted table of digests. `byteCount + 4` bytes an entry; a lookup is a binary search.
struct DigestTable: Sendable {
  private let stride: Int
  /// The digests one behind the other, in ascending order.
  private var bytes: [UInt8] = []
  /// The entry that each came from.
  private var entries: [UInt32] = []

  /// Makes a table of digests, which may contain duplicates, and the entries they belong to.
  init(_ algorithm: DigestAlgorithm, _ digests: [(digest: FileDigest, entry: UInt32)]) {
    stride = algorithm.byteCount
    let sorted = digests.sorted { left, right in
      left.digest.bytes == right.digest.bytes
        ? left.entry < right.entry
        : left.digest.bytes.lexicographicallyPrecedes(right.digest.bytes)
    }
    bytes.reserveCapacity(sorted.count * stride)
    for (digest, entry) in sorted {
      precondition(digest.algorithm == algorithm)
      bytes.append(contentsOf: digest.bytes)
      entries.append(entry)
    }
  }

  var count: Int { entries.count }

  /// The entries that have exactly this digest, in ascending order.
  func entries(of digest: FileDigest) -> ArraySlice<UInt32> {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if row(middle).lexicographicallyPrecedes(digest.bytes) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var end = low
    while end < count, row(end).elementsEqual(digest.bytes) { end += 1 }
    return entries[low..<end]
  }

  private func row(_ index: Int) -> ArraySlice<UInt8> {
    bytes[index * stride..<(index + 1) * stride]
  }
}
