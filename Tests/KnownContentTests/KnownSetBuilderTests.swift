// What becomes of what lists give: repeated, withdrawn and merely kept entries.

import Findings
import Foundation
import HashLists
import HammingSpace
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct KnownSetBuilderTests {
  private func md5(_ byte: UInt8) -> FileDigest {
    FileDigest(.md5, bytes: [UInt8](repeating: byte, count: 16))!
  }

  private func sha1(_ byte: UInt8) -> FileDigest {
    FileDigest(.sha1, bytes: [UInt8](repeating: byte, count: 20))!
  }

  private func pdq(_ seed: UInt64) -> PDQHash {
    var random = SeededGenerator(seed: seed)
    return PDQHash(
      Code256(words: SIMD4(random.next(), random.next(), random.next(), random.next())))
  }

  private func list(md5: Int = 0, sha1: Int = 0, pictures: Int = 0) -> HashList {
    var list = HashList(
      name: "list", sha256: DigestAlgorithm.sha256.digestOfNothing, format: "test")
    list.counts.md5 = md5
    list.counts.sha1 = sha1
    list.counts.pictures = pictures
    return list
  }

  @Test("An entry that stands in a list again counts once, with all of its digests")
  func duplicates() throws {
    let builder = KnownSetBuilder()
    for (line, byte) in [(1, 1), (2, 2), (3, 1), (4, 1), (5, 3)] as [(Int, UInt8)] {
      try builder.add(md5(byte), line: line, category: "1")
      try builder.add(sha1(byte), line: line, category: "1")
    }
    // Only by MD5 the same as line 5.
    try builder.add(md5(3), line: 6, category: "1")
    builder.end(list(md5: 6, sha1: 5))
    // Another list may have the same again.
    try builder.add(md5(1), line: 1, category: "2")
    builder.end(list(md5: 1))
    let known = try KnownSet(builder)
    #expect(known.lists[0].notes == [.duplicates(count: 3)])
    #expect(known.lists[1].notes.isEmpty)
  }

  @Test("A hash in several categories of a list is told, with the records, of the first ten")
  func conflicts() throws {
    let builder = KnownSetBuilder()
    for number in 0..<12 {
      try builder.add(md5(UInt8(200 - number)), line: 2 * number + 1, category: "1")
      try builder.add(md5(UInt8(200 - number)), line: 2 * number + 2, category: "2")
    }
    // The same three times in one of two categories is said twice too often, and contradicts once.
    for (line, category) in [(100, "1"), (101, "2"), (102, "2"), (103, "2")] {
      try builder.add(md5(1), line: line, category: category)
    }
    // No category contradicts none.
    try builder.add(md5(2), line: 110, category: nil)
    try builder.add(md5(2), line: 111, category: "1")
    builder.end(list(md5: 30))
    let known = try KnownSet(builder)
    #expect(
      known.lists[0].notes == [
        .duplicates(count: 2),
        .conflictingCategories(count: 13, records: Array(stride(from: 2, through: 20, by: 2))),
      ])
  }

  @Test("PDQ hashes contradict in any list, and repeat in those that have no digests")
  func pictures() throws {
    for hasDigests in [true, false] {
      let builder = KnownSetBuilder()
      for (line, category) in [(1, "1"), (2, "1"), (3, "2")] {
        try builder.add(pdq(5), line: line, category: category)
        if hasDigests { try builder.add(md5(UInt8(line)), line: line, category: category) }
      }
      builder.end(list(md5: hasDigests ? 3 : 0, pictures: 3))
      let conflict = HashList.Note.conflictingCategories(count: 1, records: [3])
      #expect(
        try KnownSet(builder).lists[0].notes
          == (hasDigests ? [conflict] : [.duplicates(count: 1), conflict]))
    }
  }

  @Test("What a list withdraws is not matched, nor counted as repeated; the rest is")
  func withdrawn() throws {
    let builder = KnownSetBuilder()
    let video = [1, 2].map { VideoFrame(time: 0, pdq: PDQResult(hash: pdq($0), quality: 90)) }
    let other = [3].map { VideoFrame(time: 0, pdq: PDQResult(hash: pdq($0), quality: 90)) }
    for (line, frames) in [(1, video), (2, other), (3, video)] {
      try builder.add(md5(9), line: line, category: "\(line)")
      try builder.add(pdq(9), line: line, category: "\(line)")
      try builder.add(
        photoDNA: [UInt8](repeating: UInt8(line), count: 144), line: line, category: nil)
      try builder.add(frames, line: line, category: "\(line)")
      if line == 1 { builder.withdraw(line: 1) }
    }
    builder.end(list(md5: 2, pictures: 2))
    // Withdrawn of one list is not of the next.
    try builder.add(md5(9), line: 1, category: "1")
    builder.end(list(md5: 1))
    let known = try KnownSet(builder)
    #expect(
      known.exactMatches(of: [md5(9)]).map { "\($0.list):\($0.line)" }.sorted() == [
        "0:2", "0:3", "1:1",
      ])
    let picture = PictureVariant(pdq: PDQResult(hash: pdq(9), quality: 90))
    #expect(known.matches(of: [picture], within: 0).map(\.line).sorted() == [2, 3])
    func videos(_ seed: UInt64) -> [Int] {
      let picture = PictureVariant(pdq: PDQResult(hash: pdq(seed), quality: 90))
      return known.matches(of: [picture], within: 0).map(\.line)
    }
    #expect(videos(1) == [3] && videos(2) == [3] && videos(3) == [2])
    #expect(
      known.lists[0].notes == [.conflictingCategories(count: 1, records: [3])])
  }

  @Test("A set of files in a folder answers as one in memory, and leaves nothing there")
  func scratchFolder() throws {
    try withTemporaryFolder { folder in
      let path = FilePath(folder + "/list.csv")
      let rows = (0..<40_000).map { "HASH_PDQ,\(pdq(UInt64($0 / 2))),C\($0 % 3)\n" }.joined()
      try ("signal_type,signal_str,category\n" + rows)
        .write(toFile: path.string, atomically: false, encoding: .utf8)
      let memory = try KnownSet(reading: [path])
      let files = try KnownSet(reading: [path], scratch: FilePath(folder))
      #expect(memory.lists == files.lists && memory.indexReasons == files.indexReasons)
      for seed in [0, 1, 777, 19_999, 20_000] as [UInt64] {
        let picture = PictureVariant(pdq: PDQResult(hash: pdq(seed), quality: 90))
        let found = files.matches(of: [picture], within: 31)
        #expect(found == memory.matches(of: [picture], within: 31))
        #expect(found.count == (seed < 20_000 ? 2 : 0))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["list.csv"])
      let error = #expect(throws: HashListError.self) {
        try KnownSet(reading: [path], scratch: "/nonexistent")
      }
      #expect(error?.description.contains("/nonexistent: cannot be written") == true)
    }
  }

  @Test("A compiled set is for its owner alone, whatever the one before it was")
  func permissions() throws {
    try withTemporaryFolder { folder in
      let list = FilePath(folder + "/list.md5")
      let set = FilePath(folder + "/list.set")
      try "\(md5(1))  x\n".write(toFile: list.string, atomically: false, encoding: .utf8)
      for _ in 0..<2 {
        try KnownSet.compile([list], to: set)
        let attributes = try FileManager.default.attributesOfItem(atPath: set.string)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o644], ofItemAtPath: set.string)
      }
    }
  }

  @Test("A compiled set says what its lists have several times, as they do themselves")
  func compiledNotes() throws {
    try withTemporaryFolder { folder in
      let list = FilePath(folder + "/list.md5")
      let set = FilePath(folder + "/list.set")
      try "\(md5(1))  x\n\(md5(2))  y\n\(md5(1))  z\n"
        .write(toFile: list.string, atomically: false, encoding: .utf8)
      try KnownSet.compile([list], to: set)
      let plain = try KnownSet(reading: [list])
      #expect(try KnownSet(reading: [set]).lists == plain.lists)
      #expect(plain.lists[0].notes.contains(.duplicates(count: 1)))
    }
  }
}
