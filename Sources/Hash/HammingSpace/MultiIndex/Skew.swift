// How far codes are from independent bits: measured, because real hashes are not.

/// Measures how many more entries a query meets in each table than if the bits were independent.
package enum Skew {
  /// So many codes are looked up.
  private static let sampleCount = 512

  /// Looks up codes spread over the store, within one bit of the index; at least 1.
  package static func measured(
    _ store: CodeStore, _ plan: ChunkPlan, _ tables: [ChunkTable]
  ) -> [Double] {
    let step = max(1, store.count / sampleCount)
    return zip(tables, plan.chunks).map { table, chunk in
      var (met, probes) = (0, 0)
      for position in stride(from: 0, to: store.count, by: step) {
        let words = store.orderedWords(at: position)
        let group = Int(chunk.bits(of: words) >> UInt64(chunk.width - chunk.indexBits))
        for flip in 0..<chunk.indexBits {
          met += table.group(group ^ 1 << flip).count
          probes += 1
        }
      }
      let expected = Double(probes) * Double(table.entries.count) / Double(1 << chunk.indexBits)
      // Too few to tell.
      return expected < 100 ? 1 : max(1, Double(met) / expected)
    }
  }
}

extension Chunk {
  /// The chunk's bits of a code.
  func bits(of words: SIMD4<UInt64>) -> UInt64 {
    let (word, shift) = firstBit.quotientAndRemainder(dividingBy: 64)
    var bits = words[word] >> UInt64(shift)
    if shift + width > 64 { bits |= words[word + 1] << UInt64(64 - shift) }
    return width == 64 ? bits : bits & (UInt64(1) << UInt64(width) - 1)
  }
}
