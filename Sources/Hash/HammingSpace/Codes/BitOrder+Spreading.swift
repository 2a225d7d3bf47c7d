// Finding an order of bits by the statistics of the codes.

extension BitOrder {
  /// So many codes are looked at.
  private static var sampleCount: Int { 4096 }

  /// A chunk has about as many bits.
  private static var window: Int { 24 }

  /// An order in which bits that depend on each other stand apart; the identity if they are independent.
  package init<Code: HammingCode>(spreading codes: [Code]) {
    let step = max(1, codes.count / Self.sampleCount)
    self.init(
      spreadingSample: stride(from: 0, to: codes.count, by: step).map { position in
        (0..<Code.wordCount).map { codes[position].word($0) }
      }, bitWidth: Code.bitWidth)
  }

  /// The same for codes in a shared array.
  package init(spreading codes: SharedArray<Code256>) {
    let step = max(1, codes.count / Self.sampleCount)
    self.init(
      spreadingSample: stride(from: 0, to: codes.count, by: step).map { position in
        (0..<4).map { codes[position].word($0) }
      }, bitWidth: Code256.bitWidth)
  }

  /// Takes the bits one after the other, each time the one that depends least on those of the window
  /// before it.
  private init(spreadingSample sample: [[UInt64]], bitWidth: Int) {
    guard !sample.isEmpty else {
      self.init(identity: bitWidth)
      return
    }
    let dependence = Self.dependence(sample, bitWidth)
    func inWindow(_ order: [Int]) -> Double {
      order.indices.reduce(0) { sum, place in
        order[max(0, place - Self.window)..<place].reduce(sum) {
          $0 + dependence[order[place] * bitWidth + $1]
        }
      }
    }
    let identity = Array(0..<bitWidth)
    // Independent bits correlate by chance as if by 1 / count.
    let byChance = Double(bitWidth * Self.window) / Double(max(1, sample.count))
    guard inWindow(identity) > 2 * byChance else {
      self.init(identity: bitWidth)
      return
    }
    var order: [Int] = []
    var left = Set(identity)
    while !left.isEmpty {
      let near = order.suffix(Self.window)
      let next = left.min { first, second in
        let (a, b) = (
          near.reduce(0) { $0 + dependence[first * bitWidth + $1] },
          near.reduce(0) { $0 + dependence[second * bitWidth + $1] }
        )
        return (a, first) < (b, second)
      }!
      order.append(next)
      left.remove(next)
    }
    self.init(
      inWindow(order) < inWindow(identity) ? order.map { UInt8($0) } : identity.map { UInt8($0) })!
  }

  /// The squared correlation of each two bits, 0 to 1.
  private static func dependence(_ sample: [[UInt64]], _ bitWidth: Int) -> [Double] {
    // The values of each bit, 64 codes a word.
    let words = (sample.count + 63) / 64
    var columns = [UInt64](repeating: 0, count: bitWidth * words)
    for (number, code) in sample.enumerated() {
      for bit in 0..<bitWidth where code[bit / 64] >> UInt64(bit % 64) & 1 == 1 {
        columns[bit * words + number / 64] |= 1 << UInt64(number % 64)
      }
    }
    func common(_ a: Int, _ b: Int) -> Double {
      Double(
        (0..<words).reduce(0) {
          $0 + (columns[a * words + $1] & columns[b * words + $1]).nonzeroBitCount
        })
    }
    let count = Double(sample.count)
    let shares = (0..<bitWidth).map { common($0, $0) / max(count, 1) }
    var result = [Double](repeating: 0, count: bitWidth * bitWidth)
    for a in 0..<bitWidth {
      for b in 0..<a {
        let spread = shares[a] * (1 - shares[a]) * shares[b] * (1 - shares[b])
        // A bit that is the same in all codes tells nothing, like one that depends on all others.
        let difference = common(a, b) / max(count, 1) - shares[a] * shares[b]
        let squared = spread > 0 ? difference * difference / spread : 1
        (result[a * bitWidth + b], result[b * bitWidth + a]) = (squared, squared)
      }
    }
    return result
  }
}
