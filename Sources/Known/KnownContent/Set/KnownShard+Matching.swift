// What a shard of a known set says of a file.

internal import Findings
internal import HammingSpace
internal import HashLists
internal import PerceptualHash

extension KnownShard {
  /// The entries whose digest a file has.
  ///
  /// Of equal digests in one list and category there is one match, of the first.
  func exactMatches(of digests: [FileDigest]) -> [KnownMatch] {
    var strongest: [KnownMatch.Entry: KnownMatch] = [:]
    for digest in digests.sorted(by: { $0.bytes.count < $1.bytes.count }) {
      guard let places = self.digests[digest.algorithm]?.places(of: digest) else { continue }
      for entries in Self.merged((0..<places.count).lazy.map { places[$0] }) {
        let algorithm = MatchAlgorithm(digest.algorithm)
        guard var match = match(entries.place, digest.bytes, algorithm, distance: 0) else {
          continue
        }
        match.count = entries.count
        // What one digest of the entry contradicts, a stronger one does not mend.
        match.quarantine =
          entries.contradict ? .severalCategories : strongest[match.entry]?.quarantine
        strongest[match.entry] = match
      }
    }
    return Array(strongest.values)
  }

  /// The entries of one hash, whose places are in ascending order, by list and category.
  private static func merged(_ places: some Sequence<ListPlace>) -> [EqualEntries] {
    var merged: [ListAndCategory: EqualEntries] = [:]
    for place in places {
      merged[ListAndCategory(place), default: EqualEntries(place: place)].count += 1
    }
    var categories: [UInt32: Int] = [:]
    for key in merged.keys where key.category != ListPlace.noCategory {
      categories[key.list, default: 0] += 1
    }
    return merged.map { key, entries in
      var entries = entries
      entries.contradict = key.category != ListPlace.noCategory && categories[key.list] ?? 0 > 1
      return entries
    }
  }

  /// The matches of one query among pictures, equal hashes of one list and category made one: of a list
  /// that has a hash a million times.
  private func merged(_ matches: [Match]) -> [KnownMatch] {
    let byHash = Dictionary(grouping: matches) { pictureIndex.orderedWords(at: $0.index) }
    return byHash.values.sorted { $0[0].index < $1[0].index }.flatMap { equal in
      let hash = pictureIndex.hash(at: equal[0].index)
      return Self.merged(equal.map { pictures[$0.index] }).compactMap { entries in
        var match = match(entries.place, hash.bytes, .pdq, distance: equal[0].distance)
        match?.count = entries.count
        match?.quarantine =
          hash.isOdd ? .oddHash : entries.contradict ? .severalCategories : nil
        return match
      }
    }
  }

  /// The known pictures, and known videos with a frame, within a radius of a picture in any of its
  /// variants; of each the closest, and among equally close ones the first variant.
  ///
  /// A picture of low quality matches nothing.
  func matches(of picture: [PictureVariant], within radius: Int) -> [KnownMatch] {
    let variants = picture.filter(\.pdq.isMatchable)
    guard !variants.isEmpty else { return [] }
    var closest: [KnownMatch.Entry: KnownMatch] = [:]
    func add(_ match: KnownMatch?, _ variant: PictureVariant) {
      guard var match, match.distance < closest[match.entry]?.distance ?? .max else { return }
      match.orientation = variant.orientation
      match.framing = variant.framing
      closest[match.entry] = match
    }
    let found = pictureIndex.matches(of: variants.map(\.pdq.hash.code), within: radius)
    for (variant, matches) in zip(variants, found) {
      for other in merged(matches) { add(other, variant) }
      // A picture is a video of one frame: all of its frames are in a known video, or none.
      for (video, comparison) in comparisons(of: [variant.pdq.hash: 0...0], within: radius) {
        var match = match(video, comparison)
        match?.segment = nil
        add(match, variant)
      }
    }
    return Array(closest.values)
  }

  /// Distances of a hash to known pictures that it chooses itself, by its bits.
  func sampledDistances(of hash: PDQHash, count: Int) -> [Int] {
    guard pictureIndex.count > 0 else { return [] }
    let words = hash.code.words
    return (0..<count).map { number in
      // The words of a hash are as good as random; a multiplicative hash spreads them once more.
      let mixed = (words[number % 4] &+ UInt64(number)) &* 0x9E37_79B9_7F4A_7C15
      let position = Int(mixed.multipliedFullWidth(by: UInt64(pictureIndex.count)).high)
      return pictureIndex.distance(ofCodeAt: position, to: hash.code)
    }
  }

  /// The known videos that match a video, and the known pictures that are seen in it, the video turned as
  /// a whole in each of `orientations`.
  ///
  /// All frames of a match are of one orientation: the one in which the videos compare best or the picture
  /// is closest, and the first of equal ones. One orientation is looked up after the other, and of its frames
  /// some at a time, so that memory grows with the frames and with what they match, not with the
  /// product of both.
  func matches(
    of frames: [DihedralFrame], orientations: [Orientation], within radius: Int
  ) -> [KnownMatch] {
    var best: [Int: (comparison: SharedFrames, orientation: Orientation)] = [:]
    var closest: [KnownMatch.Entry: KnownMatch] = [:]
    for orientation in orientations {
      let times = Self.times(of: frames, orientation)
      for (video, comparison) in comparisons(of: times, within: radius)
      where comparison.figures.isMatch {
        if let other = best[video]?.comparison.figures,
          !comparison.figures.isBetter(than: other)
        {
          continue
        }
        best[video] = (comparison, orientation)
      }
      for (picture, match) in picturesSeen(in: times, orientation, within: radius) {
        guard match.distance < closest[picture]?.distance ?? .max else { continue }
        closest[picture] = match
      }
    }
    let videos = best.compactMap { video, found in
      var match = match(video, found.comparison)
      match?.orientation = found.orientation
      return match
    }
    return videos + closest.values
  }

