// A part of a known set: lists read together, or one compiled set. Arrays and what finds them.

internal import HammingSpace
internal import SystemPackage

/// The named arrays of a set, as bytes.
typealias SetSections = [String: SharedArray<UInt8>]

/// Lists in the form in which they are looked up.
struct KnownPart: Sendable {
  let lists: [HashList]
  let categories: [String]
  let digests: [DigestAlgorithm: DigestTable]
  let pictures: SharedArray<Place>
  let pictureIndex: KnownIndex
  let videos: SharedArray<Place>
  /// How many distinct matchable frames each video has.
  let videoLengths: SharedArray<UInt32>
  /// The video that each code of `frameIndex` belongs to.
  let frameVideos: SharedArray<UInt32>
  let frameIndex: KnownIndex

  /// Takes the arrays of a compiled set.
  init(_ file: SetFile, _ index: IndexChoice, _ radius: Int) throws(HashListError) {
    var sections: SetSections = [:]
    for (record, bytes) in file.sections { sections[record.name] = bytes }
    try self.init(file.directory, sections, index, radius, path: file.path)
  }

  /// Puts a part together; `path` is what to name if that fails.
  init(
    _ directory: SetDirectory, _ sections: SetSections, _ index: IndexChoice, _ radius: Int,
    path: FilePath
  ) throws(HashListError) {
    do throws(SetFault) {
      try self.init(directory, sections, index: index, radius: radius)
    } catch {
      throw SetFile.refusal(path, error)
    }
  }

  /// Puts a part together.
  ///
  /// - Throws: ``SetFault`` if the arrays do not fit the directory, or each other.
  private init(
    _ directory: SetDirectory, _ sections: SetSections, index choice: IndexChoice, radius: Int
  ) throws(SetFault) {
    func array<Element: BitwiseCopyable>(
      _ name: String, of type: Element.Type
    ) throws(SetFault) -> SharedArray<Element> {
      guard let array = (sections[name] ?? SharedArray([])).as(type) else {
        throw SetFault("\(name) is not a whole number of entries")
      }
      return array
    }
    lists = directory.lists.compactMap(\.list)
    guard lists.count == directory.lists.count else { throw SetFault("a list has no SHA-256") }
    categories = directory.categories
    var digests: [DigestAlgorithm: DigestTable] = [:]
    for algorithm in DigestAlgorithm.allCases {
      guard
        let table = DigestTable(
          algorithm, bytes: try array("\(algorithm).digests", of: UInt8.self),
          places: try array("\(algorithm).places", of: Place.self))
      else { throw SetFault("there are not as many \(algorithm) digests as places") }
      digests[algorithm] = table
    }
    self.digests = digests
    pictures = try array("pictures.places", of: Place.self)
    videos = try array("videos.places", of: Place.self)
    videoLengths = try array("videos.lengths", of: UInt32.self)
    frameVideos = try array("frames.videos", of: UInt32.self)

    func index(
      _ name: String, _ codes: SetDirectory.Codes, count: Int, radius: Int
    ) throws(SetFault) -> KnownIndex {
      guard let order = BitOrder(codes.bitOrder),
        let store = CodeStore(
          nearHalves: try array("\(name).near", of: UInt64.self),
          farHalves: try array("\(name).far", of: UInt64.self), words: 4, order: order),
        store.count == count
      else { throw SetFault("\(name): the codes do not fit together") }
      var tables: MultiIndexHash<Code256>?
      if let record = codes.tables {
        tables = try SetTables.read(name, record, store, sections)
      }
      return KnownIndex(store, tables: tables, choice: choice, radius: radius)
    }
    pictureIndex = try index("pictures", directory.pictures, count: pictures.count, radius: radius)
    frameIndex = try index(
      "frames", directory.frames, count: frameVideos.count, radius: KnownIndex.frameRadius(radius))
    guard videos.count == videoLengths.count else {
      throw SetFault("there are not as many videos as lengths")
    }
  }
}

/// What is wrong with a set, in words; becomes part of a ``HashListError``.
struct SetFault: Error {
  var text: String

  init(_ text: String) {
    self.text = text
  }
}
