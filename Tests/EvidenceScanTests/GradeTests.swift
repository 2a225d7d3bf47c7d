// What a match is worth: grades, variants, and what chance would bring.

import CaseFile
import CaseReports
import Findings
import Foundation
import HammingSpace
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct GradeTests {
  private let evidence = Fixtures.path("evidence/Pictures")

  @Test("A wider radius adds probable matches, and leaves the closer ones as they are")
  func probable() throws {
    try withTemporaryFolder { folder in
      // Two known pictures, 20 and 40 bits from the one that is examined.
      let original = try #require(
        try scan([evidence], into: folder + "/first").row("marble.jpg")?.picture)
      let list = [20, 40].map { bits in
        var words = original.hash.code.words
        for bit in 0..<bits { words[bit % 4] ^= 1 << UInt64(bit) }
        return "\(PDQHash(Code256(words: words)))\n"
      }.joined()
      try list.write(toFile: folder + "/list.pdq", atomically: false, encoding: .utf8)
      func matches(_ radius: Int) throws -> [KnownMatch] {
        let file = try scan(
          [evidence], lists: [FilePath(folder + "/list.pdq")], into: folder + "/\(radius)",
          radius: radius)
        return try #require(try file.row("marble.jpg")?.content?.matches)
      }
      let narrow = try matches(31)
      #expect(narrow.map(\.grade) == [.match] && narrow.map(\.distance) == [20])
      let wide = try matches(54)
      #expect(wide.first == narrow.first)
      #expect(wide.map(\.grade) == [.match, .probable] && wide.map(\.distance) == [20, 40])
    }
  }

  @Test("Pictures are looked up as stored only, if that is asked for")
  func oneOrientation() throws {
    try withTemporaryFolder { folder in
      let file = try scan([evidence], into: folder + "/case", allOrientations: false)
      let orientations = Set(
        try file.rows(.matched).flatMap { $0.content?.matches ?? [] }.map(\.orientation))
      #expect(orientations == [.identity])
      #expect(try file.row("edited/turned-90.jpg")?.content?.matches.isEmpty == true)
    }
  }

  @Test(
    "Every match of a picture says what chance would bring, more for larger distances and lists")
  func chance() throws {
    let digest = try #require(FileDigest(.sha256, bytes: [UInt8](repeating: 1, count: 32)))
    let lists = [10, 1_000_000].map { count in
      var list = HashList(name: "list", sha256: digest, format: "")
      list.counts.pictures = count
      return list
    }
    let chance = CaseChance(background: DistanceBackground(), lookups: 8_000_000)
    func expected(_ list: Int, _ distance: Int, _ algorithm: MatchAlgorithm = .pdq) -> Double? {
      chance.expected(
        of: KnownMatch(
          list: list, line: 1, category: nil, hash: [], algorithm: algorithm, distance: distance),
        in: lists)
    }
    let near = try #require(expected(1, 31))
    let far = try #require(expected(1, 54))
    #expect(near < 1e-20 && far > near && far < 1e-6)
    #expect(try #require(expected(0, 54)) * 100_000 / far == 1)
    #expect(expected(1, 0, .sha256) == nil && expected(1, 20, .vpdq) == nil)
    #expect(expected(2, 20) == nil)

    try withTemporaryFolder { folder in
      let file = try scan([evidence], into: folder + "/case", radius: 54)
      let background = try file.chance()
      #expect(background.lookups > 100)
      // Eight pairs a picture that counts, whatever the number of workers.
      let again = try scan([evidence], into: folder + "/again", workers: 1, radius: 54).chance()
      #expect(background == again)
      for line in try file.text(.jsonl, .matched).split(separator: "\n") {
        let row = try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        for match in try #require(row["matches"] as? [[String: Any]])
        where match["algorithm"] as? String == "pdq" {
          #expect(match["expectedByChance"] is Double)
        }
      }
    }
  }

  @Test("Known-good files are not decoded, unless they are known otherwise as well")
  func ignored() throws {
    try withTemporaryFolder { folder in
      let digest = try #require(
        try scan([evidence], into: folder + "/first").row("marble.jpg")?.content?.digits(.sha256))
      try "\(digest)  marble.jpg\n".write(
        toFile: folder + "/good.sha256", atomically: false, encoding: .utf8)
      let good = FilePath(folder + "/good.sha256")
      let content = try #require(
        try scan([evidence], into: folder + "/second", ignoring: [good]).row("marble.jpg")?.content)
      #expect(content.outcome == .ignored && content.reasons == [Reason(.knownGood, 1, 1)])
      #expect(content.matches.isEmpty && content.width == nil && content.decoder == nil)
      // The same list as known content: the exact match is told, and the picture decoded.
      let both = try #require(
        try scan([evidence], lists: [good], into: folder + "/third", ignoring: [good])
          .row("marble.jpg")?.content)
      #expect(both.outcome == .hashed && both.matches.map(\.grade) == [.exact])
    }
  }

  @Test("What a filter alone says is good is not decoded, and told with how often that is wrong")
  func probablyGood() throws {
    try withTemporaryFolder { folder in
      let first = try scan([evidence], into: folder + "/first", digests: [.sha1])
      let sha1 = try #require(try first.row("marble.jpg")?.content?.digits(.sha1))
      var filter = FilterFile(capacity: 100, rate: 0.0001)
      filter.add(sha1.uppercased())
      try Data(filter.bytes).write(to: URL(filePath: folder + "/good.bloom"))
      let good = FilePath(folder + "/good.bloom")
      let reason = Reason(.probablyKnownGood, 1, 1_000_000_000)

      let file = try scan([evidence], into: folder + "/second", ignoring: [good])
      let content = try #require(try file.row("marble.jpg")?.content)
      #expect(content.outcome == .ignored && content.reasons == [reason])
      #expect(content.matches.isEmpty && content.width == nil && content.decoder == nil)
      #expect(try file.rows().count { $0.outcome == .ignored } == 1)
      #expect(try file.probablyKnownGood() == [reason: 1])
      let summary = SummaryReport(try CaseOverview(file)).text
      #expect(summary.contains("       1  known good by the Bloom filter good.bloom alone"))

      // What any other list knows is not the filter's to say: a list of known content,
      try "\(sha1)  marble.jpg\n".write(
        toFile: folder + "/list.sha1", atomically: false, encoding: .utf8)
      let list = FilePath(folder + "/list.sha1")
      let known = try #require(
        try scan([evidence], lists: [list], into: folder + "/third", ignoring: [good])
          .row("marble.jpg")?.content)
      #expect(known.outcome == .hashed && known.matches.map(\.grade) == [.exact])
      // a list of known-good files,
      let certain = try #require(
        try scan([evidence], into: folder + "/fourth", ignoring: [good, list])
          .row("marble.jpg")?.content)
      #expect(certain.reasons == [Reason(.knownGood, 2, 1)])
      // or one that says of just this file that it is not.
      try """
      "SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"
      "\(sha1)","0123456789ABCDEF0123456789ABCDEF","0","marble.jpg",1,1,"1","M"
      """.write(toFile: folder + "/nsrl.txt", atomically: false, encoding: .utf8)
      let malicious = try #require(
        try scan(
          [evidence], into: folder + "/fifth",
          ignoring: [good, FilePath(folder + "/nsrl.txt")]
        ).row("marble.jpg")?.content)
      #expect(malicious.outcome == .hashed && malicious.reasons.isEmpty)
    }
  }
}