  /// The comparison with each known video that shares a frame with a video of these hashes, seen at
  /// these times: what ``VideoComparison`` defines, found through the index.
  func comparisons(
    of times: [PDQHash: ClosedRange<Double>], within radius: Int
  ) -> [Int: SharedFrames] {
    if frameIndex.count == 0 { return [:] }
    struct Shared {
      var queries = 0
      /// The query that was counted last.
      var lastQuery = -1
      var known = Set<Int>()
      var distance = Int.max
      /// The known frame that is so close.
      var closest = 0
      var times: ClosedRange<Double>
    }
    let times = Array(times)
    var shared: [Int: Shared] = [:]
    frameIndex.forEachMatches(of: times.map(\.key.code), within: radius) { query, matches in
      let span = times[query].value
      for match in matches {
        let video = Int(frameVideos[match.index])
        guard video < videos.count else { continue }
        // Changed in place: the set is not copied for every match.
        let update = { (entry: inout Shared) in
          if entry.lastQuery != query { entry.queries += 1 }
          entry.lastQuery = query
          entry.known.insert(match.index)
          // Hashes come in any order; of equally close frames it is the first.
          if (match.distance, match.index) < (entry.distance, entry.closest) {
            (entry.distance, entry.closest) = (match.distance, match.index)
          }
          entry.times = entry.times.union(span)
        }
        update(&shared[video, default: Shared(times: span)])
      }
    }
    return shared.reduce(into: [:]) { result, entry in
      let figures = VideoComparison(
        queryShare: Double(entry.value.queries) / Double(times.count),
        knownShare: Double(entry.value.known.count) / Double(videoLengths[entry.key]),
        distance: entry.value.distance, segment: entry.value.times)
      result[entry.key] = SharedFrames(
        figures: figures, closest: frameIndex.hash(at: entry.value.closest))
    }
  }

  /// Known pictures among the frames of a video in one orientation: one match a picture, from its first to
  /// its last appearance.
  private func picturesSeen(
    in times: [PDQHash: ClosedRange<Double>], _ orientation: Orientation, within radius: Int
  ) -> [KnownMatch.Entry: KnownMatch] {
    if pictureIndex.count == 0 { return [:] }
    var seen: [KnownMatch.Entry: KnownMatch] = [:]
    let times = Array(times)
    pictureIndex.forEachMatches(of: times.map(\.key.code), within: radius) { query, matches in
      let span = times[query].value
      for match in merged(matches) {
        var entry = seen[match.entry] ?? match
        entry.orientation = orientation
        // Hashes come in any order; of equally close ones of an entry it is the least.
        if match.distance < entry.distance
          || match.distance == entry.distance && match.hash.lexicographicallyPrecedes(entry.hash)
        {
          (entry.distance, entry.hash) = (match.distance, match.hash)
        }
        entry.segment = entry.segment?.union(span) ?? span
        seen[match.entry] = entry
      }
    }
    return seen
  }

  /// The distinct hashes of the frames that count, turned that way, and from when to when each is seen.
  private static func times(
    of frames: [DihedralFrame], _ orientation: Orientation
  ) -> [PDQHash: ClosedRange<Double>] {
    var times: [PDQHash: ClosedRange<Double>] = [:]
    for frame in frames {
      let pdq = frame.hashes.result(orientation)
      guard pdq.isMatchable else { continue }
      let moment = frame.time...frame.time
      times[pdq.hash] = times[pdq.hash]?.union(moment) ?? moment
    }
    return times
  }

  /// A match at a place; `nil` if the place is in no list, as in a damaged set.
  private func match(
    _ place: ListPlace, _ hash: [UInt8], _ algorithm: MatchAlgorithm, distance: Int
  ) -> KnownMatch? {
    guard place.list < lists.count else { return nil }
    let category = place.category < categories.count ? categories[Int(place.category)] : nil
    return KnownMatch(
      list: Int(place.list), line: Int(place.line), category: category, hash: hash,
      algorithm: algorithm, distance: distance)
  }

  private func match(_ video: Int, _ comparison: SharedFrames) -> KnownMatch? {
    let figures = comparison.figures
    var match = match(
      videos[video], comparison.closest.bytes, .vpdq, distance: figures.distance)
    match?.segment = figures.segment
    match?.queryShare = figures.queryShare
    match?.knownShare = figures.knownShare
    return match
  }
}

/// How a video compares with a known one.
struct SharedFrames {
  var figures: VideoComparison
  /// The known video's frame that is closest to one of the other's.
  var closest: PDQHash
}

/// The entries of one hash, list and category.
private struct EqualEntries {
  /// Where the first of them stands.
  var place: ListPlace
  var count = 0
  /// Whether the list has the hash in another category, too.
  var contradict = false
}

/// What entries of one hash have to have in common to be one match.
private struct ListAndCategory: Hashable {
  var list: UInt32
  var category: UInt32

  init(_ place: ListPlace) {
    list = place.list
    category = place.category
  }
}

extension ClosedRange {
  fileprivate func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
