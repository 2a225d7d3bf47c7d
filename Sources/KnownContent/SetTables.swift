// The tables of a multi-index as arrays of a set, in and out.

internal import HammingSpace
internal import SystemPackage

enum SetTables {
  /// Takes the tables over the codes `name` out of a set's arrays.
  static func read(
    _ name: String, _ record: SetDirectory.Tables, _ store: CodeStore, _ sections: SetSections
  ) throws(SetFault) -> MultiIndexHash<Code256> {
    let chunks = record.chunks.compactMap { fields in
      fields.count == 3
        ? Chunk(firstBit: fields[0], width: fields[1], indexBits: fields[2]) : nil
    }
    func words(_ part: String) -> SharedArray<UInt32>? {
      (sections["\(name).\(part)"] ?? SharedArray([])).as(UInt32.self)
    }
    guard chunks.count == record.chunks.count, record.skews.count == chunks.count,
      record.skews.allSatisfy({ $0.isFinite && $0 >= 1 }),
      let plan = ChunkPlan(
        chunks: chunks, positionBits: record.positionBits, bitWidth: Code256.bitWidth),
      let firsts = words("firsts"), let others = words("others"),
      let repeats = RepeatedCodes(firsts: firsts, others: others), repeats.count <= store.count
    else { throw SetFault("\(name): the tables are described wrongly") }
    var tables: [ChunkTable] = []
    for (number, chunk) in chunks.enumerated() {
      guard let offsets = words("offsets.\(number)"), let entries = words("entries.\(number)"),
        let table = ChunkTable(offsets: offsets, entries: entries, chunk: chunk)
      else { throw SetFault("\(name): table \(number) is not of its size") }
      tables.append(table)
    }
    return MultiIndexHash(store, plan, tables, repeats, skews: record.skews)
  }

  /// Builds tables over the codes `name` into a set's arrays.
  static func write(
    _ name: String, _ store: CodeStore, radius: Int, into storage: inout some SetStorage
  ) throws(Errno) -> SetDirectory.Tables {
    let plan = ChunkPlan(count: store.count, bitWidth: Code256.bitWidth, radius: radius)
    let repeats = RepeatedCodes(in: store, plan)
    try storage.add("\(name).firsts", repeats.firsts)
    try storage.add("\(name).others", repeats.others)
    let names = plan.chunks.indices.flatMap { ["\(name).offsets.\($0)", "\(name).entries.\($0)"] }
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
    return SetDirectory.Tables(
      chunks: plan.chunks.map { [$0.firstBit, $0.width, $0.indexBits] },
      positionBits: plan.positionBits, skews: Skew.measured(store, plan, tables))
  }
}
