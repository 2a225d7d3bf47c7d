// The order in which an index keeps the bits of its codes.
//
// A multi-index divides the bits into chunks and expects few codes to agree with a query in a chunk.
// Where neighbouring bits depend on each other, as those of neighbouring frequencies in a PDQ hash
// do, far more agree than if they were independent. Distances do not depend on the order of the bits,
// so an index may keep them in one in which those that depend on each other fall into different
// chunks.

/// A permutation of the bits of a code.
package struct BitOrder: Sendable, Hashable {
  /// The bit of the original code that stands at each place.
  package let sources: [UInt8]
  package let isIdentity: Bool
  /// What each value of each byte of the original becomes: 256 values a byte.
  private let images: [SIMD4<UInt64>]

  package var bitWidth: Int { sources.count }

  /// The order that leaves codes as they are.
  package init(identity bitWidth: Int) {
    sources = (0..<bitWidth).map { UInt8($0) }
    isIdentity = true
    images = []
  }

  /// Makes an order; `nil` if `sources` is not a permutation of 64 or 256 bits.
  package init?(_ sources: [UInt8]) {
    guard [64, 256].contains(sources.count), Set(sources).count == sources.count,
      sources.allSatisfy({ Int($0) < sources.count })
    else { return nil }
    self.sources = sources
    isIdentity = sources.enumerated().allSatisfy { $0 == Int($1) }
    var places = [Int](repeating: 0, count: sources.count)
    for (place, source) in sources.enumerated() { places[Int(source)] = place }
    images =
      isIdentity
      ? []
      : (0..<sources.count / 8).flatMap { byte in
        (0..<256).map { value in
          (0..<8).reduce(into: SIMD4<UInt64>.zero) { image, bit in
            let place = places[8 * byte + bit]
            if value >> bit & 1 == 1 { image[place / 64] |= 1 << UInt64(place % 64) }
          }
        }
      }
  }

  /// The words of a code, its bits in this order.
  func ordered<Code: HammingCode>(_ code: Code) -> SIMD4<UInt64> {
    var words = SIMD4<UInt64>.zero
    for index in 0..<Code.wordCount { words[index] = code.word(index) }
    return ordered(words)
  }

  /// The words of the code whose words, in this order, are these: what ``ordered(_:)-swift.method``
  /// was given. A bit at a time.
  package func original(_ ordered: SIMD4<UInt64>) -> SIMD4<UInt64> {
    var words = SIMD4<UInt64>.zero
    for (place, source) in sources.enumerated()
    where ordered[place / 64] >> UInt64(place % 64) & 1 == 1 {
      words[Int(source) / 64] |= 1 << UInt64(source % 64)
    }
    return words
  }

  /// The words of a code, its bits in this order.
  package func ordered(_ words: SIMD4<UInt64>) -> SIMD4<UInt64> {
    if isIdentity { return words }
    var result = SIMD4<UInt64>.zero
    for byte in 0..<bitWidth / 8 {
      let value = words[byte / 8] >> UInt64(8 * (byte % 8)) & 255
      result |= images[256 * byte + Int(value)]
    }
    return result
  }
}
