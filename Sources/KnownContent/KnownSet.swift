// All lists of a run in one structure that answers: is this file known?

internal import HammingSpace
public import PerceptualHash
public import SystemPackage

/// The known content of one or more hash lists, indexed.
///
/// Immutable and safe to share between threads. Entries that stand in several lists are kept as
/// often as they stand, so that a match names every list it is in.
public struct KnownSet: Sendable {
  /// The lists, in the order given.
  public let lists: [HashList]

  /// Where an entry came from: 12 bytes.
  private struct Provenance: BitwiseCopyable {
    var list: Int32
    var line: Int32
    /// Position in `categories`, or -1.
    var category: Int32
  }

  private let categories: [String]
  private let files: [Provenance]
  private let digests: [DigestAlgorithm: DigestTable]
  private let pictures: [Provenance]
  private let pictureIndex: BKTree<Code256>
  private let videos: [Provenance]
  /// How many distinct matchable frames each video has.
  private let videoLengths: [Int]
  /// The video that each code of `frameIndex` belongs to.
  private let frameVideos: [Int32]
  private let frameIndex: BKTree<Code256>

  /// Reads lists, recognising the format of each by its content.
  ///
  /// - Parameter paths: The lists, at least one of which is to hold something.
  /// - Throws: ``HashListError`` for the first list that cannot be read or yields nothing.
  public init(reading paths: [FilePath]) throws(HashListError) {
    var lists: [HashList] = []
    var builder = Builder()
    for path in paths {
      let (list, entries) = try ListReader.read(path)
      builder.add(entries, list: Int32(lists.count))
      lists.append(list)
    }
    self.init(lists, builder)
  }

  /// How many digests of an algorithm there are; with none, none need be computed.
  public func count(of algorithm: DigestAlgorithm) -> Int {
    digests[algorithm]?.count ?? 0
  }
}

// MARK: - Building

extension KnownSet {
  private struct Builder {
    var categories: [String: Int32] = [:]
    var files: [Provenance] = []
    var digests: [DigestAlgorithm: [(digest: FileDigest, entry: UInt32)]] = [:]
    var pictures: [Provenance] = []
    var pictureCodes: [Code256] = []
    var videos: [Provenance] = []
    var videoLengths: [Int] = []
    var frameVideos: [Int32] = []
    var frameCodes: [Code256] = []

    mutating func add(_ entries: ListEntries, list: Int32) {
      for (digest, place) in entries.digests {
        digests[digest.algorithm, default: []].append((digest, UInt32(files.count)))
        files.append(provenance(place, list))
      }
      for (hash, place) in entries.pictures {
        pictures.append(provenance(place, list))
        pictureCodes.append(hash.code)
      }
      for video in entries.videos {
        let hashes = VideoComparison.distinctHashes(of: video.frames)
        frameVideos.append(contentsOf: repeatElement(Int32(videos.count), count: hashes.count))
        frameCodes.append(contentsOf: hashes.map(\.code))
        videoLengths.append(hashes.count)
        videos.append(provenance(video.place, list))
      }
    }

    private mutating func provenance(_ place: ListEntries.Place, _ list: Int32) -> Provenance {
      var category: Int32 = -1
      if let name = place.category {
        category = categories[name, default: Int32(categories.count)]
        categories[name] = category
      }
      return Provenance(list: list, line: Int32(clamping: place.line), category: category)
    }
  }

  private init(_ lists: [HashList], _ builder: Builder) {
    self.lists = lists
    categories = builder.categories.sorted { $0.value < $1.value }.map(\.key)
    files = builder.files
    digests = Dictionary(
      uniqueKeysWithValues: builder.digests.map { ($0, DigestTable($0, $1)) })
    pictures = builder.pictures
    pictureIndex = BKTree(builder.pictureCodes)
    videos = builder.videos
    videoLengths = builder.videoLengths
    frameVideos = builder.frameVideos
    frameIndex = BKTree(builder.frameCodes)
  }
}

// MARK: - Asking

extension KnownSet {
  /// Everything that is known of a file.
  ///
  /// - Parameters:
  ///   - digests: Cryptographic hashes of the file, any of them.
  ///   - picture: PDQ of a picture; of an animation, its first frame.
  ///   - frames: The sampled frames of a video or animation.
  ///   - radius: The largest PDQ distance that counts.
  /// - Returns: The matches, closest first; of the digests of one entry, the strongest only.
  public func matches(
    digests: [FileDigest], picture: PDQResult?, frames: [VideoFrame],
    radius: Int = PDQHash.matchRadius
  ) -> [KnownMatch] {
    var matches = exactMatches(of: digests)
    if !frames.isEmpty { matches += self.matches(of: frames, within: radius) }
    if let picture {
      // The still of an animation is one of its frames, as a rule, and found as that.
      let found = Set(matches.map(\.entry))
      matches += self.matches(of: picture, within: radius).filter { !found.contains($0.entry) }
    }
    return matches.sorted(by: KnownMatch.precedes)
  }

