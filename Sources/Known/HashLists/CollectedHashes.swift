// All hashes of a list in memory, in order: what two lists are compared by.

internal import Findings
internal import PerceptualHash

/// Keeps the hashes of one list.
final class CollectedHashes: HashReceiver {
  /// A hash and its kind: 33 bytes.
  struct Key: Equatable {
    /// Position in ``kinds``.
    var kind: UInt8
    /// The bytes as big-endian words; what is not there is 0.
    var words: SIMD4<UInt64>

    static let kinds: [(name: String, byteCount: Int)] =
      DigestAlgorithm.allCases.map { (HashKind.digest($0).name, $0.byteCount) }
      + [("PDQ", 32), ("PDQ of a frame", 32), ("PhotoDNA", 32)]

    init(kind: Int, _ bytes: [UInt8]) {
      self.kind = UInt8(kind)
      words = .zero
      for (index, byte) in bytes.prefix(32).enumerated() {
        words[index / 8] |= UInt64(byte) << UInt64(56 - 8 * (index % 8))
      }
    }

    var kindName: String { Self.kinds[Int(kind)].name }

    var text: String {
      Hexadecimal.text(
        of: (0..<Self.kinds[Int(kind)].byteCount).map {
          UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - 8 * ($0 % 8)))
        })
    }

    /// Below 0 if it comes before another, 0 if it is equal.
    func order(to other: Key) -> Int {
      if kind != other.kind { return kind < other.kind ? -1 : 1 }
      for index in 0..<4 where words[index] != other.words[index] {
        return words[index] < other.words[index] ? -1 : 1
      }
      return 0
    }
  }

  private struct Record {
    var key: Key
    var line: UInt32
    /// Position in `categories` and 1; 0 without one.
    var category: UInt32
  }

  /// A hash, and all that the list says of it.
  struct Group {
    var key: Key
    var place: ListDifference.Place
  }

  private(set) var list: HashList?
  private var records: [Record] = []
  private var categories: [String] = []
  private var numbers: [String: UInt32] = [:]
  private var undecided: [(PDQHash, Int)] = []
  private var withdrawn = Set<UInt32>()

  private func add(_ kind: Int, _ bytes: [UInt8], _ line: Int, _ category: String?) {
    var number: UInt32 = 0
    if let category {
      if numbers[category] == nil {
        categories.append(category)
        numbers[category] = UInt32(categories.count)
      }
      number = numbers[category] ?? 0
    }
    records.append(
      Record(key: Key(kind: kind, bytes), line: UInt32(clamping: line), category: number))
  }

  func add(_ digest: FileDigest, line: Int, category: String?) {
    add(DigestAlgorithm.allCases.firstIndex(of: digest.algorithm)!, digest.bytes, line, category)
  }

  func add(_ picture: PDQHash, line: Int, category: String?) {
    add(DigestAlgorithm.allCases.count, picture.bytes, line, category)
  }

  func add(_ video: [VideoFrame], line: Int, category: String?) {
    for frame in video {
      add(DigestAlgorithm.allCases.count + 1, frame.pdq.hash.bytes, line, category)
    }
  }

  /// What is never matched changes nothing.
  func add(photoDNA: [UInt8], line: Int, category: String?) {}

  func addUndecided(_ hash: PDQHash, line: Int) { undecided.append((hash, line)) }

  func takeUndecided(
    _ body: (PDQHash, Int) throws(HashListError) -> Void
  ) throws(HashListError) {
    let taken = undecided
    undecided = []
    for (hash, line) in taken { try body(hash, line) }
  }

  func withdraw(line: Int) {
    withdrawn.insert(UInt32(clamping: line))
  }

  func end(_ list: HashList) {
    self.list = list
    guard !withdrawn.isEmpty else { return }
    records.removeAll { withdrawn.contains($0.line) }
    withdrawn = []
  }

  func amend(last count: Int, _ change: (inout HashList) -> Void) {
    if list != nil { change(&list!) }
  }

  func sort() {
    records.sort {
      let order = $0.key.order(to: $1.key)
      return order == 0 ? $0.line < $1.line : order < 0
    }
  }

  /// Each hash once, in order.
  func groups() -> some IteratorProtocol<Group> {
    var next = 0
    return AnyIterator { [records, categories] in
      guard next < records.count else { return nil }
      let first = records[next]
      var found = Set<UInt32>()
      while next < records.count, records[next].key == first.key {
        if records[next].category > 0 { found.insert(records[next].category) }
        next += 1
      }
      return Group(
        key: first.key,
        place: ListDifference.Place(
          entry: Int(first.line), categories: found.map { categories[Int($0) - 1] }.sorted()))
    }
  }
}
