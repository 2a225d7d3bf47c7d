// Codes as the kernels read them: two arrays of halves, their bits in an order of the store's own.

internal import CHammingKernels

/// Codes of 1 or 4 words, laid out for the kernels.
///
///     near halves   word 0 | word 1   of each code   (a code of one word: word 0)
///     far halves    word 2 | word 3   of each code   (a code of one word: empty)
package struct CodeStore: Sendable {
  package let words: Int
  package let count: Int
  package let order: BitOrder
  package let nearHalves: SharedArray<UInt64>
  package let farHalves: SharedArray<UInt64>

  /// Takes halves whose bits are in `order` already; `nil` if their sizes do not fit together.
  package init?(
    nearHalves: SharedArray<UInt64>, farHalves: SharedArray<UInt64>, words: Int, order: BitOrder
  ) {
    let perHalf = min(words, 2)
    guard words == 1 || words == 4, order.bitWidth == 64 * words,
      nearHalves.count % perHalf == 0,
      farHalves.count == (words == 1 ? 0 : nearHalves.count),
      nearHalves.count / perHalf <= Self.mostCodes
    else { return nil }
    self.words = words
    self.order = order
    self.nearHalves = nearHalves
    self.farHalves = farHalves
    count = nearHalves.count / perHalf
  }

  /// The most codes that an index holds.
  package static let mostCodes = Int(Int32.max)

  /// Lays out `codes`, on all cores.
  package init<Code: HammingCode>(_ codes: [Code], order: BitOrder? = nil) {
    precondition(codes.count <= Self.mostCodes, "an index holds fewer than 2^31 codes")
    precondition(MemoryLayout<Code>.stride == 8 * Code.wordCount, "a code is its words")
    let order = order ?? BitOrder(identity: Code.bitWidth)
    self.order = order
    words = Code.wordCount
    count = codes.count
    let nearSize = 8 * codes.count * min(Code.wordCount, 2)
    let halves = unsafe SharedArray.filled(
      byteCounts: [nearSize, Code.wordCount == 1 ? 0 : nearSize]
    ) { regions in
      // Codes are nothing but their words, one behind the other.
      unsafe codes.withUnsafeBytes { bytes in
        unsafe Self.divide(
          bytes.bindMemory(to: UInt64.self), Code.wordCount, order,
          near: regions[0].bindMemory(to: UInt64.self),
          far: regions[1].bindMemory(to: UInt64.self))
      }
    }
    nearHalves = halves[0].as(UInt64.self)!
    farHalves = halves[1].as(UInt64.self)!
  }

  /// Divides codes into halves of so many words each, on all cores.
  package static func divide(
    _ codes: SharedArray<Code256>, _ order: BitOrder, near: UnsafeMutableBufferPointer<UInt64>,
    far: UnsafeMutableBufferPointer<UInt64>
  ) {
    unsafe codes.withUnsafeBuffer { codes in
      // A code of 256 bits is its four words.
      let bytes = UnsafeRawBufferPointer(codes)
      unsafe divide(bytes.bindMemory(to: UInt64.self), 4, order, near: near, far: far)
    }
  }

  private static func divide(
    _ codes: UnsafeBufferPointer<UInt64>, _ words: Int, _ order: BitOrder,
    near: UnsafeMutableBufferPointer<UInt64>, far: UnsafeMutableBufferPointer<UInt64>
  ) {
    let count = codes.count / words
    let perHalf = min(words, 2)
    precondition(near.count == count * perHalf && far.count == (words == 1 ? 0 : 2 * count))
    nonisolated(unsafe) let (near, far, codes) = unsafe (near, far, codes)
    // Each share reads and writes codes of its own, all of which lie in the buffers.
    Parallel.forEach(Parallel.shares(of: count)) { share in
      for position in share {
        var code = SIMD4<UInt64>.zero
        for word in 0..<words { unsafe code[word] = codes[position * words + word] }
        code = order.ordered(code)
        for word in 0..<perHalf { unsafe near[position * perHalf + word] = code[word] }
        guard words > 1 else { continue }
        unsafe far[position * 2] = code[2]
        unsafe far[position * 2 + 1] = code[3]
      }
    }
  }

  /// The words of a query, its bits in the store's order.
  func query<Code: HammingCode>(_ code: Code) -> [UInt64] {
    if order.isIdentity { return (0..<words).map(code.word) }
    let ordered = order.ordered(code)
    return (0..<words).map { ordered[$0] }
  }

  /// The words of the code at `position`, in the store's order of bits; the rest is zero.
  package func orderedWords(at position: Int) -> SIMD4<UInt64> {
    words == 1
      ? SIMD4(nearHalves[position], 0, 0, 0)
      : SIMD4(
        nearHalves[2 * position], nearHalves[2 * position + 1],
        farHalves[2 * position], farHalves[2 * position + 1])
  }

  /// The words of the code at `position` as it was given, not in the store's order of bits.
  package func words(at position: Int) -> SIMD4<UInt64> {
    order.original(orderedWords(at: position))
  }

  /// The words of the code at `position` as those of a query.
  func queryWords(at position: Int) -> [UInt64] {
    let all = orderedWords(at: position)
    return (0..<words).map { all[$0] }
  }

  /// The distance of the code at `position` to a query.
  func distance(of position: Int, to query: [UInt64]) -> Int {
    let all = orderedWords(at: position)
    return (0..<words).reduce(0) { $0 + (all[$1] ^ query[$1]).nonzeroBitCount }
  }

  /// The distance of the code at `position` to a code.
  package func distance<Code: HammingCode>(ofCodeAt position: Int, to code: Code) -> Int {
    distance(of: position, to: query(code))
  }

  /// A store of the same codes in another order.
  ///
  /// - Parameter positions: Where each code of the new store is in this one.
  func reordered(_ positions: [UInt32]) -> CodeStore {
    func gathered(_ half: SharedArray<UInt64>) -> SharedArray<UInt64> {
      let perHalf = min(words, 2)
      guard half.count > 0 else { return half }
      return unsafe SharedArray(count: positions.count * perHalf) { buffer in
        for (place, position) in positions.enumerated() {
          for word in 0..<perHalf {
            // There are `perHalf` words for each position.
            unsafe buffer[place * perHalf + word] = half[Int(position) * perHalf + word]
          }
        }
      }
    }
    return CodeStore(
      nearHalves: gathered(nearHalves), farHalves: gathered(farHalves), words: words, order: order)!
  }

  /// Gives the arrays to `body` as the kernels take them; it must not keep the pointers.
  func withKernelCodes<Result>(_ body: (vigie_codes) -> Result) -> Result {
    unsafe nearHalves.withUnsafeBuffer { near in
      unsafe farHalves.withUnsafeBuffer { far in
        // The halves are as many as `count` and `words` say; an empty array is not read.
        unsafe body(
          vigie_codes(
            near_halves: near.baseAddress, far_halves: far.baseAddress, count: UInt64(count),
            words: UInt32(words)))
      }
    }
  }
}