  /// Everything that is known of a hash in text form: 64 digits are a PDQ hash or a SHA-256, 40 a
  /// SHA-1, 32 an MD5.
  ///
  /// - Returns: The matches, closest first; `nil` if the text is no such hash.
  public func matches(ofHash text: String, radius: Int = PDQHash.matchRadius) -> [KnownMatch]? {
    let digits = Array(text.utf8)[...]
    let digests = DigestAlgorithm.allCases.compactMap { FileDigest($0, hex: digits) }
    // The quality of a bare hash is not known; it is taken to be good enough.
    let picture = PDQHash(text).map { PDQResult(hash: $0, quality: 100) }
    guard picture != nil || !digests.isEmpty else { return nil }
    return matches(digests: digests, picture: picture, frames: [], radius: radius)
  }

  /// The entries whose digest a file has.
  public func exactMatches(of digests: [FileDigest]) -> [KnownMatch] {
    var strongest: [KnownMatch.Entry: KnownMatch] = [:]
    for digest in digests.sorted(by: { $0.bytes.count < $1.bytes.count }) {
      for entry in self.digests[digest.algorithm]?.entries(of: digest) ?? [] {
        let match = match(files[Int(entry)], MatchAlgorithm(digest.algorithm), distance: 0)
        strongest[match.entry] = match
      }
    }
    return strongest.values.sorted(by: KnownMatch.precedes)
  }

  /// The known pictures, and known videos with a frame, within a radius of a picture.
  ///
  /// A picture of low quality matches nothing.
  public func matches(of picture: PDQResult, within radius: Int) -> [KnownMatch] {
    guard picture.isMatchable else { return [] }
    let found = pictureIndex.matches(of: picture.hash.code, within: radius).map {
      match(pictures[$0.index], .pdq, distance: $0.distance)
    }
    // A picture is a video of one frame: all of its frames are in a known video, or none.
    let inVideos = comparisons(of: [VideoFrame(time: 0, pdq: picture)], within: radius).map {
      var match = match(videos[$0], .vpdq, $1)
      match.segment = nil
      return match
    }
    return (found + inVideos).sorted(by: KnownMatch.precedes)
  }

  /// The known videos that match a video, and the known pictures that are seen in it.
  public func matches(of frames: [VideoFrame], within radius: Int) -> [KnownMatch] {
    let found = comparisons(of: frames, within: radius).filter(\.value.isMatch).map {
      match(videos[$0], .vpdq, $1)
    }
    return (found + picturesSeen(in: frames, within: radius)).sorted(by: KnownMatch.precedes)
  }

  /// The comparison with each known video that shares a frame with `frames`: what
  /// ``VideoComparison`` defines, found through the index.
  func comparisons(of frames: [VideoFrame], within radius: Int) -> [Int: VideoComparison] {
    struct Shared {
      var queries = 0
      /// The query that was counted last.
      var lastQuery = -1
      var known = Set<Int>()
      var distance = Int.max
      var times: ClosedRange<Double>
    }
    let times = Self.times(of: frames)
    var shared: [Int: Shared] = [:]
    for (query, (hash, span)) in times.enumerated() {
      for match in frameIndex.matches(of: hash.code, within: radius) {
        let video = Int(frameVideos[match.index])
        // Changed in place: the set is not copied for every match.
        let update = { (entry: inout Shared) in
          if entry.lastQuery != query { entry.queries += 1 }
          entry.lastQuery = query
          entry.known.insert(match.index)
          entry.distance = min(entry.distance, match.distance)
          entry.times = entry.times.union(span)
        }
        update(&shared[video, default: Shared(times: span)])
      }
    }
    return shared.reduce(into: [:]) { result, entry in
      result[entry.key] = VideoComparison(
        queryShare: Double(entry.value.queries) / Double(times.count),
        knownShare: Double(entry.value.known.count) / Double(videoLengths[entry.key]),
        distance: entry.value.distance, segment: entry.value.times)
    }
  }

  /// Known pictures among the frames of a video: one match a picture, from its first to its last
  /// appearance.
  private func picturesSeen(in frames: [VideoFrame], within radius: Int) -> [KnownMatch] {
    var seen: [Int: KnownMatch] = [:]
    for (hash, span) in Self.times(of: frames) {
      for match in pictureIndex.matches(of: hash.code, within: radius) {
        var entry =
          seen[match.index] ?? self.match(pictures[match.index], .pdq, distance: match.distance)
        entry.distance = min(entry.distance, match.distance)
        entry.segment = entry.segment?.union(span) ?? span
        seen[match.index] = entry
      }
    }
    return Array(seen.values)
  }

  /// The distinct hashes of the frames that count, and from when to when each is seen.
  private static func times(of frames: [VideoFrame]) -> [PDQHash: ClosedRange<Double>] {
    frames.lazy.filter(\.pdq.isMatchable).reduce(into: [:]) { times, frame in
      let moment = frame.time...frame.time
      times[frame.pdq.hash] = times[frame.pdq.hash]?.union(moment) ?? moment
    }
  }

  private func match(
    _ place: Provenance, _ algorithm: MatchAlgorithm, distance: Int
  ) -> KnownMatch {
    KnownMatch(
      list: Int(place.list), line: Int(place.line),
      category: place.category < 0 ? nil : categories[Int(place.category)],
      algorithm: algorithm, distance: distance)
  }

  private func match(
    _ place: Provenance, _ algorithm: MatchAlgorithm, _ comparison: VideoComparison
  ) -> KnownMatch {
    var match = match(place, algorithm, distance: comparison.distance)
    match.segment = comparison.segment
    match.queryShare = comparison.queryShare
    match.knownShare = comparison.knownShare
    return match
  }
}

extension ClosedRange {
  fileprivate func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
