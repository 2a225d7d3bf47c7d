// Distance against a bit-by-bit model.

import HammingSpace
import TestSupport
import Testing

struct DistanceTests {
  @Test("The distance of two codes is the number of bits in which they differ")
  func distanceCountsBits() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      let (a, b) = (Self.words(&random), Self.words(&random))
      let differing = (0..<4).reduce(0) { $0 + Self.differingBits(a[$1], b[$1]) }
      #expect(Code256(words: a).distance(to: Code256(words: b)) == differing)
      #expect(Code64(a[0]).distance(to: Code64(b[0])) == Self.differingBits(a[0], b[0]))
    }
  }

  @Test("A code and its complement differ in every bit")
  func complement() {
    let code = Code256(words: SIMD4(0, .max, 0x0123_4567_89AB_CDEF, 1))
    #expect(code.distance(to: Code256(words: ~code.words)) == Code256.bitWidth)
    #expect(code.distance(to: code) == 0)
    #expect(Code64(5).distance(to: Code64(~5)) == Code64.bitWidth)
  }

  private static func differingBits(_ a: UInt64, _ b: UInt64) -> Int {
    (0..<64).count { (bit: UInt64) in (a >> bit) & 1 != (b >> bit) & 1 }
  }

  private static func words(_ random: inout SeededGenerator) -> SIMD4<UInt64> {
    SIMD4(random.next(), random.next(), random.next(), random.next())
  }
}
