// A shard of a known set: lists read together, or one compiled set. Arrays and what finds them.

internal import Findings
internal import HashLists
internal import HammingSpace
internal import SystemPackage

/// Lists in the form in which they are looked up.
struct KnownShard: Sendable {
  let lists: [HashList]
  let categories: [String]
  let digests: [DigestAlgorithm: DigestTable]
  let pictures: SharedArray<ListPlace>
  let pictureIndex: KnownIndex
  let videos: SharedArray<ListPlace>
  /// How many distinct matchable frames each video has.
  let videoLengths: SharedArray<UInt32>
  /// The video that each code of `frameIndex` belongs to.
  let frameVideos: SharedArray<UInt32>
  let frameIndex: KnownIndex
  /// Filters, each with the position of its list.
  var filters: [(list: Int, filter: DigestFilter)] = []

  /// Takes the arrays of a compiled set.
  init(_ file: CompiledSet, _ index: IndexChoice, _ radius: Int) throws(HashListError) {
    var sections: Sections = [:]
    for (record, bytes) in file.sections { sections[record.name] = bytes }
    try self.init(file.directory, sections, index, radius, path: file.path)
  }

  /// Puts a shard together; `path` is what to name if that fails.
  init(
    _ directory: CompiledSetDirectory, _ sections: Sections, _ index: IndexChoice, _ radius: Int,
    path: FilePath
  ) throws(HashListError) {
    do throws(SectionFault) {
      try self.init(directory, sections, index: index, radius: radius)
    } catch {
      throw CompiledSet.refusal(path, error)
    }
  }

  /// Puts a shard together.
  ///
  /// - Throws: ``SectionFault`` if the arrays do not fit the directory, or each other.
  private init(
    _ directory: CompiledSetDirectory, _ sections: Sections, index choice: IndexChoice, radius: Int
  ) throws(SectionFault) {
    func array<Element: BitwiseCopyable>(
      _ name: SectionName, of type: Element.Type
    ) throws(SectionFault) -> SharedArray<Element> {
      guard let array = (sections[name] ?? SharedArray([])).as(type) else {
        throw SectionFault("\(name) is not a whole number of entries")
      }
      return array
    }
    lists = directory.lists
    guard lists.allSatisfy({ $0.sha256.algorithm == .sha256 }) else {
      throw SectionFault("a list has no SHA-256")
    }
    categories = directory.categories
    var digests: [DigestAlgorithm: DigestTable] = [:]
    for algorithm in DigestAlgorithm.allCases {
      guard
        let table = DigestTable(
          algorithm, bytes: try array(.digests(algorithm), of: UInt8.self),
          places: try array(.digestPlaces(algorithm), of: ListPlace.self))
      else { throw SectionFault("there are not as many \(algorithm) digests as places") }
      digests[algorithm] = table
    }
    self.digests = digests
    pictures = try array(.picturePlaces, of: ListPlace.self)
    videos = try array(.videoPlaces, of: ListPlace.self)
    videoLengths = try array(.videoLengths, of: UInt32.self)
    frameVideos = try array(.frameVideos, of: UInt32.self)

    func index(
      _ media: HashedMedia, _ codes: CompiledSetDirectory.Codes, count: Int, radius: Int
    ) throws(SectionFault) -> KnownIndex {
      guard let order = BitOrder(codes.bitOrder),
        let store = CodeStore(
          nearHalves: try array(.near(media), of: UInt64.self),
          farHalves: try array(.far(media), of: UInt64.self), words: 4, order: order),
        store.count == count
      else { throw SectionFault("\(media): the codes do not fit together") }
      var tables: MultiIndexHash<Code256>?
      if let record = codes.tables {
        tables = try MultiIndexSections.read(media, record, store, sections)
      }
      return KnownIndex(store, tables: tables, choice: choice, radius: radius)
    }
    pictureIndex = try index(.pictures, directory.pictures, count: pictures.count, radius: radius)
    frameIndex = try index(
      .frames, directory.frames, count: frameVideos.count, radius: KnownIndex.frameRadius(radius))
    guard videos.count == videoLengths.count else {
      throw SectionFault("there are not as many videos as lengths")
    }
  }
}
