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
    for (index, byte) in digest.bytes.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(56 - 8 * (index % 8))
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
    let records = try scratch.finish()
    // A heap of the runs' next records, the least at the root.
    var heap: [(record: DigestRecord, next: Int, end: Int)] = []
    var start = 0
    for end in runEnds where end > start {
      heap.append((records[start], start + 1, end))
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
      let (_, next, end) = heap[0]
      if next < end {
        heap[0] = (records[next], next + 1, end)
      } else {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
      }
      sink(0)
    }
  }
}
