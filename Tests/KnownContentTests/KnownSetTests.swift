// What a known set says of a file.

import Foundation
import HammingSpace
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct KnownSetTests {
  private func known<Result>(
    _ lists: [String: String], _ body: (KnownSet) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      for (name, text) in lists {
        try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
      }
      return try body(KnownSet(reading: lists.keys.sorted().map { FilePath(folder + "/" + $0) }))
    }
  }

  private static func hash(_ seed: UInt64, flips: Int = 0) -> PDQHash {
    var random = SeededGenerator(seed: seed)
    var words = SIMD4(random.next(), random.next(), random.next(), random.next())
    words[1] ^= (1 << UInt64(flips)) - 1
    return PDQHash(Code256(words: words))
  }

  private func picture(_ seed: UInt64, flips: Int = 0, quality: Int = 100) -> PDQResult {
    PDQResult(hash: Self.hash(seed, flips: flips), quality: quality)
  }

  private func frames(_ seeds: [UInt64], flips: Int = 0) -> [VideoFrame] {
    seeds.enumerated().map { VideoFrame(time: Double($0), pdq: picture($1, flips: flips)) }
  }

  @Test("A picture within the radius matches, with list, line, category and distance")
  func pictures() throws {
    let lists = [
      "a.csv": "\(Self.hash(1)),100,one\n\(Self.hash(2)),100,two\n",
      "b.csv": "signal_type,signal_str,category\npdq,\(Self.hash(1, flips: 5)),A1\n",
    ]
    try known(lists) { known in
      let matches = known.matches(of: [PictureVariant(pdq: picture(1, flips: 3))], within: 31)
      #expect(matches.map(\.distance) == [2, 3])
      #expect(matches.map(\.list) == [1, 0])
      #expect(matches.map(\.line) == [2, 1])
      #expect(matches.map(\.category) == ["A1", nil])
      #expect(known.matches(of: [PictureVariant(pdq: picture(1, flips: 3))], within: 1).isEmpty)
      #expect(known.matches(of: [PictureVariant(pdq: picture(9))], within: 31).isEmpty)
    }
  }

  @Test("A picture of low quality matches nothing, however close")
  func lowQuality() throws {
    try known(["a.csv": "\(Self.hash(1)),100,one\n"]) { known in
      #expect(known.matches(of: [PictureVariant(pdq: picture(1, quality: 49))], within: 31).isEmpty)
      #expect(
        known.matches(of: [PictureVariant(pdq: picture(1, quality: 50))], within: 31).count == 1)
    }
  }

  @Test("The digests of one entry give one match, by the strongest")
  func digests() throws {
    let (md5, sha256) = (String(repeating: "ab", count: 16), String(repeating: "cd", count: 32))
    let lists = [
      "a.hashdeep": "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n5,\(md5),\(sha256),x\n",
      "b.md5": "\(md5)  y\n\(md5)  z\n",
    ]
    try known(lists) { known in
      let digests = try [md5, sha256].map { text in
        try #require(
          FileDigest(
            text.count == 32 ? .md5 : .sha256,
            bytes: [UInt8](repeating: text.hasPrefix("ab") ? 0xAB : 0xCD, count: text.count / 2)))
      }
      let matches = known.exactMatches(of: digests)
      #expect(
        Set(matches.map { "\($0.algorithm) \($0.list):\($0.line)" }) == [
          "sha256 0:3", "md5 1:1", "md5 1:2",
        ])
      #expect(known.matches(ofHash: md5)?.count == 3)
      #expect(known.matches(ofHash: sha256)?.map(\.algorithm) == [.sha256])
      #expect(known.matches(ofHash: "xyz") == nil)
      #expect(known.count(of: .md5) == 3 && known.count(of: .sha1) == 0)
    }
  }

  @Test("A known still is found inside a video, from its first to its last appearance")
  func stillInVideo() throws {
    try known(["a.csv": "\(Self.hash(3)),100,still\n"]) { known in
      let matches = known.matches(of: frames([1, 2, 3, 3, 3, 4], flips: 2), within: 31)
      #expect(matches.count == 1)
      #expect(matches[0].algorithm == .pdq && matches[0].distance == 2)
      #expect(matches[0].segment == 2...4)
    }
  }

  @Test("A picture that is a frame of a known video is found")
  func frameOfVideo() throws {
    let text = frames([1, 2, 3, 4]).enumerated().map { "\($0),100,\($1.pdq.hash),\($1.time)\n" }
    try known(["clip.txt": text.joined()]) { known in
      let matches = known.matches(
        digests: [], picture: [PictureVariant(pdq: picture(3, flips: 7))], frames: [])
      #expect(matches.count == 1)
      #expect(matches[0].algorithm == .vpdq && matches[0].distance == 7)
      #expect(matches[0].queryShare == 1 && matches[0].knownShare == 0.25)
      #expect(matches[0].segment == nil)
    }
  }

  @Test("A list that is the output of hashing a video is that video again")
  func mediaFragments() throws {
    let text = frames([1, 2, 3]).map { "\($0.pdq.hash),100,a b,c.mp4#t=\($0.time)00\n" }.joined()
    try known(["list": text + "\(Self.hash(8)),100,still.jpg\n"]) { known in
      #expect(known.lists[0].counts.videos == 1 && known.lists[0].counts.frames == 3)
      #expect(known.lists[0].counts.pictures == 1)
      let match = try #require(known.matches(of: frames([1, 2, 3]), within: 31).first)
      #expect(match.algorithm == .vpdq && match.queryShare == 1 && match.knownShare == 1)
    }
  }

  @Test("Through the index, videos compare as the definition says", arguments: 0..<20)
  func videosAgainstDefinition(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func video() -> [VideoFrame] {
      (0..<Int.random(in: 1...12, using: &random)).map { second in
        let flips = Int.random(in: 0...25, using: &random)
        let quality = Int.random(in: 0..<6, using: &random) == 0 ? 20 : 90
        return VideoFrame(
          time: Double(second),
          pdq: picture(UInt64.random(in: 0..<12, using: &random), flips: flips, quality: quality))
      }
    }
    let videos = (0..<6).map { _ in video() }
    let query = video()
    var lists: [String: String] = [:]
    for (position, video) in videos.enumerated() {
      lists["v\(position).txt"] = video.enumerated().map {
        "\($0),\($1.pdq.quality),\($1.pdq.hash),\($1.time)\n"
      }.joined()
    }
    // A list of blank frames only is refused; it is not in the set.
    lists = lists.filter { !$0.value.split(separator: "\n").allSatisfy { $0.contains(",20,") } }
    let names = lists.keys.sorted()
    try known(lists) { known in
      let matches = known.matches(of: query, within: 31)
      for (list, name) in names.enumerated() {
        let expected = VideoComparison(
          query: query, known: videos[Int(name.dropFirst().prefix(1))!])
        let match = matches.first { $0.list == list }
        #expect((match != nil) == (expected?.isMatch ?? false))
        guard let match, let expected else { continue }
        #expect(match.queryShare == expected.queryShare)
        #expect(match.knownShare == expected.knownShare)
        #expect(match.distance == expected.distance && match.segment == expected.segment)
      }
    }
  }
}
