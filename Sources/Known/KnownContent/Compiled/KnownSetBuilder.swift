// Collects the entries of lists, to be laid out as the arrays of a set.

package import Findings
internal import HammingSpace
package import HashLists
package import PerceptualHash
package import SystemPackage

/// Builds the arrays of a set. With a folder for scratch files, memory does not grow with the
/// lists: at most 20 MiB for each kind of hash, 4 bytes for each PDQ hash, what their index needs,
/// and the videos of one list.
package final class KnownSetBuilder: HashReceiver {
  package internal(set) var lists: [HashList] = []
  private(set) var categories: [String: UInt32] = [:]
  private var lastCategory: (name: String, number: UInt32)?
  let md5s: DigestSorter<ShortDigestRecord>
  let sha1s: DigestSorter<ShortDigestRecord>
  let sha256s: DigestSorter<LongDigestRecord>
  var pictures: PictureRecords
  var videos: VideoRecords
  let photoDNA: ScratchRecords<UInt8>
  let photoDNAPlaces: ScratchRecords<ListPlace>
  var withdrawals = Withdrawals()
  /// Filters, each with the position of its list.
  private(set) var filters: [(list: Int, filter: DigestFilter)] = []
  private var undecided: ScratchRecords<UndecidedHash>?
  /// Where scratch files are.
  let folder: FilePath?
  /// What to name if they cannot be written.
  let path: FilePath

  /// PDQ hashes of pictures, and where each stands.
  struct PictureRecords {
    let codes: ScratchRecords<Code256>
    let places: ScratchRecords<ListPlace>
    /// The same once more, for finding equal ones.
    let sorter: DigestSorter<LongDigestRecord>

    init(in folder: FilePath?) {
      codes = ScratchRecords(in: folder)
      places = ScratchRecords(in: folder)
      sorter = DigestSorter(in: folder)
    }

    func append(_ code: Code256, _ place: ListPlace) throws(Errno) {
      try codes.append(code)
      try places.append(place)
    }
  }

  /// Videos: where each stands, and how many frames it has; and frames: hash, and number of the
  /// video.
  struct VideoRecords {
    let places: ScratchRecords<ListPlace>
    let lengths: ScratchRecords<UInt32>
    let codes: ScratchRecords<Code256>
    let owners: ScratchRecords<UInt32>

    init(in folder: FilePath?) {
      places = ScratchRecords(in: folder)
      lengths = ScratchRecords(in: folder)
      codes = ScratchRecords(in: folder)
      owners = ScratchRecords(in: folder)
    }

    func append(_ hashes: [Code256], _ place: ListPlace) throws(Errno) {
      for hash in hashes {
        try codes.append(hash)
        try owners.append(UInt32(places.count))
      }
      try lengths.append(UInt32(hashes.count))
      try places.append(place)
    }
  }

  /// Starts without entries.
  ///
  /// - Parameters:
  ///   - folder: Where scratch files are kept; `nil` collects in memory.
  ///   - path: What to name if they cannot be written: what is made of them, or the folder.
  package init(scratch folder: FilePath? = nil, for path: FilePath? = nil) {
    self.folder = folder
    self.path = path ?? folder ?? "in memory"
    md5s = DigestSorter(in: folder)
    sha1s = DigestSorter(in: folder)
    sha256s = DigestSorter(in: folder)
    pictures = PictureRecords(in: folder)
    videos = VideoRecords(in: folder)
    photoDNA = ScratchRecords(in: folder)
    photoDNAPlaces = ScratchRecords(in: folder)
  }

  /// Runs what writes to scratch files.
  private func scratching(_ body: () throws(Errno) -> Void) throws(HashListError) {
    do throws(Errno) {
      try body()
    } catch {
      throw HashListError(path: path, problem: .notWritten(error))
    }
  }

  /// Entries so far, PhotoDNA apart; those that were withdrawn are counted.
  package var count: Int {
    md5s.count + sha1s.count + sha256s.count + pictures.codes.count + videos.places.count
  }

  package func add(_ digest: FileDigest, line: Int, category: String?) throws(HashListError) {
    let place = place(line, category)
    try scratching { () throws(Errno) in
      switch digest.algorithm {
      case .md5: try md5s.append(ShortDigestRecord(digest.bytes, place))
      case .sha1: try sha1s.append(ShortDigestRecord(digest.bytes, place))
      case .sha256: try sha256s.append(LongDigestRecord(digest.bytes, place))
      }
    }
  }

  package func add(_ picture: PDQHash, line: Int, category: String?) throws(HashListError) {
    let place = place(line, category)
    try scratching { () throws(Errno) in
      try pictures.append(picture.code, place)
      try pictures.sorter.append(LongDigestRecord(picture.code, place))
    }
  }

  package func add(photoDNA: [UInt8], line: Int, category: String?) throws(HashListError) {
    precondition(photoDNA.count == SectionName.photoDNALength, "not a PhotoDNA hash")
    let place = place(line, category)
    try scratching { () throws(Errno) in
      try self.photoDNA.append(contentsOf: photoDNA)
      try photoDNAPlaces.append(place)
    }
  }

  package func add(_ video: [VideoFrame], line: Int, category: String?) throws(HashListError) {
    let hashes = VideoComparison.distinctHashes(of: video).map(\.code)
    let place = place(line, category)
    try scratching { () throws(Errno) in try videos.append(hashes, place) }
  }

  package func add(_ filter: DigestFilter) {
    filters.append((lists.count, filter))
  }

  package func withdraw(line: Int) {
    withdrawals.insert(place(line, nil), videoCount: videos.places.count)
  }

  package func addUndecided(_ hash: PDQHash, line: Int) throws(HashListError) {
    let records = undecided ?? ScratchRecords(in: folder)
    undecided = records
    try scratching { () throws(Errno) in
      try records.append(UndecidedHash(code: hash.code, line: line))
    }
  }

  package func takeUndecided(
    _ body: (PDQHash, Int) throws(HashListError) -> Void
  ) throws(HashListError) {
    guard let records = undecided else { return }
    undecided = nil
    var failure: HashListError?
    try scratching { () throws(Errno) in
      try records.forEach { record in
        guard failure == nil else { return }
        do throws(HashListError) {
          try body(PDQHash(record.code), record.line)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  package func end(_ list: HashList) {
    lists.append(list)
  }

  package func amend(last count: Int, _ change: (inout HashList) -> Void) {
    for index in lists.indices.suffix(count) { change(&lists[index]) }
  }

  private func place(_ line: Int, _ category: String?) -> ListPlace {
    ListPlace(
      list: UInt32(lists.count), line: UInt32(clamping: line),
      category: category.map(number(of:)) ?? ListPlace.noCategory)
  }

  private func number(of category: String) -> UInt32 {
    // As a rule an entry has the category of the one before.
    if let last = lastCategory, last.name == category { return last.number }
    let number = categories[category, default: UInt32(categories.count)]
    categories[category] = number
    lastCategory = (category, number)
    return number
  }
}

/// 64 digits that are a PDQ hash or a SHA-256.
struct UndecidedHash: BitwiseCopyable {
  var code: Code256
  var line: Int
}
