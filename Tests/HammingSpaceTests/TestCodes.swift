// Codes to test with.

import HammingSpace
import TestSupport

enum TestCodes {
  /// Random codes around a few centres, so that there are neighbours at every distance; some twice.
  static func clustered(_ count: Int, _ random: inout SeededGenerator) -> [Code256] {
    let centres = (0..<max(1, count / 40)).map { _ in self.random(&random) }
    var codes: [Code256] = []
    while codes.count < count {
      if let earlier = codes.randomElement(using: &random),
        Int.random(in: 0..<6, using: &random) == 0
      {
        codes.append(earlier)
      } else {
        let flips = Int.random(in: 0...90, using: &random)
        codes.append(flipped(centres.randomElement(using: &random)!, flips, &random))
      }
    }
    return codes
  }

  static func random(_ random: inout SeededGenerator) -> Code256 {
    Code256(words: SIMD4(random.next(), random.next(), random.next(), random.next()))
  }

  /// A code with some bits flipped, a few of them perhaps twice.
  static func flipped(
    _ code: Code256, _ count: Int, _ random: inout SeededGenerator
  ) -> Code256 {
    var code = code
    for _ in 0..<count {
      let bit = Int.random(in: 0..<256, using: &random)
      code.words[bit / 64] ^= 1 << UInt64(bit % 64)
    }
    return code
  }
}
