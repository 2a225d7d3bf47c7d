// Sorting digests of which there may be more than memory holds.

internal import Findings
internal import HammingSpace
internal import SystemPackage

/// A digest and where it stands.
struct DigestRecord: BitwiseCopyable {
  /// The digest's bytes as big-endian words, so that their order is that of the bytes; the rest is 0.
  var words: SIMD4<UInt64> = .zero
  var place: ListPlace

  init(_ digest: FileDigest, _ place: ListPlace) {
    let bytes = digest.bytes
    for index in 0..<bytes.count {
      words[index / 8] |= UInt64(bytes[index]) << UInt64(56 - 8 * (index % 8))
    }
    self.place = place
  }

  func byte(_ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: words[index / 8] >> UInt64(56 - 8 * (index % 8)))
  }

  static func < (left: DigestRecord, right: DigestRecord) -> Bool {
    for index in 0..<4 where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return ListPlace.precedes(left.place, right.place)
  }
}

/// Sorts in runs that fit into memory, and merges them.
struct DigestSorter {
  /// 24 MiB.
  private static let runLength = 1 << 19

  private var run: [DigestRecord] = []
  private var runEnds: [Int] = []
  private var scratch: ScratchRecords<DigestRecord>
  private(set) var count = 0

  init(in directory: FilePath?) throws(Errno) {
    scratch = try ScratchRecords(in: directory)
  }

  mutating func append(_ record: DigestRecord) throws(Errno) {
    run.append(record)
    count += 1
    if run.count == Self.runLength { try endRun() }
  }

  private mutating func endRun() throws(Errno) {
    run.sort(by: <)
    for record in run { try scratch.append(record) }
    runEnds.append(scratch.count)
    run.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with all records in order.
  mutating func finish(_ body: (DigestRecord) -> Void) throws(Errno) {
    try endRun()
    var runs: [RecordReader<DigestRecord>] = []
    // A heap of the runs' next records, the least at the root.
    var heap: [(record: DigestRecord, run: Int)] = []
    var start = 0
    for end in runEnds where end > start {
      var run = try scratch.reader(start..<end)
      if let first = try run.next() {
        heap.append((first, runs.count))
        runs.append(run)
      }
      start = end
    }
    func sink(_ index: Int) {
      var index = index
      while true {
        var least = index
        for child in [2 * index + 1, 2 * index + 2]
        where child < heap.count && heap[child].record < heap[least].record {
          least = child
        }
        guard least != index else { return }
        heap.swapAt(index, least)
        index = least
      }
    }
    for index in heap.indices.reversed() { sink(index) }
    while !heap.isEmpty {
      body(heap[0].record)
      if let next = try runs[heap[0].run].next() {
        heap[0].record = next
      } else {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
      }
      sink(0)
    }
  }
}
