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
