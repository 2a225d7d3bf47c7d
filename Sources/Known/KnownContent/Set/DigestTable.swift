// Exact lookup: digests of one algorithm, sorted.

internal import Findings
internal import Glibc
internal import HammingSpace

/// A sorted table of digests: their size and 12 bytes an entry.
///
/// Digests are as good as random, so that where one stands follows from its first 64 bits, with an
/// error of the square root of their number. A lookup guesses, a few times, then looks around its
/// last guess in growing steps, and ends with a binary search: a few lines of memory in 100 million
/// digests. Whatever the digests, it looks at not many more than twice as many of them as a binary
/// search.
struct DigestTable: Sendable {
  /// The first 64 bits of random digests settle after so many guesses.
  private static let guesses = 4

  private let size: Int
  /// The digests one behind the other, in ascending order.
  private let bytes: SharedArray<UInt8>
  /// Where each stands.
  private let places: SharedArray<ListPlace>

  /// Takes a table; `nil` if there are not as many digests as places.
  init?(_ algorithm: DigestAlgorithm, bytes: SharedArray<UInt8>, places: SharedArray<ListPlace>) {
    guard bytes.count == places.count * algorithm.byteCount else { return nil }
    size = algorithm.byteCount
    self.bytes = bytes
    self.places = places
  }

  var count: Int { places.count }

  /// The places of exactly this digest, in ascending order; in the table's own memory.
  func places(of digest: FileDigest) -> SharedArray<ListPlace> {
    guard digest.bytes.count == size, count > 0 else { return places.slice(0..<0) }
    let range = unsafe bytes.withUnsafeBuffer { rows in
      unsafe digest.bytes.withUnsafeBytes { sought in
        // There are `count` rows of `size` bytes, and as many bytes are sought.
        let rows = unsafe Rows(bytes: UnsafeRawBufferPointer(rows), size: size, count: count)
        return unsafe rows.range(of: sought, guesses: Self.guesses)
      }
    }
    return places.slice(range)
  }
}

/// The digests of a table, while it keeps their memory.
@safe private struct Rows {
  let bytes: UnsafeRawBufferPointer
  let size: Int
  let count: Int

  /// The rows that are equal to `sought`; the rows need not be in order, and then any range is
  /// right.
  func range(of sought: UnsafeRawBufferPointer, guesses: Int) -> Range<Int> {
    let first = unsafe firstRow(notBefore: sought, guesses: guesses)
    var end = first
    while end < count, unsafe order(end, sought) == 0 { end += 1 }
    return first..<end
  }

  /// The first row that does not come before `sought`.
  private func firstRow(notBefore sought: UnsafeRawBufferPointer, guesses: Int) -> Int {
    let target = unsafe leading(sought.baseAddress!)
    // All rows below `low` come before; none from `high` on does. Their first 64 bits are known.
    var (low, high) = (0, count)
    var (least, most): (UInt64, UInt64) = (0, .max)
    var guess = 0
    for _ in 0..<guesses where low < high {
      guess = Self.place(target, low, high, least, most)
      if unsafe order(guess, sought) < 0 {
        low = guess + 1
        least = unsafe leading(row(guess))
      } else {
        high = guess
        most = unsafe leading(row(guess))
      }
    }
    // From the last guess outwards, on the side where the row is.
    var step = 1
    if low == guess + 1 {
      while low + step < high {
        let probe = low + step - 1
        guard unsafe order(probe, sought) < 0 else {
          high = probe
          break
        }
        low = probe + 1
        step *= 2
      }
    } else {
      while high - step > low {
        let probe = high - step
        guard unsafe order(probe, sought) >= 0 else {
          low = probe + 1
          break
        }
        high = probe
        step *= 2
      }
    }
    while low < high {
      let middle = low + (high - low) / 2
      if unsafe order(middle, sought) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where between `low` and `high` a value stands if all do so evenly.
  private static func place(
    _ target: UInt64, _ low: Int, _ high: Int, _ least: UInt64, _ most: UInt64
  ) -> Int {
    guard target > least else { return low }
    guard target < most else { return high - 1 }
    // The quotient is below `high - low`, because `target - least` is below `most - least`.
    let product = (target - least).multipliedFullWidth(by: UInt64(high - low))
    return low + Int((most - least).dividingFullWidth(product).quotient)
  }

  private func row(_ index: Int) -> UnsafeRawPointer {
    unsafe bytes.baseAddress! + index * size
  }

  /// The first 8 bytes of a digest, as a big-endian number.
  private func leading(_ digest: UnsafeRawPointer) -> UInt64 {
    unsafe UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self))
  }

  /// Below 0 if a row comes before `sought`, 0 if it is equal.
  private func order(_ index: Int, _ sought: UnsafeRawBufferPointer) -> Int32 {
    unsafe memcmp(row(index), sought.baseAddress!, size)
  }
}
