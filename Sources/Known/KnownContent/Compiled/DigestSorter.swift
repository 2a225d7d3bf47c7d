// Sorting digests of which there may be more than memory holds.

internal import SystemPackage

/// Sorts in runs that fit into memory, and merges them.
///
/// Digests are as good as random, so that a run is sorted by dividing it by leading bits; however
/// they are, time is that of a general sort at most.
final class DigestSorter<Record: DigestRecord> {
  /// 8 MiB of MD5 or SHA-1 digests.
  private static var runLength: Int { 1 << 18 }
  /// All runs together are read in so many bytes, where each has room for some records.
  private static var mergeMemory: Int { 16 << 20 }

  private var run: [Record] = []
  private var runEnds: [Int] = []
  private let scratch: ScratchRecords<Record>

  /// Starts without digests; `folder` is where runs are kept, `nil` keeps them in memory.
  init(in folder: FilePath?) {
    scratch = ScratchRecords(in: folder)
  }

  var count: Int { scratch.count + run.count }

  func append(_ record: Record) throws(Errno) {
    run.append(record)
    if run.count == Self.runLength {
      try scratch.append(contentsOf: RunSort.sorted(run))
      runEnds.append(scratch.count)
      run.removeAll(keepingCapacity: true)
    }
  }

  /// Calls `body` with all records in order, and ends the sorter.
  func finish(_ body: (Record) throws(Errno) -> Void) throws(Errno) {
    let last = RunSort.sorted(run)
    run = []
    if runEnds.isEmpty {
      for record in last { try body(record) }
      return
    }
    let size = max(64, Self.mergeMemory / MemoryLayout<Record>.stride / runEnds.count)
    var readers = zip([0] + runEnds, runEnds).map { RunReader(scratch, $0..<$1, chunk: size) }
    readers.append(RunReader(last))
    // A heap of the runs' next records, the least at the root.
    var heap: [(record: Record, reader: Int)] = []
    for index in readers.indices {
      if let record = try readers[index].next() { heap.append((record, index)) }
    }
    for index in heap.indices.reversed() { Self.sink(index, &heap) }
    while !heap.isEmpty {
      try body(heap[0].record)
      if let record = try readers[heap[0].reader].next() {
        heap[0].record = record
      } else {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
      }
      Self.sink(0, &heap)
    }
  }

  private static func sink(_ start: Int, _ heap: inout [(record: Record, reader: Int)]) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && Record.precedes(heap[child].record, heap[least].record) {
        least = child
      }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}

/// The records of a sorted run, some in memory at a time.
private struct RunReader<Record: DigestRecord> {
  private let source: ScratchRecords<Record>?
  private var rest: Range<Int>
  private let chunk: Int
  private var buffer: [Record] = []
  private var position = 0

  init(_ source: ScratchRecords<Record>, _ range: Range<Int>, chunk: Int) {
    self.source = source
    self.chunk = chunk
    rest = range
  }

  /// A run that is in memory.
  init(_ records: [Record]) {
    source = nil
    chunk = 0
    rest = 0..<0
    buffer = records
  }

  mutating func next() throws(Errno) -> Record? {
    if position == buffer.count {
      guard let source, !rest.isEmpty else { return nil }
      let part = rest.prefix(chunk)
      buffer = try source.read(part)
      rest = part.upperBound..<rest.upperBound
      position = 0
    }
    defer { position += 1 }
    return buffer[position]
  }
}

/// Sorting what fits into memory.
private enum RunSort {
  /// Divides by leading bits into groups of about 16, and sorts each.
  static func sorted<Record: DigestRecord>(_ records: [Record]) -> [Record] {
    let bits = min(
      16, max(1, records.count / 16).bitWidth - max(1, records.count / 16).leadingZeroBitCount)
    func group(_ record: Record) -> Int { Int(record.leading >> UInt64(64 - bits)) }
    var ends = [Int](repeating: 0, count: 1 << bits)
    for record in records { ends[group(record)] += 1 }
    var sum = 0
    for index in ends.indices {
      (ends[index], sum) = (sum, sum + ends[index])
    }
    return unsafe [Record](unsafeUninitializedCapacity: records.count) { buffer, filled in
      // Each record goes to a place of its own: the groups lie behind each other, and `ends` says
      // how far each is filled.
      for record in records {
        let index = group(record)
        unsafe buffer[ends[index]] = record
        ends[index] += 1
      }
      filled = records.count
      var start = 0
      for end in ends {
        unsafe sort(UnsafeMutableBufferPointer(rebasing: buffer[start..<end]))
        start = end
      }
    }
  }

  private static func sort<Record: DigestRecord>(_ records: UnsafeMutableBufferPointer<Record>) {
    var records = unsafe records
    guard records.count <= 32 else {
      unsafe records.sort(by: Record.precedes)
      return
    }
    for index in records.indices.dropFirst() {
      let record = unsafe records[index]
      var place = index
      // Both places are inside: `place` goes down from `index` to 1 at least.
      while place > 0, unsafe Record.precedes(record, records[place - 1]) {
        unsafe records[place] = unsafe records[place - 1]
        place -= 1
      }
      unsafe records[place] = record
    }
  }
}
