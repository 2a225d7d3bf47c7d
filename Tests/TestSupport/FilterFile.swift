// Bloom filters as files, written by their format's description alone: nothing of the reader is used.

internal import Foundation

/// A Bloom filter in DCSO's format, version 1. Every field can be made to lie.
public struct FilterFile: Sendable {
  /// The first number.
  public var version: UInt64 = 1
  /// Elements that it is made for.
  public var capacity: UInt64
  /// The rate of false positives when it is full.
  public var rate: Double
  /// Bits of an element.
  public var hashCount: UInt64
  /// Bits.
  public var bitCount: UInt64
  /// Elements that it says it has.
  public var elementCount: UInt64 = 0
  /// The bits, in whole words of 64.
  public var bits: [UInt8]
  /// What stands behind the bits.
  public var attached: [UInt8] = []

  /// An empty filter of the size that `flor` gives it.
  public init(capacity: Int, rate: Double) {
    let bitCount = (-Double(capacity) * log(rate) / (log(2) * log(2))).rounded(.up)
    self.init(
      capacity: capacity, rate: rate, bitCount: Int(bitCount),
      hashCount: Int((log(2) * bitCount / Double(capacity)).rounded(.up)))
  }

  /// An empty filter.
  public init(capacity: Int, rate: Double, bitCount: Int, hashCount: Int) {
    self.capacity = UInt64(capacity)
    self.rate = rate
    self.bitCount = UInt64(bitCount)
    self.hashCount = UInt64(hashCount)
    bits = [UInt8](repeating: 0, count: (bitCount + 63) / 64 * 8)
  }

  /// Adds an element.
  public mutating func add(_ element: String) {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in element.utf8 {
      state = state &* 0x100_0000_01B3
      state ^= UInt64(byte)
    }
    state %= .max - 58
    for _ in 0..<hashCount {
      state = state &* (.max - 1468) % (.max - 58)
      let position = Int(state % bitCount)
      bits[position / 8] |= 1 << UInt8(position % 8)
    }
    elementCount += 1
  }

  /// The file.
  public var bytes: [UInt8] {
    [version, capacity, rate.bitPattern, hashCount, bitCount, elementCount].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    } + bits + attached
  }
}
