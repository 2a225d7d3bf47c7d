// One table of a multi-index: codes grouped by some of their bits, without gaps.
//
//     offsets   | 0 | 0 | 3 | 4 ...          of group 0, 1, 2, ...
//                     \   '-----.
//     entries         | e e e | e | ...      of group 1, of group 2, ...
//
// An entry is 32 bits: the lower bits of the chunk, above the position of the code.

/// A table: 4 bytes a code, and 4 bytes a group.
package struct ChunkTable: Sendable {
  /// `2^indexBits + 1` positions in `entries`.
  package let offsets: SharedArray<UInt32>
  package let entries: SharedArray<UInt32>

  /// Takes a table as it is; `nil` if its size is not the chunk's.
  package init?(offsets: SharedArray<UInt32>, entries: SharedArray<UInt32>, chunk: Chunk) {
    guard offsets.count == 1 << chunk.indexBits + 1 else { return nil }
    self.offsets = offsets
    self.entries = entries
  }

  /// Groups the codes of a store by each chunk of a plan, by counting, on all cores:
  /// O(codes + groups) a table.
  ///
  /// - Parameter repeats: Codes to leave out.
  static func tables(
    _ store: CodeStore, _ plan: ChunkPlan, without repeats: RepeatedCodes
  ) -> [ChunkTable] {
    let sizes = byteCounts(store, plan, without: repeats)
    let arrays = unsafe SharedArray.filled(byteCounts: sizes) { regions in
      unsafe fill(regions, store, plan, without: repeats)
    }
    return plan.chunks.enumerated().map { number, chunk in
      ChunkTable(
        offsets: arrays[2 * number].as(UInt32.self)!,
        entries: arrays[2 * number + 1].as(UInt32.self)!, chunk: chunk)!
    }
  }

  /// Bytes of offsets and entries of each table, one behind the other.
  package static func byteCounts(
    _ store: CodeStore, _ plan: ChunkPlan, without repeats: RepeatedCodes
  ) -> [Int] {
    plan.chunks.flatMap { [4 * (1 << $0.indexBits + 1), 4 * (store.count - repeats.count)] }
  }

  /// Fills regions of the sizes of ``byteCounts(_:_:without:)``, which are zero at first and aligned.
  package static func fill(
    _ regions: [UnsafeMutableRawBufferPointer], _ store: CodeStore, _ plan: ChunkPlan,
    without repeats: RepeatedCodes
  ) {
    nonisolated(unsafe) let regions = unsafe regions
    // Each table has regions of its own, which are nothing but 32-bit numbers.
    Parallel.forEach(Array(plan.chunks.indices)) { number in
      unsafe fill(
        regions[2 * number].bindMemory(to: UInt32.self),
        regions[2 * number + 1].bindMemory(to: UInt32.self), store, plan.chunks[number],
        plan.positionBits, repeats)
    }
  }

  /// Fills a table in place; `offsets` is zero at first.
  private static func fill(
    _ offsets: UnsafeMutableBufferPointer<UInt32>, _ entries: UnsafeMutableBufferPointer<UInt32>,
    _ store: CodeStore, _ chunk: Chunk, _ positionBits: Int, _ repeats: RepeatedCodes
  ) {
    let keyBits = UInt64(chunk.width - chunk.indexBits)
    let keyMask = UInt64(1) << keyBits - 1
    let groupCount = 1 << chunk.indexBits
    precondition(offsets.count == groupCount + 1 && entries.count == store.count - repeats.count)
    // Groups are below 2^indexBits, and the offsets of all add up to the number of entries.
    ChunkBits(store, chunk).forEach(without: repeats) { _, bits in
      unsafe offsets[Int(bits >> keyBits)] += 1
    }
    var start: UInt32 = 0
    for group in 0..<groupCount {
      let count = unsafe offsets[group]
      unsafe offsets[group] = start
      start += count
    }
    ChunkBits(store, chunk).forEach(without: repeats) { position, bits in
      let group = Int(bits >> keyBits)
      let place = Int(unsafe offsets[group])
      unsafe offsets[group] += 1
      unsafe entries[place] =
        UInt32(truncatingIfNeeded: bits & keyMask) << UInt32(positionBits) | UInt32(position)
    }
    // Each offset has moved to the end of its group, which is where the next one starts.
    for group in stride(from: groupCount, to: 0, by: -1) {
      unsafe offsets[group] = offsets[group - 1]
    }
    unsafe offsets[0] = 0
  }

  /// The entries of group `number`.
  func group(_ number: Int) -> Range<Int> {
    let end = min(Int(offsets[number + 1]), entries.count)
    return min(Int(offsets[number]), end)..<end
  }
}

/// The bits of one chunk, code by code.
struct ChunkBits {
  private let store: CodeStore
  private let chunk: Chunk

  init(_ store: CodeStore, _ chunk: Chunk) {
    self.store = store
    self.chunk = chunk
  }

  /// Calls `body` with position and bits of every code that is not left out.
  @inline(__always)
  func forEach(without repeats: RepeatedCodes, _ body: (Int, UInt64) -> Void) {
    let (word, shift) = chunk.firstBit.quotientAndRemainder(dividingBy: 64)
    let isSplit = shift + chunk.width > 64
    let mask = chunk.width == 64 ? UInt64.max : UInt64(1) << UInt64(chunk.width) - 1
    unsafe withWord(word) { low, stride in
      unsafe withWord(isSplit ? word + 1 : word) { high, _ in
        for position in 0..<store.count where repeats.isEmpty || !repeats.contains(position) {
          // Both words of every code lie in the halves.
          var bits = unsafe low[position &* stride] &>> UInt64(shift)
          if isSplit { bits |= unsafe high[position &* stride] &<< UInt64(64 - shift) }
          body(position, bits & mask)
        }
      }
    }
  }

  /// Gives word `word` of the first code, and how far that of the next code is.
  @inline(__always)
  private func withWord(_ word: Int, _ body: (UnsafePointer<UInt64>, Int) -> Void) {
    guard store.count > 0 else { return }
    let half = word < 2 ? store.nearHalves : store.farHalves
    unsafe half.withUnsafeBuffer { unsafe body($0.baseAddress! + word % 2, min(store.words, 2)) }
  }
}
