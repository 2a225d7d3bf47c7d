// Chance, against exact sums of the binomial distribution, against generated codes, and photographs.

import Foundation
import HammingSpace
import PerceptualHash
import TestSupport
import Testing

struct DistanceBackgroundTests {
  /// The binomial distribution function of n fair bits, summed.
  private func binomial(_ n: Int, _ k: Int) -> Double {
    let half = log(2.0) * Double(n)
    var sum = 0.0
    for i in 0...k {
      let choose = lgamma(Double(n + 1)) - lgamma(Double(i + 1)) - lgamma(Double(n - i + 1))
      sum += exp(choose - half)
    }
    return sum
  }

  @Test(
    "Codes of independent bits give their own number of bits, and the sums of their distribution")
  func generated() {
    var random = SeededGenerator(seed: 5)
    var background = DistanceBackground()
    for _ in 0..<200_000 {
      let words = SIMD4(random.next(), random.next(), random.next(), random.next())
      background.add((0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount })
    }
    #expect(abs(background.independentBits - 256) < 3)
    #expect(abs(background.mean - 128) < 0.1)
    for distance in [100, 112, 128, 140] {
      let observed = background.counts.reduce(0) { $0 + ($1.key <= distance ? $1.value : 0) }
      let expected = background.probability(within: distance) * 200_000
      #expect(abs(Double(observed) - expected) < 5 * expected.squareRoot() + 400)
      let ratio = background.probability(within: distance) / binomial(256, distance)
      #expect(abs(log(ratio)) < 0.3)
    }
  }

  @Test(
    "Where bits depend on each other, fewer are counted, and the tail is that of so many",
    arguments: [128, 64])
  func dependent(bits: Int) {
    // Every bit comes 256 / bits times.
    var random = SeededGenerator(seed: UInt64(bits))
    var background = DistanceBackground()
    for _ in 0..<100_000 {
      let ones = (0..<bits / 64).reduce(0) { sum, _ in sum + random.next().nonzeroBitCount }
      background.add(ones * 256 / bits)
    }
    #expect(abs(background.independentBits - Double(bits)) < 0.02 * Double(bits))
  }

  @Test("The measured distribution of photographs gives the published chances")
  func published() {
    let background = DistanceBackground()
    #expect(!background.isFitted)
    for (distance, chance) in [(31, 4e-36), (48, 4e-24), (54, 2e-20), (64, 9e-16), (72, 3e-12)] {
      let ratio = background.probability(within: distance) / chance
      #expect((0.3...3).contains(ratio), "\(distance): \(background.probability(within: distance))")
    }
    #expect(background.probability(within: 256) == 1)
    #expect(background.probability(within: -1) == 0)
  }

  @Test("The same counts give the same mean and variance to the last bit, however they came")
  func order() {
    var random = SeededGenerator(seed: 21)
    let counts = (65...256).map { ($0, Int.random(in: 1...999_983, using: &random)) }
    let figures = (0..<50).map { _ in
      // Dictionaries of other insertions and capacities go through their keys in another order.
      var shuffled: [Int: Int] = [:]
      shuffled.reserveCapacity(Int.random(in: 0...4000, using: &random))
      for (distance, count) in counts.shuffled(using: &random) { shuffled[distance] = count }
      let background = DistanceBackground(counts: shuffled)
      return [background.mean.bitPattern, background.variance.bitPattern]
    }
    #expect(Set(figures).count == 1)
  }

  @Test("Pairs within 64 bits are related and take no part; without enough pairs, photographs do")
  func photographs() {
    var background = DistanceBackground(counts: [0: 5, 64: 7, 65: 999])
    #expect(background.pairs == 999 && background.relatedPairs == 12 && background.smallest == 65)
    #expect(!background.isFitted)
    #expect(background.mean == DistanceBackground.photographMean)
    #expect(background.variance == DistanceBackground.photographVariance)
    background.add(65)
    #expect(background.isFitted && background.mean == 65)
    #expect(DistanceBackground.photographPairs == 28_917)
  }

  @Test("The chance grows with the distance, from 0 to 1, whatever was counted")
  func monotonous() {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      var background = DistanceBackground()
      let centre = Int.random(in: 70...200, using: &random)
      for _ in 0..<2000 { background.add(centre + Int.random(in: -5...30, using: &random)) }
      var last = 0.0
      for distance in 0...256 {
        let chance = background.probability(within: distance)
        #expect(chance >= last - 1e-9 && chance <= 1 + 1e-9)
        last = chance
      }
    }
  }
}
