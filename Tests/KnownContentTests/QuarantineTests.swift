// Matches that are set aside, and the hash of its entry that each carries.

import Findings
import Foundation
import HammingSpace
import HashLists
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct QuarantineTests {
  private func known<Result>(
    _ text: String, index: IndexChoice = .automatic, isCompiled: Bool = false,
    _ body: (KnownSet) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let (list, set) = (FilePath(folder + "/list"), FilePath(folder + "/set"))
      try text.write(toFile: list.string, atomically: false, encoding: .utf8)
      if isCompiled { try KnownSet.compile([list], to: set, index: index) }
      return try body(KnownSet(reading: [isCompiled ? set : list], index: index))
    }
  }

  private static let md5 = String(repeating: "ab", count: 16)
  private static let sha1 = String(repeating: "cd", count: 20)
  private static let header = "signal_type,signal_str,category\n"

  private func digest(_ algorithm: DigestAlgorithm, _ digits: String) throws -> FileDigest {
    try #require(FileDigest(algorithm, hex: digits.utf8))
  }

  @Test(
    "A hash in two categories of a list is set aside, in one or none it counts",
    arguments: [false, true])
  func severalCategories(isCompiled: Bool) throws {
    let picture = PDQHash(Code256(words: SIMD4(repeating: 0x00FF_00FF_00FF_00FF)))
    let kinds = [("md5", Self.md5), ("pdq", picture.description)]
    for (kind, digits) in kinds {
      func reasons(_ categories: [String]) throws -> [Quarantine?] {
        let lines = categories.map { "\(kind),\(digits),\($0)\n" }.joined()
        return try known(Self.header + lines, isCompiled: isCompiled) { known in
          let matches = known.matches(
            digests: kind == "md5" ? [try digest(.md5, digits)] : [],
            picture: kind == "md5"
              ? [] : [PictureVariant(pdq: PDQResult(hash: picture, quality: 100))],
            frames: [])
          return matches.map(\.quarantine)
        }
      }
      #expect(try reasons(["1"]) == [nil])
      #expect(try reasons(["1", "1"]) == [nil])
      #expect(try reasons(["1", "2"]) == [.severalCategories, .severalCategories])
      // An entry without a category contradicts none, and counts.
      #expect(try reasons(["1", ""]) == [nil, nil])
      #expect(try reasons(["", "1", "2"]) == [nil, .severalCategories, .severalCategories])
    }
  }

  @Test("Two lists may have two categories for one hash")
  func twoLists() throws {
    try withTemporaryFolder { folder in
      let paths = ["1", "2"].map { FilePath(folder + "/" + $0) }
      for path in paths {
        let text = Self.header + "md5,\(Self.md5),\(path.lastComponent!.string)\n"
        try text.write(toFile: path.string, atomically: false, encoding: .utf8)
      }
      let matches = try KnownSet(reading: paths).exactMatches(of: [digest(.md5, Self.md5)])
      #expect(matches.map(\.category) == ["1", "2"])
      #expect(matches.allSatisfy { $0.quarantine == nil })
    }
  }

  @Test("What an MD5 contradicts is set aside also where the SHA-1 alone does not contradict it")
  func strongerDigest() throws {
    let text = "md5,sha1,category\n\(Self.md5),\(Self.sha1),1\n\(Self.md5),,2\n"
    try known(text) { known in
      let matches = known.exactMatches(of: [
        try digest(.md5, Self.md5), try digest(.sha1, Self.sha1),
      ])
      #expect(matches.map(\.algorithm) == [.sha1, .md5])
      #expect(matches.map(\.quarantine) == [.severalCategories, .severalCategories])
    }
  }

  @Test(
    "A PDQ hash with far fewer or more than half of its bits set is set aside",
    arguments: [
      (0, true), (95, true), (96, false), (128, false), (160, false), (161, true), (256, true),
    ])
  func oddHash(bits: Int, isOdd: Bool) throws {
    var words = SIMD4<UInt64>.zero
    for bit in 0..<bits { words[bit % 4] |= 1 << UInt64(bit / 4) }
    let hash = PDQHash(Code256(words: words))
    try known(Self.header + "pdq,\(hash),1\n") { known in
      let variant = PictureVariant(pdq: PDQResult(hash: hash, quality: 100))
      let matches = known.matches(of: [variant], within: 31)
      #expect(matches.map(\.quarantine) == [isOdd ? .oddHash : nil])
    }
  }

  @Test(
    "A match carries the hash of its entry, whatever the index",
    arguments: [IndexChoice.scan, .tree, .hash], [false, true])
  func knownHash(index: IndexChoice, isCompiled: Bool) throws {
    var random = SeededGenerator(seed: 5)
    let hashes = (0..<300).map { _ in
      PDQHash(Code256(words: SIMD4.random(in: .min ... .max, using: &random)))
    }
    let text = Self.header + hashes.map { "pdq,\($0),1\n" }.joined()
    try known(text, index: index, isCompiled: isCompiled) { known in
      for hash in hashes {
        var query = hash
        query.code.words[2] ^= 0b1011
        let variant = PictureVariant(pdq: PDQResult(hash: query, quality: 100))
        let matches = known.matches(of: [variant], within: 31)
        #expect(matches.map { $0.hash.map { String(format: "%02x", $0) }.joined() } == ["\(hash)"])
        #expect(matches.map(\.distance) == [3])
      }
    }
    try known("\(Self.md5)  a\n", index: index, isCompiled: isCompiled) { known in
      let digest = try digest(.md5, Self.md5)
      #expect(known.exactMatches(of: [digest]).map(\.hash) == [Array(digest.bytes)])
    }
  }

  @Test("A match of a video carries the hash of the known frame that is closest")
  func videoHash() throws {
    var random = SeededGenerator(seed: 6)
    let hashes = (0..<5).map { _ in
      PDQHash(Code256(words: SIMD4.random(in: .min ... .max, using: &random)))
    }
    let text = hashes.enumerated().map { "\($0.offset),100,\($0.element),\($0.offset)\n" }.joined()
    try known(text) { known in
      let frames = hashes.enumerated().map { second, hash in
        var hash = hash
        hash.code.words[1] ^= second == 3 ? 1 : 0b111
        return DihedralFrame(
          time: Double(second),
          hashes: DihedralPDQ(quality: 100, hashes: Orientation.allCases.map { _ in hash }))
      }
      let matches = known.matches(of: frames, within: 31)
      let carried = matches.first?.hash.map { String(format: "%02x", $0) }.joined()
      #expect(matches.map(\.algorithm) == [.vpdq] && carried == "\(hashes[3])")
    }
  }
}
