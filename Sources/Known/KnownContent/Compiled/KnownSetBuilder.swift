// Collects the entries of lists, and lays them out as the arrays of a set.

package import Findings
internal import HammingSpace
package import HashLists
package import PerceptualHash
package import SystemPackage

/// Builds the arrays of a set. With a directory for scratch files, memory does not grow with the lists:
/// at most 24 MiB for each kind of digest, 4 bytes for each PDQ hash, and the videos of one list.
package final class KnownSetBuilder: HashReceiver {
  package private(set) var lists: [HashList] = []
  private var categories: [String: UInt32] = [:]
  private var repeated = RepeatedDigests()
  /// Entries of one category come together, as a rule.
  private var lastCategory: (name: String, number: UInt32)?
  private var digests: [DigestAlgorithm: DigestSorter] = [:]
  private var pictures: CodeRecords
  private var frames: CodeRecords
  private var videos: ScratchRecords<ListPlace>
  private var videoLengths: ScratchRecords<UInt32>
  private var photoDNA: ScratchRecords<UInt8>
  private var photoDNAPlaces: ScratchRecords<ListPlace>
  private var undecided: ScratchRecords<UndecidedHash>?
  /// Lines that lists have withdrawn themselves, without category.
  private var withdrawn = Set<ListPlace>()
  /// The set that is to be written.
  private let output: FilePath?
  /// Where scratch files go; without, everything is in memory.
  private let scratch: FilePath?

  /// Hashes, and what belongs to each: where it stands, or whose frame it is.
  private struct CodeRecords {
    var codes: ScratchRecords<Code256>
    var places: ScratchRecords<ListPlace>
    var videos: ScratchRecords<UInt32>

    init(in directory: FilePath?) throws(Errno) {
      codes = try ScratchRecords(in: directory)
      places = try ScratchRecords(in: directory)
      videos = try ScratchRecords(in: directory)
    }
  }

  /// Starts without entries.
  ///
  /// - Parameters:
  ///   - output: The set that is to be written.
  ///   - scratch: The folder for scratch files, which have no names; that of the set if it is `nil`. Without
  ///     either, all is collected in memory.
  package init(
    for output: FilePath? = nil, scratch: FilePath? = nil
  ) throws(HashListError) {
    self.output = output
    self.scratch = scratch ?? Self.scratchFolder(output)
    let directory = self.scratch
    do throws(Errno) {
      pictures = try CodeRecords(in: directory)
      frames = try CodeRecords(in: directory)
      videos = try ScratchRecords(in: directory)
      videoLengths = try ScratchRecords(in: directory)
      photoDNA = try ScratchRecords(in: directory)
      photoDNAPlaces = try ScratchRecords(in: directory)
      for algorithm in DigestAlgorithm.allCases {
        digests[algorithm] = try DigestSorter(in: directory)
      }
    } catch {
      throw Self.failure(error, output)
    }
  }

  private static func scratchFolder(_ output: FilePath?) -> FilePath? {
    output.map { $0.removingLastComponent() }.map { $0.isEmpty ? "." : $0 }
  }

  private static func failure(_ error: Errno, _ output: FilePath?) -> HashListError {
    HashListError(path: output ?? "", problem: .notWritten(error))
  }

  /// Runs what writes to scratch files.
  private func scratching(
    _ body: (KnownSetBuilder) throws(Errno) -> Void
  ) throws(HashListError) {
    do throws(Errno) {
      try body(self)
    } catch {
      throw Self.failure(error, output)
    }
  }

  /// Entries so far.
  package var count: Int {
    digests.values.reduce(0) { $0 + $1.count } + pictures.codes.count + videos.count
  }

  // MARK: - Collecting

  package func add(_ digest: FileDigest, line: Int, category: String?) throws(HashListError) {
    try scratching { builder throws(Errno) in
      let record = DigestRecord(digest, builder.place(line, category))
      try builder.digests[digest.algorithm]!.append(record)
    }
  }

  package func add(_ picture: PDQHash, line: Int, category: String?) throws(HashListError) {
    try scratching { builder throws(Errno) in
      try builder.pictures.codes.append(picture.code)
      try builder.pictures.places.append(builder.place(line, category))
    }
  }

  package func add(photoDNA: [UInt8], line: Int, category: String?) throws(HashListError) {
    try scratching { builder throws(Errno) in
      for byte in photoDNA { try builder.photoDNA.append(byte) }
      try builder.photoDNAPlaces.append(builder.place(line, category))
    }
  }

  package func withdraw(line: Int) {
    withdrawn.insert(
      ListPlace(list: UInt32(lists.count), line: UInt32(clamping: line), category: 0))
  }

  package func add(_ video: [VideoFrame], line: Int, category: String?) throws(HashListError) {
    let hashes = VideoComparison.distinctHashes(of: video)
    try scratching { builder throws(Errno) in
      for hash in hashes {
        try builder.frames.codes.append(hash.code)
        try builder.frames.videos.append(UInt32(builder.videos.count))
      }
      try builder.videoLengths.append(UInt32(hashes.count))
      try builder.videos.append(builder.place(line, category))
    }
  }

  /// Keeps a hash of which the list does not say yet what it is.
  package func addUndecided(_ hash: PDQHash, line: Int) throws(HashListError) {
    try scratching { builder throws(Errno) in
      if builder.undecided == nil {
        builder.undecided = try ScratchRecords(in: builder.scratch)
      }
      try builder.undecided!.append(UndecidedHash(code: hash.code, line: line))
    }
  }

  /// Gives the hashes that were kept since the last call.
  package func takeUndecided(
    _ body: (PDQHash, Int) throws(HashListError) -> Void
  ) throws(HashListError) {
    var records = SharedArray<UndecidedHash>([])
    try scratching { builder throws(Errno) in
      if let taken = try builder.undecided?.finish() { records = taken }
      builder.undecided = nil
    }
    for index in 0..<records.count { try body(PDQHash(records[index].code), records[index].line) }
  }

  /// Ends a list: entries that come from now on are of the next one.
  package func end(_ list: HashList) {
    lists.append(list)
  }

  /// Says more of the last lists.
  package func amend(last count: Int, _ change: (inout HashList) -> Void) {
    for index in lists.indices.suffix(count) { change(&lists[index]) }
  }

  private func place(_ line: Int, _ category: String?) -> ListPlace {
    var number = ListPlace.noCategory
    if let category {
      if lastCategory?.name != category {
        let known = categories[category, default: UInt32(categories.count)]
        categories[category] = known
        lastCategory = (category, known)
      }
      number = lastCategory?.number ?? number
    }
    return ListPlace(
      list: UInt32(lists.count), line: UInt32(clamping: line), category: number)
  }

  // MARK: - Laying out

  /// Lays out everything that was collected.
  ///
  /// - Parameters:
  ///   - choice: Whether to build tables; a tree is built when the set is opened.
  ///   - progress: Told what is being done.
  func finish(
    into storage: inout some SectionStorage, index choice: IndexChoice, radius: Int,
    progress: (String) -> Void = { _ in }
  ) throws(Errno) -> CompiledSetDirectory {
    for algorithm in DigestAlgorithm.allCases where digests[algorithm]!.count > 0 {
      progress("sorting \(digests[algorithm]!.count) \(algorithm) digests")
      try write(algorithm, into: &storage)
    }
    repeated.describe(&lists)
    try storage.add(.picturePlaces, standing(pictures.places.finish()))
    try storage.add(.frameVideos, frames.videos.finish())
    try storage.add(.videoPlaces, standing(videos.finish()))
    try storage.add(.videoLengths, videoLengths.finish())
    try storage.add(.photoDNA, photoDNA.finish())
    try storage.add(.photoDNAPlaces, standing(photoDNAPlaces.finish()))
    func index(
      _ media: HashedMedia, _ codes: SharedArray<Code256>, _ radius: Int
    ) throws(Errno) -> CompiledSetDirectory.Codes {
      progress("indexing \(codes.count) PDQ hashes of \(media)")
      return try Self.write(media, codes, choice, radius, into: &storage)
    }
    return CompiledSetDirectory(
      lists: lists, categories: categories.sorted { $0.value < $1.value }.map(\.key),
      pictures: try index(.pictures, pictures.codes.finish(), radius),
      frames: try index(.frames, frames.codes.finish(), KnownIndex.frameRadius(radius)))
  }

  /// Places, of which those that are withdrawn are nowhere.
  private func standing(_ places: SharedArray<ListPlace>) -> SharedArray<ListPlace> {
    guard !withdrawn.isEmpty else { return places }
    return SharedArray((0..<places.count).map { standing(places[$0]) })
  }

  private func standing(_ place: ListPlace) -> ListPlace {
    let line = ListPlace(list: place.list, line: place.line, category: 0)
    return withdrawn.contains(line) ? .nowhere : place
  }

  /// So many rows are written before their memory is given back.
  private static let rowsInMemory = 1 << 20

  private func write<Storage: SectionStorage>(
    _ algorithm: DigestAlgorithm, into storage: inout Storage
  ) throws(Errno) {
    var sorter = digests[algorithm]!
    digests[algorithm] = nil
    let (size, count) = (algorithm.byteCount, sorter.count)
    var failure: Errno?
    unsafe try storage.add([
      (.digests(algorithm), count * size),
      (.digestPlaces(algorithm), count * MemoryLayout<ListPlace>.stride),
    ]) { regions in
      // The regions hold `count` digests and as many places.
      let places = unsafe regions[1].bindMemory(to: ListPlace.self)
      var row = 0
      do throws(Errno) {
        try sorter.finish { record in
          for index in 0..<size { unsafe regions[0][row * size + index] = record.byte(index) }
          unsafe places[row] = withdrawn.isEmpty ? record.place : standing(record.place)
          repeated.take(record, algorithm)
          row += 1
          if row % Self.rowsInMemory == 0 {
            let first = row - Self.rowsInMemory
            unsafe Storage.release(
              UnsafeMutableRawBufferPointer(rebasing: regions[0][first * size..<row * size]))
            unsafe Storage.release(
              UnsafeMutableRawBufferPointer(places.extracting(first..<row)))
          }
        }
      } catch {
        failure = error
      }
    }
    repeated.endAlgorithm()
    if let failure { throw failure }
  }

  private static func write(
    _ media: HashedMedia, _ codes: SharedArray<Code256>, _ choice: IndexChoice, _ radius: Int,
    into storage: inout some SectionStorage
  ) throws(Errno) -> CompiledSetDirectory.Codes {
    let order = BitOrder(spreading: codes)
    let size = 2 * codes.count * MemoryLayout<UInt64>.stride
    unsafe try storage.add([(.near(media), size), (.far(media), size)]) { regions in
      unsafe CodeStore.divide(
        codes, order, near: regions[0].bindMemory(to: UInt64.self),
        far: regions[1].bindMemory(to: UInt64.self))
    }
    var record = CompiledSetDirectory.Codes(bitOrder: order.sources)
    let store = CodeStore(
      nearHalves: storage.sections[.near(media)]!.as(UInt64.self)!,
      farHalves: storage.sections[.far(media)]!.as(UInt64.self)!, words: 4, order: order)!
    if choice == .hash
      || choice == .automatic && KnownIndex.prefersTables(codes.count, radius)
    {
      record.tables = try MultiIndexSections.write(media, store, radius: radius, into: &storage)
    }
    return record
  }
}

/// 64 digits that are a PDQ hash or a SHA-256.
struct UndecidedHash: BitwiseCopyable {
  var code: Code256
  var line: Int
}
