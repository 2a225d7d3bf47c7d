// What a part of a known set says of a file.

internal import HammingSpace
internal import PerceptualHash

extension KnownPart {
  /// The entries whose digest a file has.
  func exactMatches(of digests: [FileDigest]) -> [KnownMatch] {
    var strongest: [KnownMatch.Entry: KnownMatch] = [:]
    for digest in digests.sorted(by: { $0.bytes.count < $1.bytes.count }) {
      for place in self.digests[digest.algorithm]?.places(of: digest) ?? [] {
        guard let match = match(place, MatchAlgorithm(digest.algorithm), distance: 0) else {
          continue
        }
        strongest[match.entry] = match
      }
    }
    return Array(strongest.values)
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
      for other in matches {
        add(match(pictures[other.index], .pdq, distance: other.distance), variant)
      }
      if frameIndex.count == 0 { continue }
      // A picture is a video of one frame: all of its frames are in a known video, or none.
      let frame = VideoFrame(time: 0, pdq: variant.pdq)
      for (video, comparison) in comparisons(of: [frame], within: radius) {
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

  /// The known videos that match a video, and the known pictures that are seen in it.
  func matches(of frames: [VideoFrame], within radius: Int) -> [KnownMatch] {
    let found = comparisons(of: frames, within: radius).filter(\.value.isMatch)
      .compactMap { match($0, $1) }
    return found + picturesSeen(in: frames, within: radius)
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
    let times = Array(Self.times(of: frames))
    var shared: [Int: Shared] = [:]
    let found = frameIndex.matches(of: times.map(\.key.code), within: radius)
    for (query, (matches, (_, span))) in zip(found, times).enumerated() {
      for match in matches {
        let video = Int(frameVideos[match.index])
        guard video < videos.count else { continue }
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
    let times = Array(Self.times(of: frames))
    let found = pictureIndex.matches(of: times.map(\.key.code), within: radius)
    for (matches, (_, span)) in zip(found, times) {
      for match in matches {
        guard
          var entry = seen[match.index]
            ?? self.match(pictures[match.index], .pdq, distance: match.distance)
        else { continue }
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

  /// A match at a place; `nil` if the place is in no list, as in a damaged set.
  private func match(
    _ place: Place, _ algorithm: MatchAlgorithm, distance: Int
  ) -> KnownMatch? {
    guard place.list < lists.count else { return nil }
    let category = place.category < categories.count ? categories[Int(place.category)] : nil
    return KnownMatch(
      list: Int(place.list), line: Int(place.line), category: category, algorithm: algorithm,
      distance: distance)
  }

  private func match(_ video: Int, _ comparison: VideoComparison) -> KnownMatch? {
    var match = match(videos[video], .vpdq, distance: comparison.distance)
    match?.segment = comparison.segment
    match?.queryShare = comparison.queryShare
    match?.knownShare = comparison.knownShare
    return match
  }
}

extension ClosedRange {
  fileprivate func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
