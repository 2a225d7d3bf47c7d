// Which bits of a DCSO Bloom filter an element has.

/// The positions of an element's bits, as DCSO's `bloom` and `flor` have them: FNV-1 of 64 bits, then a
/// multiplication modulo 2^64 and modulo the largest prime below it for each of them.
package struct BloomPositions: Sequence, IteratorProtocol {
  /// The largest prime below 2^64.
  private static let prime: UInt64 = 18_446_744_073_709_551_557
  private static let factor: UInt64 = 18_446_744_073_709_550_147

  private var state: UInt64
  private var left: Int
  private let bitCount: UInt64

  /// The positions of an element's `count` bits among `bitCount`, which is at least 1.
  package init(of element: some Sequence<UInt8>, count: Int, bitCount: Int) {
    // FNV-1, and not 1a: multiplied first (RFC 9923).
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in element { hash = hash &* 1_099_511_628_211 ^ UInt64(byte) }
    state = hash % Self.prime
    left = count
    self.bitCount = UInt64(bitCount)
  }

  /// The next position, `0..<bitCount`.
  package mutating func next() -> Int? {
    guard left > 0 else { return nil }
    left -= 1
    state = (state &* Self.factor) % Self.prime
    return Int(state % bitCount)
  }
}
