// A compiled set says what its lists say, and nothing that was done to its bytes can do harm.

import Findings
import Foundation
import HashLists
import HammingSpace
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct CompiledSetTests {
  private static func hash(_ random: inout SeededGenerator, near centre: PDQHash? = nil) -> PDQHash
  {
    guard var code = centre?.code else {
      return PDQHash(
        Code256(words: SIMD4(random.next(), random.next(), random.next(), random.next())))
    }
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      let bit = Int.random(in: 0..<256, using: &random)
      code.words[bit / 64] ^= 1 << UInt64(bit % 64)
    }
    return PDQHash(code)
  }

  private static func digits(_ count: Int, _ random: inout SeededGenerator) -> String {
    String((0..<count).map { _ in "0123456789abcdef".randomElement(using: &random)! })
  }

  /// Lists of every kind, with entries near each other and some in several lists.
  private static func writeLists(in folder: String, pictures: Int, seed: UInt64) throws
    -> [FilePath]
  {
    var random = SeededGenerator(seed: seed)
    let centres = (0..<20).map { _ in hash(&random) }
    let hashes = (0..<pictures).map { number in
      number % 7 == 0 ? centres[0] : hash(&random, near: centres.randomElement(using: &random)!)
    }
    let md5s = (0..<50).map { _ in digits(32, &random) }
    func lines(_ count: Int, _ line: (Int) -> String) -> String {
      (0..<count).map { line($0) + "\n" }.joined()
    }
    var texts: [String: String] = [:]
    texts["a.csv"] = lines(pictures) { "\(hashes[$0]),100,a" }
    texts["b.csv"] =
      "signal_type,signal_str,category\n" + lines(30) { "pdq,\(hashes[$0]),C\($0 % 3)" }
      + lines(20) { "md5,\(md5s[$0]),M" }
    texts["c.md5"] = lines(59) { "\(md5s[$0 % 50])  x" }
    texts["d.sha1"] = lines(40) { _ in "\(digits(40, &random))  y" }
    texts["e.sha256"] = "SHA-256\n" + lines(40) { _ in digits(64, &random) }
    texts["f.txt"] = lines(30) { "\($0),90,\(hash(&random, near: centres[$0 / 10])),\($0).0" }
    texts["g.txt"] = lines(12) { "\(hashes[$0])" } + "no hash\n"
    return try texts.keys.sorted().map { name in
      try texts[name]!.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
      return FilePath("\(folder)/\(name)")
    }
  }

  private func withSet<Result>(
    pictures: Int = 300, index: IndexChoice = .automatic, seed: UInt64 = 1,
    _ body: (_ lists: [FilePath], _ set: FilePath) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let lists = try Self.writeLists(in: folder, pictures: pictures, seed: seed)
      let set = FilePath(folder + "/all.set")
      try KnownSet.compile(lists, to: set, index: index)
      #expect(Fixtures.names(inFolder: folder).count == lists.count + 1)
      return try body(lists, set)
    }
  }

  /// What a set is asked: its own hashes and ones near them, videos and digests.
  private func answers(_ known: KnownSet, _ lists: [FilePath], radius: Int) throws -> [[KnownMatch]]
  {
    var random = SeededGenerator(seed: 99)
    var answers: [[KnownMatch]] = []
    for list in lists {
      let lines = try String(contentsOfFile: list.string, encoding: .utf8).split(separator: "\n")
      for line in lines.prefix(25) {
        for field in line.split(whereSeparator: { $0 == "," || $0 == " " }) {
          guard let matches = known.matches(ofHash: String(field), radius: radius) else { continue }
          answers.append(matches)
          guard let hash = PDQHash(String(field)) else { continue }
          let pdq = PDQResult(hash: Self.hash(&random, near: hash), quality: 90)
          let near = [PictureVariant(pdq: pdq)]
          answers.append(known.matches(of: near, within: radius))
          let frames = (0..<4).map {
            DihedralFrame(
              time: Double($0),
              hashes: DihedralPDQ(
                quality: 90,
                hashes: Orientation.allCases.map { _ in Self.hash(&random, near: hash) }))
          }
          answers.append(known.matches(digests: [], picture: near, frames: frames, radius: radius))
        }
      }
    }
    return answers
  }

  @Test(
    "A set gives the matches of its lists, whichever index it or they use",
    arguments: IndexChoice.allCases, [31, 60])
  func sameMatches(index: IndexChoice, radius: Int) throws {
    try withSet(pictures: 3000, index: index) { lists, set in
      let plain = try KnownSet(reading: lists, index: .scan)
      let expected = try answers(plain, lists, radius: radius)
      #expect(expected.contains { $0.reduce(0) { $0 + $1.count } > 300 })
      for choice in IndexChoice.allCases {
        let known = try KnownSet(reading: [set], index: choice)
        #expect(known.lists == plain.lists)
        #expect(try answers(known, lists, radius: radius) == expected)
        #expect(
          try answers(KnownSet(reading: lists, index: choice), lists, radius: radius) == expected)
      }
      try KnownSet(reading: [set]).verify()
    }
  }

  @Test("A set and lists can be given together, in any order; lists are numbered as they come")
  func mixed() throws {
    try withSet { lists, set in
      let known = try KnownSet(reading: [lists[2], set, lists[0]])
      let plain = try KnownSet(reading: [lists[2]] + lists + [lists[0]])
      #expect(known.lists == plain.lists && known.isCompiled && !plain.isCompiled)
      #expect(try answers(known, lists, radius: 31) == answers(plain, lists, radius: 31))
    }
  }

  @Test("A set says which index it uses, and why")
  func reasons() throws {
    try withSet(pictures: 20_000) { _, set in
      let reasons = try KnownSet(reading: [set]).indexReasons
      #expect(reasons.count == 2)
      #expect(reasons[0].hasPrefix("pictures: hash,") && reasons[1].hasPrefix("frames: scan:"))
      #expect(
        try KnownSet(reading: [set], index: .tree).indexReasons[0] == "pictures: tree, as told")
    }
  }

  @Test("Lists of the same content compile to the same bytes")
  func reproducible() throws {
    let first = try withSet { _, set in try Data(contentsOf: URL(filePath: set.string)) }
    let second = try withSet { _, set in try Data(contentsOf: URL(filePath: set.string)) }
    #expect(first == second)
  }

  @Test("A set cut short, of another version, or with a damaged header or directory is refused")
  func refused() throws {
    try withSet { _, set in
      let whole = try Data(contentsOf: URL(filePath: set.string))
      func error(_ data: Data) throws -> String {
        try data.write(to: URL(filePath: set.string))
        let error = #expect(throws: HashListError.self) { try KnownSet(reading: [set]) }
        return try #require(error).description
      }
      for length in [8, 100, 104, 65_535, 65_536, whole.count / 2, whole.count - 1] {
        let text = try error(whole.prefix(length))
        #expect(
          text.contains("all.set: compiled known set: ") && text.contains("; compile it again"))
        #expect(!text.contains("\n"))
      }
      #expect(try error(whole + Data([0])).contains("bytes long, where"))
      for (offset, words) in [(8, "of version"), (17, "header"), (50, "header"), (80, "header")] {
        var damaged = whole
        damaged[offset] ^= 0x10
        #expect(try error(damaged).contains(words))
      }
      var damaged = whole
      damaged[whole.count - 40] ^= 1
      #expect(try error(damaged).contains("directory"))
    }
  }

  @Test("A changed byte of an array is found by verifying, and said where")
  func verify() throws {
    try withSet { _, set in
      var data = try Data(contentsOf: URL(filePath: set.string))
      data[65_536 + 3] ^= 1
      try data.write(to: URL(filePath: set.string))
      let known = try KnownSet(reading: [set])
      let error = #expect(throws: HashListError.self) { try known.verify() }
      #expect(error?.description.contains("md5.digests (") == true)
    }
  }

  @Test("Whatever is in the arrays of a set, a lookup ends and stays inside", arguments: 0..<8)
  func damagedArrays(seed: UInt64) throws {
    try withSet(pictures: 2000, index: .hash, seed: 5) { lists, set in
      var random = SeededGenerator(seed: seed)
      var data = try Data(contentsOf: URL(filePath: set.string))
      // The directory is at the end, and is left as it is.
      for offset in 65_536..<(data.count - 65_536)
      where seed < 2 || Int.random(in: 0..<(seed < 6 ? 20 : 2000), using: &random) == 0 {
        data[offset] = seed == 0 ? 0xFF : UInt8.random(in: 0...255, using: &random)
      }
      try data.write(to: URL(filePath: set.string))
      for choice in IndexChoice.allCases {
        let known = try KnownSet(reading: [set], index: choice)
        _ = try answers(known, lists, radius: 31)
        #expect(throws: HashListError.self) { try known.verify() }
      }
    }
  }

  @Test("A set is not compiled again, and what cannot be written says so")
  func wrongUse() throws {
    try withSet { lists, set in
      let again = #expect(throws: HashListError.self) {
        try KnownSet.compile([set], to: FilePath(set.string + "2"))
      }
      #expect(again?.description.contains("is compiled already") == true)
      let error = #expect(throws: HashListError.self) {
        try KnownSet.compile(lists, to: "/nonexistent/set")
      }
      #expect(error?.description.contains("known set /nonexistent/set: cannot be written") == true)
    }
  }
}

extension Fixtures {
  static func names(inFolder folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
