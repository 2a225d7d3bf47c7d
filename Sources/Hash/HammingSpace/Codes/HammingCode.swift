// Binary codes of a fixed width, compared by Hamming distance.

/// A binary code whose distance to another is the number of bits in which the two differ.
///
/// The distance is a metric: it is symmetric, zero only between equal codes, and obeys the triangle
/// inequality, which is all that an index may rely on.
public protocol HammingCode: Hashable, Sendable, BitwiseCopyable {
  /// The number of bits, which is also the largest distance.
  static var bitWidth: Int { get }

  /// The number of 64-bit words that hold the bits: 1 or 4.
  static var wordCount: Int { get }

  /// Word `index` of the code, least significant first.
  func word(_ index: Int) -> UInt64

  /// The number of bits in which `self` and `other` differ, `0...bitWidth`.
  func distance(to other: Self) -> Int
}

/// A 64-bit code, as pHash, dHash and their kin produce.
public struct Code64: HammingCode {
  /// 64.
  public static let bitWidth = 64

  /// 1.
  public static let wordCount = 1

  /// The bits; bit `k` has the value `1 << k`.
  public var bits: UInt64

  /// Makes a code of its bits.
  public init(_ bits: UInt64) {
    self.bits = bits
  }

  /// The bits; there is only word 0.
  @inlinable
  public func word(_ index: Int) -> UInt64 {
    bits
  }

  /// The number of bits in which the codes differ, `0...64`.
  @inlinable
  public func distance(to other: Code64) -> Int {
    (bits ^ other.bits).nonzeroBitCount
  }
}

/// A 256-bit code, as PDQ produces.
public struct Code256: HammingCode {
  /// 256.
  public static let bitWidth = 256

  /// 4.
  public static let wordCount = 4

  /// The bits in four words; bit `k` has the value `1 << (k % 64)` in word `k / 64`.
  public var words: SIMD4<UInt64>

  /// Makes a code of its words, least significant first.
  public init(words: SIMD4<UInt64>) {
    self.words = words
  }

  /// Word `index`, 0 to 3.
  @inlinable
  public func word(_ index: Int) -> UInt64 {
    words[index]
  }

  /// The number of bits in which the codes differ, `0...256`.
  @inlinable
  public func distance(to other: Code256) -> Int {
    let difference = words ^ other.words
    return difference[0].nonzeroBitCount + difference[1].nonzeroBitCount
      + difference[2].nonzeroBitCount + difference[3].nonzeroBitCount
  }

  /// The number of bits that are set, `0...256`.
  public var nonzeroBitCount: Int {
    distance(to: Code256(words: .zero))
  }
}
