// Codes that stand in a list more than once. Hashes of blank-ish pictures do so by the thousand: if
// each were an entry, a query near them would compare them all, once for every table.

/// The codes that are equal to an earlier one.
package struct RepeatedCodes: Sendable {
  /// The position of the first of equal codes, for each that is left out; ascending.
  package let firsts: SharedArray<UInt32>
  /// The positions of those that are left out, ascending among those of one first.
  package let others: SharedArray<UInt32>
  /// A bit for each code: whether it is left out. Not kept in files.
  private let bits: [UInt64]

  package var count: Int { others.count }
  var isEmpty: Bool { others.count == 0 }

  /// None.
  package static let none = RepeatedCodes([])

  /// Takes them as they stand in a file; `nil` if they are not pairs.
  package init?(firsts: SharedArray<UInt32>, others: SharedArray<UInt32>) {
    guard firsts.count == others.count else { return nil }
    self.firsts = firsts
    self.others = others
    bits = []
  }

  private init(_ pairs: [(first: UInt32, other: UInt32)]) {
    let sorted = pairs.sorted { ($0.first, $0.other) < ($1.first, $1.other) }
    firsts = SharedArray(sorted.map(\.first))
    others = SharedArray(sorted.map(\.other))
    var bits = [UInt64](
      repeating: 0, count: sorted.isEmpty ? 0 : Int(sorted.map(\.other).max()!) / 64 + 1)
    for pair in sorted { bits[Int(pair.other) / 64] |= 1 << UInt64(pair.other % 64) }
    self.bits = bits
  }

  /// Whether the code at `position` is equal to an earlier one; only while an index is built.
  func contains(_ position: Int) -> Bool {
    position / 64 < bits.count && bits[position / 64] >> UInt64(position % 64) & 1 == 1
  }

  /// The codes that are equal to the one at `first`, without itself.
  func others(of first: Int) -> some Sequence<Int> {
    var (low, high) = (0, firsts.count)
    while low < high {
      let middle = (low + high) / 2
      if firsts[middle] < first { low = middle + 1 } else { high = middle }
    }
    return (low..<firsts.count).lazy.prefix { firsts[$0] == first }.map { Int(others[$0]) }
  }

  /// Finds them in the groups of a table by the first chunk of a plan: equal codes are in one group.
  package init(in store: CodeStore, _ plan: ChunkPlan) {
    var first = plan
    first.chunks = [plan.chunks[0]]
    let table = ChunkTable.tables(store, first, without: .none)[0]
    let positionBits = plan.positionBits
    let groupCount = table.offsets.count - 1
    let shares = Parallel.shares(of: groupCount)
    let found = Parallel.map(shares) { groups in
      var pairs: [(UInt32, UInt32)] = []
      var members: [UInt32] = []
      for group in groups {
        let range = table.group(group)
        guard range.count > 1 else { continue }
        members.removeAll(keepingCapacity: true)
        for index in range { members.append(table.entries[index]) }
        Self.collect(&members, store, positionBits, into: &pairs)
      }
      return pairs
    }
    self.init(found.flatMap(\.self))
  }

  /// Sorts entries so that equal codes come one behind the other, the earliest first.
  private static func collect(
    _ entries: inout [UInt32], _ store: CodeStore, _ positionBits: Int,
    into pairs: inout [(UInt32, UInt32)]
  ) {
    let mask = UInt32(1) << UInt32(positionBits) - 1
    func words(_ entry: UInt32) -> SIMD4<UInt64> { store.orderedWords(at: Int(entry & mask)) }
    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
      let (a, b) = (left >> UInt32(positionBits), right >> UInt32(positionBits))
      if a != b { return a < b }
      let (x, y) = (words(left), words(right))
      for word in 0..<store.words where x[word] != y[word] { return x[word] < y[word] }
      return left & mask < right & mask
    }
    entries.sort(by: precedes)
    var first = entries[0]
    for entry in entries.dropFirst() {
      if entry >> UInt32(positionBits) == first >> UInt32(positionBits),
        words(entry) == words(first)
      {
        pairs.append((first & mask, entry & mask))
      } else {
        first = entry
      }
    }
  }
}
