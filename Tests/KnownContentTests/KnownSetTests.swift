// What a known set says of a file.

import Findings
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

  /// A video of frames that are the same in every orientation.
  private func frames(_ seeds: [UInt64], flips: Int = 0) -> [DihedralFrame] {
    seeds.enumerated().map { second, seed in
      let hash = Self.hash(seed, flips: flips)
      return DihedralFrame(
        time: Double(second),
        hashes: DihedralPDQ(quality: 100, hashes: Orientation.allCases.map { _ in hash }))
    }
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

  @Test("Of variants that are equally close the first is told, of others the closest")
  func ties() throws {
    try known(["a.csv": "\(Self.hash(1)),100,one\n"]) { known in
      func told(_ variants: [(Orientation, Framing, flips: Int)]) -> KnownMatch? {
        known.matches(
          of: variants.map { orientation, framing, flips in
            PictureVariant(
              orientation: orientation, framing: framing, pdq: picture(1, flips: flips))
          }, within: 31
        ).first
      }
      let tied = told([
        (.rotate90, .whole, 5), (.rotate180, .whole, 3), (.rotate270, .insideBorder, 3),
        (.transpose, .widened, 3), (.identity, .whole, 4),
      ])
      #expect(tied?.distance == 3 && tied?.orientation == .rotate180 && tied?.framing == .whole)
      let last = told([(.identity, .whole, 2), (.transpose, .widened, 1)])
      #expect(last?.distance == 1 && last?.orientation == .transpose && last?.framing == .widened)
    }
  }

  @Test("Videos, and pictures in them, are found within 31 bits at most, pictures as far as asked")
  func videoRadius() throws {
    let clip = frames([1, 2, 3]).map { "0,100,\($0.hashes.upright.hash),\($0.time)\n" }.joined()
    try known(["clip.txt": clip, "still.csv": "\(Self.hash(3)),100,still\n"]) { known in
      func found(_ flips: Int) -> [MatchAlgorithm] {
        known.matches(
          digests: [], picture: [], frames: frames([1, 2, 3], flips: flips), radius: 54
        ).map(\.algorithm)
      }
      #expect(Set(found(31)) == [.pdq, .vpdq])
      #expect(found(32).isEmpty)
      let picture = [PictureVariant(pdq: picture(3, flips: 54))]
      let matches = known.matches(digests: [], picture: picture, frames: [], radius: 54)
      #expect(Set(matches.map(\.grade)) == [.probable] && matches.count == 2)
    }
  }

  @Test("A digest that differs in any one bit is not known")
  func nearDigest() throws {
    for algorithm in DigestAlgorithm.allCases {
      let bytes = (0..<algorithm.byteCount).map { UInt8($0) }
      let digest = try #require(FileDigest(algorithm, bytes: bytes))
      try known(["list": "\(algorithm) \(digest)\n"]) { known in
        #expect(known.exactMatches(of: [digest]).count == 1)
        for bit in 0..<8 * bytes.count {
          var other = bytes
          other[bit / 8] ^= 1 << UInt8(bit % 8)
          let near = try #require(FileDigest(algorithm, bytes: other))
          #expect(known.exactMatches(of: [near]).isEmpty)
        }
      }
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

  @Test("A match within 31 bits is a match, one at 32 a probable one; the same bytes are exact")
  func grades() throws {
    let digest = String(repeating: "ab", count: 16)
    try known(["a.csv": "\(Self.hash(1)),100,one\n\(digest)\n"]) { known in
      func grades(_ flips: Int) -> [Grade] {
        known.matches(of: [PictureVariant(pdq: picture(1, flips: flips))], within: 54).map(\.grade)
      }
      #expect(grades(0) == [.match] && grades(31) == [.match] && grades(32) == [.probable])
      let frames = frames([5, 1], flips: 32)
      #expect(known.matches(of: frames, within: 54).map(\.grade) == [.probable])
      // The closest appearance decides.
      let nearer = frames + self.frames([1], flips: 31)
      #expect(known.matches(of: nearer, within: 54).map(\.grade) == [.match])
      #expect(known.matches(ofHash: digest)?.map(\.grade) == [.exact])
    }
  }

  @Test("Equal entries of one list and category are one match, of the first, with their number")
  func equalEntries() throws {
    let (hash, other) = (String(repeating: "5a", count: 32), String(repeating: "a5", count: 32))
    let rows = [
      (hash, "A"), (hash, "B"), (other, "A"), (hash, "A"), (hash, "B"), (hash, "A"),
    ].map { "HASH_PDQ,\($0),\($1)\n" }.joined()
    let lists = [
      "a.csv": "signal_type,signal_str,category\n" + rows, "b.pdq": "pdq \(hash)\npdq \(hash)\n",
    ]
    try known(lists) { known in
      func text(_ matches: [KnownMatch]) -> Set<String> {
        Set(matches.map { "\($0.list):\($0.line) \($0.category ?? "") \($0.count)" })
      }
      let query = PictureVariant(pdq: PDQResult(hash: try #require(PDQHash(hash)), quality: 100))
      let expected: Set = ["0:2 A 3", "0:3 B 2", "1:1  2"]
      #expect(text(known.matches(of: [query], within: 0)) == expected)
      // Another hash at any distance is another match, also of the same category.
      let all = known.matches(of: [query], within: 256)
      #expect(text(all) == expected.union(["0:4 A 1"]))
      let turned = Orientation.allCases.map { _ in query.pdq.hash }
      let frame = DihedralFrame(time: 1, hashes: DihedralPDQ(quality: 100, hashes: turned))
      #expect(text(known.matches(of: [frame], within: 0)) == expected)
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
        Set(matches.map { "\($0.algorithm) \($0.list):\($0.line) \($0.count)" }) == [
          "sha256 0:3 1", "md5 1:1 2",
        ])
      #expect(known.matches(ofHash: md5)?.count == 2)
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
      #expect(matches[0].segment == 2...4 && matches[0].orientation == .identity)
    }
  }

  @Test("A picture that is a frame of a known video is found")
  func frameOfVideo() throws {
    let text = frames([1, 2, 3, 4]).enumerated().map {
      "\($0),100,\($1.hashes.upright.hash),\($1.time)\n"
    }
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
    let text = frames([1, 2, 3]).map { "\($0.hashes.upright.hash),100,a b,c.mp4#t=\($0.time)00\n" }
      .joined()
    try known(["list": text + "\(Self.hash(8)),100,still.jpg\n"]) { known in
      #expect(known.lists[0].counts.videos == 1 && known.lists[0].counts.frames == 3)
      #expect(known.lists[0].counts.pictures == 1)
      let match = try #require(known.matches(of: frames([1, 2, 3]), within: 31).first)
      #expect(match.algorithm == .vpdq && match.queryShare == 1 && match.knownShare == 1)
    }
  }

  @Test("Digests that a list repeats, or has in several categories, are told; entries count once")
  func repeated() throws {
    func digits(_ number: Int, _ count: Int) -> String {
      String(repeating: String(number, radix: 16), count: count)
    }
    func row(_ number: Int, _ category: String) -> String {
      "\(digits(number, 32)),\(digits(number, 40)),\(category)\n"
    }
    try withTemporaryFolder { folder in
      let text =
        "md5,sha1,category\n" + row(1, "A") + row(2, "A") + row(1, "A") + row(1, "A")
        + row(2, "B") + row(3, "C")
      try text.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      for scratch in [nil, FilePath(folder)] {
        let known = try KnownSet(reading: [FilePath(folder + "/list")], scratch: scratch)
        #expect(
          known.lists[0].notes == [
            .duplicates(count: 2), .conflictingCategories(count: 1, records: [6]),
          ])
        #expect(known.matches(ofHash: digits(1, 32))?.map(\.count) == [3])
      }
    }
  }

  @Test("What a list withdraws later on matches nothing, and the rest does")
  func withdrawn() throws {
    try withTemporaryFolder { folder in
      let (one, two) = (String(repeating: "1", count: 32), String(repeating: "2", count: 32))
      let pdq = String(repeating: "0f", count: 32)
      let text = """
        {"data":[{"id":"1","type":"HASH_MD5","indicator":"\(one)"},
        {"id":"2","type":"HASH_MD5","indicator":"\(two)"},
        {"id":"3","type":"HASH_PDQ","indicator":"\(pdq)"},
        {"id":"1","should_delete":true},{"id":"3","should_delete":true}]}
        """
      try text.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      let known = try KnownSet(reading: [FilePath(folder + "/list")])
      #expect(known.lists[0].counts.total == 1)
      #expect(known.matches(ofHash: one)?.isEmpty == true)
      #expect(known.matches(ofHash: two)?.count == 1)
      #expect(known.matches(ofHash: pdq)?.isEmpty == true)
    }
  }

  @Test("Files with a notable category of a known-good list are not harmless")
  func specialCodes() throws {
    try withTemporaryFolder { folder in
      let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
      let text =
        "\"SHA-1\",\"MD5\",\"FileName\",\"ProductCode\",\"OpSystemCode\",\"SpecialCode\"\n"
        + "\(one),,a,1,1,\n\(two),,b,1,1,M\n"
      try text.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      let known = try KnownSet(reading: [FilePath(folder + "/list")])
      try known.requireHarmless()
      let digests = try [one, two].map { try #require(FileDigest(.sha1, hex: $0.utf8)) }
      #expect(known.harmlessMatches(of: [digests[0]]).count == 1)
      #expect(known.harmlessMatches(of: [digests[1]]).isEmpty)
      #expect(known.exactMatches(of: [digests[1]]).count == 1)
    }
  }
}
