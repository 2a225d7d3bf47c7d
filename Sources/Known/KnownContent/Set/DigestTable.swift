// Exact lookup: digests of one algorithm, sorted.

internal import Findings
internal import HammingSpace

/// A sorted table of digests: their size and 12 bytes an entry; a lookup is a binary search.
struct DigestTable: Sendable {
  private let stride: Int
  /// The digests one behind the other, in ascending order.
  private let bytes: SharedArray<UInt8>
  /// Where each stands.
  private let places: SharedArray<ListPlace>

  /// Takes a table; `nil` if there are not as many digests as places.
  init?(_ algorithm: DigestAlgorithm, bytes: SharedArray<UInt8>, places: SharedArray<ListPlace>) {
    guard bytes.count == places.count * algorithm.byteCount else { return nil }
    stride = algorithm.byteCount
    self.bytes = bytes
    self.places = places
  }

  var count: Int { places.count }

  /// The places of exactly this digest, in ascending order.
  func places(of digest: FileDigest) -> [ListPlace] {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if compare(middle, digest.bytes) < 0 { low = middle + 1 } else { high = middle }
    }
    var found: [ListPlace] = []
    while low < count, compare(low, digest.bytes) == 0 {
      found.append(places[low])
      low += 1
    }
    return found
  }

  /// Below 0 if row `index` comes before `digest`, 0 if it is equal.
  private func compare(_ index: Int, _ digest: [UInt8]) -> Int {
    for offset in 0..<stride {
      let difference = Int(bytes[index * stride + offset]) - Int(digest[offset])
      if difference != 0 { return difference }
    }
    return 0
  }
}
