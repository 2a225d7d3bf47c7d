// Collects the entries of lists, and lays them out as the arrays of a set.

package import Findings
internal import HammingSpace
internal import PerceptualHash
package import SystemPackage

/// Builds the arrays of a set. With a directory for scratch files, memory does not grow with the lists:
/// at most 24 MiB for each kind of digest, 4 bytes for each PDQ hash, and the videos of one list.
package struct KnownSetBuilder {
  package private(set) var lists: [HashList] = []
  private var categories: [String: UInt32] = [:]
  private var digests: [DigestAlgorithm: DigestSorter] = [:]
  private var pictures: CodeRecords
  private var frames: CodeRecords
  private var videos: ScratchRecords<ListPlace>
  private var videoLengths: ScratchRecords<UInt32>
  private var undecided: ScratchRecords<UndecidedHash>?
  /// The set that is to be written; scratch files go into its folder.
  private let output: FilePath?

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
  /// - Parameter output: The set that is to be written; `nil` collects in memory.
  package init(for output: FilePath? = nil) throws(HashListError) {
    self.output = output
    let directory = Self.scratchFolder(output)
    do throws(Errno) {
      pictures = try CodeRecords(in: directory)
      frames = try CodeRecords(in: directory)
      videos = try ScratchRecords(in: directory)
      videoLengths = try ScratchRecords(in: directory)
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
  private mutating func scratching(
    _ body: (inout KnownSetBuilder) throws(Errno) -> Void
  ) throws(HashListError) {
    do throws(Errno) {
      try body(&self)
    } catch {
      throw Self.failure(error, output)
    }
  }

  /// Entries so far.
  package var count: Int {
    digests.values.reduce(0) { $0 + $1.count } + pictures.codes.count + videos.count
  }

  // MARK: - Collecting

  mutating func add(_ digest: FileDigest, line: Int, category: String?) throws(HashListError) {
    try scratching { builder throws(Errno) in
      let record = DigestRecord(digest, builder.place(line, category))
      try builder.digests[digest.algorithm]!.append(record)
    }
  }

  mutating func add(_ picture: PDQHash, line: Int, category: String?) throws(HashListError) {
    try scratching { builder throws(Errno) in
      try builder.pictures.codes.append(picture.code)
      try builder.pictures.places.append(builder.place(line, category))
    }
  }

  mutating func add(_ video: [VideoFrame], line: Int, category: String?) throws(HashListError) {
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
  mutating func addUndecided(_ hash: PDQHash, line: Int) throws(HashListError) {
    try scratching { builder throws(Errno) in
      if builder.undecided == nil {
        builder.undecided = try ScratchRecords(in: Self.scratchFolder(builder.output))
      }
      try builder.undecided!.append(UndecidedHash(code: hash.code, line: line))
    }
  }

  /// The hashes that were kept since the last call.
  mutating func takeUndecided() throws(HashListError) -> SharedArray<UndecidedHash> {
    var records = SharedArray<UndecidedHash>([])
    try scratching { builder throws(Errno) in
      if let taken = try builder.undecided?.finish() { records = taken }
      builder.undecided = nil
    }
    return records
  }

  /// Ends a list: entries that come from now on are of the next one.
  mutating func end(_ list: HashList) {
    lists.append(list)
  }

  private mutating func place(_ line: Int, _ category: String?) -> ListPlace {
    var number = ListPlace.noCategory
    if let category {
      number = categories[category, default: UInt32(categories.count)]
      categories[category] = number
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
  mutating func finish(
    into storage: inout some SectionStorage, index choice: IndexChoice, radius: Int,
    progress: (String) -> Void = { _ in }
  ) throws(Errno) -> CompiledSetDirectory {
    for algorithm in DigestAlgorithm.allCases where digests[algorithm]!.count > 0 {
      progress("sorting \(digests[algorithm]!.count) \(algorithm) digests")
      try write(algorithm, into: &storage)
    }
    try storage.add(.picturePlaces, pictures.places.finish())
    try storage.add(.frameVideos, frames.videos.finish())
    try storage.add(.videoPlaces, videos.finish())
    try storage.add(.videoLengths, videoLengths.finish())
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

  private mutating func write(
    _ algorithm: DigestAlgorithm, into storage: inout some SectionStorage
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
          unsafe places[row] = record.place
          row += 1
        }
      } catch {
        failure = error
      }
    }
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
