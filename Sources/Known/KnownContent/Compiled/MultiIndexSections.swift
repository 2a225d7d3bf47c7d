// The tables of a multi-index as arrays of a set, in and out.

internal import HammingSpace
internal import SystemPackage

/// Reads and writes the tables over the hashes of pictures or frames.
enum MultiIndexSections {
  /// Takes tables out of a set's arrays.
  static func read(
    _ media: HashedMedia, _ record: CompiledSetDirectory.Tables, _ store: CodeStore,
    _ sections: Sections
  ) throws(SectionFault) -> MultiIndexHash<Code256> {
    let chunks = record.chunks.compactMap { fields in
      fields.count == 3
        ? Chunk(firstBit: fields[0], width: fields[1], indexBits: fields[2]) : nil
    }
    func words(_ name: SectionName) -> SharedArray<UInt32>? {
      (sections[name] ?? SharedArray([])).as(UInt32.self)
    }
    guard chunks.count == record.chunks.count, record.skews.count == chunks.count,
      record.skews.allSatisfy({ $0.isFinite && $0 >= 1 }),
      let plan = ChunkPlan(
        chunks: chunks, positionBits: record.positionBits, bitWidth: Code256.bitWidth),
      let firsts = words(.firsts(media)), let others = words(.others(media)),
      let repeats = RepeatedCodes(firsts: firsts, others: others), repeats.count <= store.count
    else { throw SectionFault("\(media): the tables are described wrongly") }
    var tables: [ChunkTable] = []
    for (number, chunk) in chunks.enumerated() {
      guard let offsets = words(.offsets(media, table: number)),
        let entries = words(.entries(media, table: number)),
        let table = ChunkTable(offsets: offsets, entries: entries, chunk: chunk)
      else { throw SectionFault("\(media): table \(number) is not of its size") }
      tables.append(table)
    }
    return MultiIndexHash(store, plan, tables, repeats, skews: record.skews)
  }

  /// Builds tables into a set's arrays.
  static func write(
    _ media: HashedMedia, _ store: CodeStore, radius: Int, into storage: inout some SectionStorage
  ) throws(Errno) -> CompiledSetDirectory.Tables {
    let plan = ChunkPlan(count: store.count, bitWidth: Code256.bitWidth, radius: radius)
    let repeats = RepeatedCodes(in: store, plan)
    try storage.add(.firsts(media), repeats.firsts)
    try storage.add(.others(media), repeats.others)
    let names = plan.chunks.indices.flatMap { number in
      [SectionName.offsets(media, table: number), .entries(media, table: number)]
    }
    let sizes = ChunkTable.byteCounts(store, plan, without: repeats)
    unsafe try storage.add(zip(names, sizes).map { (name: $0, byteCount: $1) }) { regions in
      unsafe ChunkTable.fill(regions, store, plan, without: repeats)
    }
    let tables = plan.chunks.indices.map { number in
      ChunkTable(
        offsets: storage.sections[names[2 * number]]!.as(UInt32.self)!,
        entries: storage.sections[names[2 * number + 1]]!.as(UInt32.self)!,
        chunk: plan.chunks[number])!
    }
    return CompiledSetDirectory.Tables(
      chunks: plan.chunks.map { [$0.firstBit, $0.width, $0.indexBits] },
      positionBits: plan.positionBits, skews: Skew.measured(store, plan, tables))
  }
}
