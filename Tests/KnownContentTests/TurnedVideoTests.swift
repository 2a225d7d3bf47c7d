// Videos that were turned as a whole, against a plain comparison of every frame with every other.

import Findings
import HammingSpace
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct TurnedVideoTests {
  private static func hash(_ seed: UInt64, flips: Int = 0) -> PDQHash {
    var random = SeededGenerator(seed: seed)
    var words = SIMD4(random.next(), random.next(), random.next(), random.next())
    words[1] ^= (1 << UInt64(flips)) - 1
    return PDQHash(Code256(words: words))
  }

  /// A frame whose hash in each orientation is that of a seed.
  private func frame(_ second: Int, quality: Int = 90, _ hash: (Orientation) -> PDQHash)
    -> DihedralFrame
  {
    DihedralFrame(
      time: Double(second),
      hashes: DihedralPDQ(quality: quality, hashes: Orientation.allCases.map(hash)))
  }

  /// A set of videos, each in a list of its own, in order.
  private func known<Result>(
    _ videos: [[VideoFrame]], pictures: [PDQHash] = [], radius: Int = 31,
    _ body: (KnownSet) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      var paths: [String] = []
      for (position, video) in videos.enumerated() {
        let lines = video.enumerated().map {
          "\($0),\($1.pdq.quality),\($1.pdq.hash),\($1.time)\n"
        }
        paths.append(folder + "/\(position).txt")
        try lines.joined().write(toFile: paths[position], atomically: false, encoding: .utf8)
      }
      if !pictures.isEmpty {
        paths.append(folder + "/pictures.csv")
        try pictures.map { "\($0),100,picture\n" }.joined()
          .write(toFile: paths.last!, atomically: false, encoding: .utf8)
      }
      return try body(KnownSet(reading: paths.map { FilePath($0) }, radius: radius))
    }
  }

  /// The best comparison in any orientation, and which: each compared by its definition, and the first of
  /// the best taken.
  private func plain(
    _ query: [DihedralFrame], _ known: [VideoFrame], _ orientations: [Orientation]
  ) -> (Orientation, VideoComparison)? {
    var best: (Orientation, VideoComparison)?
    for orientation in orientations {
      guard
        let comparison = VideoComparison(
          query: query.map { $0.turned(orientation) }, known: known), comparison.isMatch
      else { continue }
      let share = max(comparison.queryShare, comparison.knownShare)
      let other = min(comparison.queryShare, comparison.knownShare)
      if let (_, old) = best {
        let (oldShare, oldOther) = (
          max(old.queryShare, old.knownShare), min(old.queryShare, old.knownShare)
        )
        if share < oldShare { continue }
        if share == oldShare, other < oldOther { continue }
        if share == oldShare, other == oldOther, comparison.distance >= old.distance { continue }
      }
      best = (orientation, comparison)
    }
    return best
  }

  @Test(
    "Through the index, videos compare in each orientation as the definition says",
    arguments: 0..<20)
  func againstDefinition(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let length = Int.random(in: 1...12, using: &random)
    func quality() -> Int { Int.random(in: 0..<6, using: &random) == 0 ? 20 : 90 }
    func hash() -> PDQHash {
      Self.hash(
        UInt64.random(in: 0..<12, using: &random), flips: Int.random(in: 0...25, using: &random))
    }
    let videos = (0..<6).map { _ in
      // The first frame counts: a list of blank frames only is refused.
      (0..<Int.random(in: 1...12, using: &random)).map { second in
        VideoFrame(
          time: Double(second),
          pdq: PDQResult(hash: hash(), quality: second == 0 ? 90 : quality()))
      }
    }
    let query = (0..<length).map { frame($0, quality: quality()) { _ in hash() } }
    try known(videos) { known in
      for orientations in [Orientation.allCases, [.identity], [.flipX, .rotate180]] {
        let matches = known.matches(of: query, orientations: orientations, within: 31)
        for (list, video) in videos.enumerated() {
          let expected = plain(query, video, orientations)
          let match = matches.first { $0.list == list }
          #expect((match != nil) == (expected != nil))
          guard let match, let (orientation, comparison) = expected else { continue }
          #expect(match.orientation == orientation)
          #expect(match.queryShare == comparison.queryShare)
          #expect(match.knownShare == comparison.knownShare)
          #expect(match.distance == comparison.distance && match.segment == comparison.segment)
        }
      }
    }
  }

  /// Five frames of a known video, and a video that has the frames in the orientations given, and
  /// elsewhere nothing that is known.
  private func video(_ orientations: [Orientation]) -> (known: [VideoFrame], query: [DihedralFrame])
  {
    let known = (0..<5).map { second in
      VideoFrame(
        time: Double(second), pdq: PDQResult(hash: Self.hash(UInt64(second)), quality: 100))
    }
    let query = orientations.enumerated().map { second, turned in
      frame(second) { orientation in
        orientation == turned
          ? Self.hash(UInt64(second), flips: 3)
          : Self.hash(UInt64(1000 + 10 * second + orientation.rawValue))
      }
    }
    return (known, query)
  }

  @Test(
    "A turned copy of a known video matches in its orientation", arguments: Orientation.allCases)
  func turned(orientation: Orientation) throws {
    let (video, query) = video(Array(repeating: orientation, count: 5))
    try known([video]) { known in
      let match = try #require(known.matches(of: query, within: 31).first)
      #expect(match.orientation == orientation && match.algorithm == .vpdq)
      #expect(match.queryShare == 1 && match.knownShare == 1 && match.distance == 3)
      #expect(
        known.matches(of: query, orientations: [.identity], within: 31).isEmpty
          == (orientation != .identity))
    }
  }

  @Test("Frames that are known in different orientations do not add up to a match")
  func disagreement() throws {
    let (video, mixed) = video([.flipX, .flipX, .flipX, .rotate90, .rotate90])
    let (_, mostly) = self.video([.flipX, .flipX, .flipX, .flipX, .rotate90])
    try known([video]) { known in
      #expect(known.matches(of: mixed, within: 31).isEmpty)
      let match = try #require(known.matches(of: mostly, within: 31).first)
      #expect(match.orientation == .flipX && match.knownShare == 0.8 && match.segment == 0...3)
    }
  }

  @Test("Of equally good orientations the video as stored is reported")
  func ties() throws {
    let frames = (0..<4).map { second in frame(second) { _ in Self.hash(UInt64(second)) } }
    try known([frames.map { $0.turned(.identity) }]) { known in
      #expect(known.matches(of: frames, within: 31).map(\.orientation) == [.identity])
    }
  }

  @Test("The index of frames is chosen for the radius that videos are compared within")
  func frameIndex() throws {
    let (video, query) = video(Array(repeating: .flipX, count: 5))
    try known([video], pictures: [Self.hash(70)], radius: 54) { known in
      #expect(known.indexReasons.count == 2)
      #expect(known.indexReasons[0].contains("at radius 54 "))
      #expect(known.indexReasons[1].contains("at radius 31 "))
      #expect(known.matches(of: query, within: 31).map(\.orientation) == [.flipX])
      // What is farther than that is found as well.
      let far = PDQResult(hash: Self.hash(2, flips: 45), quality: 90)
      #expect(
        known.matches(of: [PictureVariant(pdq: far)], within: 54).map(\.distance) == [45])
    }
    try known([video], pictures: [Self.hash(70)], radius: 20) { known in
      #expect(known.indexReasons.allSatisfy { $0.contains("at radius 20 ") })
    }
  }

  @Test("A long video, searched for some frames at a time, matches as the definition says")
  func longVideo() throws {
    /// One of 2048 frames around a title card, at most 11 bits away.
    func card(_ number: Int) -> PDQHash {
      var words = Self.hash(0).code.words
      words[2] ^= UInt64(number)
      return PDQHash(Code256(words: words))
    }
    // The card in various forms, and every ninth frame something else: some of that is known.
    let query = (0..<1700).map { second in
      frame(second) { _ in second % 9 == 4 ? Self.hash(UInt64(second)) : card(second) }
    }
    let own = [[1, 4], [4, 1669, 1696], [2], [1669], [4, 508, 517, 1021, 1030, 1534]]
    let videos = own.enumerated().map { number, own in
      ([card(number)] + own.map { Self.hash(UInt64($0)) }).enumerated().map { second, hash in
        VideoFrame(time: Double(second), pdq: PDQResult(hash: hash, quality: 90))
      }
    }
    let pictures = [card(2047), Self.hash(1669), Self.hash(3), Self.hash(517)]
    try known(videos, pictures: pictures) { known in
      let matches = known.matches(of: query, orientations: [.identity], within: 31)
      for (list, video) in videos.enumerated() {
        let (_, comparison) = try #require(plain(query, video, [.identity]))
        let match = try #require(matches.first { $0.list == list })
        #expect(match.queryShare == comparison.queryShare)
        #expect(match.knownShare == comparison.knownShare)
        #expect(match.distance == comparison.distance && match.segment == comparison.segment)
      }
      for (position, picture) in pictures.enumerated() {
        let near = query.compactMap { frame -> (distance: Int, time: Double)? in
          let distance = frame.hashes.result(.identity).hash.code.distance(to: picture.code)
          return distance <= 31 ? (distance, frame.time) : nil
        }
        let match = matches.first { $0.list == videos.count && $0.line == position + 1 }
        #expect(match?.distance == near.map(\.distance).min())
        #expect(match?.segment?.lowerBound == near.first?.time)
        #expect(match?.segment?.upperBound == near.last?.time)
      }
      #expect(matches.count == videos.count + 3)
    }
  }

  @Test(
    "A known picture that is seen in a turned video is found, in the orientation that is closest")
  func pictureSeen() throws {
    let query = (0..<6).map { second in
      frame(second) { orientation in
        switch (orientation, second) {
        case (.rotate270, 2...3): Self.hash(7, flips: 4)
        case (.flipY, 1...4): Self.hash(7, flips: 9)
        default: Self.hash(UInt64(100 + 10 * second + orientation.rawValue))
        }
      }
    }
    try known([], pictures: [Self.hash(7)]) { known in
      let matches = known.matches(of: query, within: 31)
      #expect(matches.map(\.algorithm) == [.pdq] && matches.map(\.distance) == [4])
      #expect(matches.map(\.orientation) == [.rotate270] && matches.map(\.segment) == [2...3])
      #expect(known.matches(of: query, orientations: [.identity], within: 31).isEmpty)
    }
  }
}
