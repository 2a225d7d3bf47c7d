// All hashes of a list in memory, in order: what two lists are compared by.

internal import Findings
internal import PerceptualHash

/// Keeps the hashes of one list.
final class CollectedHashes: HashReceiver {
  private(set) var list: HashList?
  private var records: [SortedHashes.Record] = []
  private var categories: [String] = []
  private var numbers: [String: UInt32] = [:]
  private var undecided: [(PDQHash, Int)] = []
  private var withdrawn = Set<UInt32>()
  /// How many records are of lists that have ended.
  private var ended = 0

  private func add(_ kind: SortedHashes.Kind, _ bytes: [UInt8], _ line: Int, _ category: String?) {
    var number: UInt32 = 0
    if let category {
      if numbers[category] == nil {
        categories.append(category)
        numbers[category] = UInt32(categories.count)
      }
      number = numbers[category] ?? 0
    }
    records.append(
      SortedHashes.Record(
        key: SortedHashes.Key(kind, bytes), line: UInt32(clamping: line), category: number))
  }

  func add(_ digest: FileDigest, line: Int, category: String?) {
    add(SortedHashes.Kind(MatchAlgorithm(digest.algorithm)), digest.bytes, line, category)
  }

  func add(_ picture: PDQHash, line: Int, category: String?) {
    add(.picture, picture.bytes, line, category)
  }

  func add(_ video: [VideoFrame], line: Int, category: String?) {
    for frame in video {
      add(.frame, frame.pdq.hash.bytes, line, category)
    }
  }

  /// What is never matched changes nothing.
  func add(photoDNA: [UInt8], line: Int, category: String?) {}

  func add(_ filter: DigestFilter) throws(ListFault) {
    throw .unusable("is a Bloom filter, of which no hash can be read: there is nothing to compare")
  }

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
    if !withdrawn.isEmpty {
      let kept = records[ended...].filter { !withdrawn.contains($0.line) }
      records.replaceSubrange(ended..., with: kept)
      withdrawn = []
    }
    ended = records.count
  }

  func amend(last count: Int, _ change: (inout HashList) -> Void) {
    if list != nil { change(&list!) }
  }

  /// The hashes, in order; the receiver keeps none.
  func sorted() -> SortedHashes {
    defer { records = [] }
    return SortedHashes(records, categories)
  }
}

/// The hashes of a list, in order.
struct SortedHashes: Sendable {
  /// What a hash is, in the order in which they are compared.
  enum Kind: UInt8 {
    case md5, sha1, sha256, picture, frame

    init(_ algorithm: MatchAlgorithm) {
      self =
        switch algorithm {
        case .md5: .md5
        case .sha1: .sha1
        case .sha256: .sha256
        case .pdq: .picture
        case .vpdq: .frame
        }
    }

    private var digest: DigestAlgorithm? {
      switch self {
      case .md5: .md5
      case .sha1: .sha1
      case .sha256: .sha256
      case .picture, .frame: nil
      }
    }

    var byteCount: Int { digest?.byteCount ?? 32 }

    var name: String {
      digest.map { HashKind.digest($0).name } ?? (self == .picture ? "PDQ" : "PDQ of a frame")
    }
  }

  /// A hash and its kind: 33 bytes.
  struct Key: Equatable {
    var kind: Kind
    /// The bytes as big-endian words; what is not there is 0.
    var words: SIMD4<UInt64>

    init(_ kind: Kind, _ bytes: [UInt8]) {
      self.kind = kind
      words = .zero
      for (index, byte) in bytes.prefix(32).enumerated() {
        words[index / 8] |= UInt64(byte) << UInt64(56 - 8 * (index % 8))
      }
    }

    var text: String {
      Hexadecimal.text(
        of: (0..<kind.byteCount).map {
          UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - 8 * ($0 % 8)))
        })
    }

    /// Below 0 if it comes before another, 0 if it is equal.
    func order(to other: Key) -> Int {
      if kind != other.kind { return kind.rawValue < other.kind.rawValue ? -1 : 1 }
      for index in 0..<4 where words[index] != other.words[index] {
        return words[index] < other.words[index] ? -1 : 1
      }
      return 0
    }
  }

  struct Record {
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

  private let records: [Record]
  private let categories: [String]

  fileprivate init(_ records: [Record], _ categories: [String]) {
    self.records = records.sorted {
      let order = $0.key.order(to: $1.key)
      return order == 0 ? $0.line < $1.line : order < 0
    }
    self.categories = categories
  }

  /// Each hash once, in order.
  func groups() -> some IteratorProtocol<Group> {
    var next = 0
    return AnyIterator {
      guard next < records.count else { return nil }
      let (group, end) = group(at: next)
      next = end
      return group
    }
  }

  /// Where a hash stands; `nil` if it is not among them. Takes the logarithm of their number.
  func place(of key: Key) -> ListDifference.Place? {
    var (low, high) = (0, records.count)
    while low < high {
      let middle = low + (high - low) / 2
      if records[middle].key.order(to: key) < 0 { low = middle + 1 } else { high = middle }
    }
    guard low < records.count, records[low].key == key else { return nil }
    return group(at: low).group.place
  }

  /// The records of the hash of one, the first of its, and the position behind them.
  private func group(at first: Int) -> (group: Group, end: Int) {
    var end = first
    var found = Set<UInt32>()
    while end < records.count, records[end].key == records[first].key {
      if records[end].category > 0 { found.insert(records[end].category) }
      end += 1
    }
    let place = ListDifference.Place(
      entry: Int(records[first].line),
      categories: found.map { categories[Int($0) - 1] }.sorted())
    return (Group(key: records[first].key, place: place), end)
  }
}
