// What changed between two lists, held against sets.

import Findings
import Foundation
import HashLists
import SystemPackage
import TestSupport
import Testing

struct DifferenceTests {
  private func difference(_ old: String, _ new: String) throws -> ListDifference {
    try withTemporaryFolder { folder in
      try old.write(toFile: folder + "/old", atomically: false, encoding: .utf8)
      try new.write(toFile: folder + "/new", atomically: false, encoding: .utf8)
      return try ListDifference(from: FilePath(folder + "/old"), to: FilePath(folder + "/new"))
    }
  }

  private func digits(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "b" + String(repeating: "0", count: 31 - digits.count) + digits
  }

  @Test("Every hash that came, went or has other categories is told of once, and no other")
  func model() throws {
    var random = SeededGenerator(seed: 3)
    func list() -> [Int: Set<String>] {
      var entries: [Int: Set<String>] = [:]
      for _ in 0..<400 {
        entries[Int.random(in: 0..<300, using: &random), default: []]
          .insert(["1", "2"].randomElement(using: &random)!)
      }
      return entries
    }
    func text(_ entries: [Int: Set<String>]) -> String {
      "signal_type,signal_str,category\n"
        + entries.sorted { $0.key < $1.key }.flatMap { number, categories in
          categories.map { "md5,\(digits(number)),\($0)\n" }
        }.joined()
    }
    let (old, new) = (list(), list())
    let found = try difference(text(old), text(new))
    var expected: [String: ListDifference.Change.Kind] = [:]
    for number in Set(old.keys).union(new.keys) where old[number] != new[number] {
      expected[digits(number)] =
        old[number] == nil ? .added : new[number] == nil ? .withdrawn : .recategorised
    }
    #expect(found.changes.count == expected.count)
    #expect(found.changes.allSatisfy { expected[$0.hash] == $0.kind && $0.hashKind == "MD5" })
    #expect(found.changes.map(\.hash) == found.changes.map(\.hash).sorted())
  }

  @Test("A newer list says what became of the entry of a match, by its hash")
  func newer() throws {
    let picture = String(repeating: "0f", count: 32)
    try withTemporaryFolder { folder in
      let path = folder + "/new"
      let text = """
        signal_type,signal_str,category
        md5,\(digits(1)),1
        md5,\(digits(2)),
        pdq,\(picture),2
        pdq,\(picture),1

        """
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      let newer = try NewerList(reading: FilePath(path))
      #expect(newer.list.name == "new")
      func standing(
        _ algorithm: MatchAlgorithm, _ digits: String, _ category: String?
      ) throws -> NewerList.Standing {
        let bytes = stride(from: 0, to: digits.count, by: 2).map {
          UInt8(digits.dropFirst($0).prefix(2), radix: 16)!
        }
        return newer.standing(
          of: KnownMatch(
            list: 0, line: 9, category: category, hash: bytes, algorithm: algorithm, distance: 0))
      }
      #expect(try standing(.md5, digits(1), "1") == .listed)
      #expect(try standing(.md5, digits(1), "2") == .recategorised)
      #expect(try standing(.md5, digits(1), nil) == .recategorised)
      #expect(try standing(.md5, digits(2), nil) == .listed)
      #expect(try standing(.md5, digits(2), "1") == .recategorised)
      #expect(try standing(.md5, digits(3), "1") == .withdrawn)
      #expect(try standing(.pdq, picture, "2") == .listed)
      // A frame of a video is no picture, and a SHA-256 neither.
      #expect(try standing(.vpdq, picture, "2") == .withdrawn)
      #expect(try standing(.sha256, picture, "2") == .withdrawn)
    }
  }

  @Test("Lists of other formats that have the same hashes say the same")
  func formats() throws {
    let (one, two) = (digits(0x1f), digits(0x2f))
    let found = try difference("\(one)  a\n\(two)  b\n", "MD5 (x) = \(two)\nMD5 (y) = \(one)\n")
    #expect(found.changes.isEmpty && found.lists.count == 2)
  }

  @Test("A change names the entries and the categories of both lists")
  func places() throws {
    let header = "signal_type,signal_str,category\n"
    let found = try difference(
      header + "md5,\(digits(1)),A\nmd5,\(digits(2)),B\n",
      header + "md5,\(digits(3)),C\nmd5,\(digits(2)),D\n")
    let expected: [ListDifference.Change] = [
      .init(
        kind: .withdrawn, hashKind: "MD5", hash: digits(1),
        old: .init(entry: 2, categories: ["A"]), new: nil),
      .init(
        kind: .recategorised, hashKind: "MD5", hash: digits(2),
        old: .init(entry: 3, categories: ["B"]), new: .init(entry: 3, categories: ["D"])),
      .init(
        kind: .added, hashKind: "MD5", hash: digits(3), old: nil,
        new: .init(entry: 2, categories: ["C"])),
    ]
    #expect(found.changes == expected)
  }
}
