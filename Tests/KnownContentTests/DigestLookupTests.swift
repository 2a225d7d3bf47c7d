// Digests are found in their table, however they are spread, and nothing else is.

import Findings
import Foundation
import HashLists
import KnownContent
import SystemPackage
import TestSupport
import Testing

struct DigestLookupTests {
  /// How the digests of a table are spread.
  enum Spread: CaseIterable {
    case even, oneHead, fewHeads, steps, ends, doubling, repeated
  }

  private static func digest(
    _ algorithm: DigestAlgorithm, _ spread: Spread, _ random: inout SeededGenerator
  ) -> FileDigest {
    var bytes = (0..<algorithm.byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    func lead(_ number: UInt64) {
      for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: number >> (56 - 8 * index)) }
    }
    switch spread {
    case .even: break
    case .oneHead: lead(0x0123_4567_89AB_CDEF)
    case .fewHeads: lead([0, 1, .max / 2, .max - 1, .max].randomElement(using: &random)!)
    case .steps: lead(UInt64.random(in: 0..<4096, using: &random))
    case .ends: lead(Bool.random(using: &random) ? 0 : UInt64.max)
    case .doubling: lead(UInt64.max >> UInt64.random(in: 0..<64, using: &random))
    case .repeated:
      bytes = [UInt8](repeating: .random(in: 0..<40, using: &random), count: bytes.count)
    }
    return FileDigest(algorithm, bytes: bytes)!
  }

  private static func next(_ digest: FileDigest, _ step: Int) -> FileDigest {
    var bytes = digest.bytes
    bytes[bytes.count - 1] &+= UInt8(truncatingIfNeeded: step)
    return FileDigest(digest.algorithm, bytes: bytes)!
  }

  @Test(
    "A digest has the places that it was given, and its neighbours none",
    arguments: DigestAlgorithm.allCases, Spread.allCases)
  func places(algorithm: DigestAlgorithm, spread: Spread) throws {
    for count in [1, 2, 3, 33, 5000] {
      var random = SeededGenerator(seed: UInt64(count))
      let builder = KnownSetBuilder()
      var model: [FileDigest: [Int]] = [:]
      for line in 1...count {
        let digest = Self.digest(algorithm, spread, &random)
        model[digest, default: []].append(line)
        // A category each, so that every place is a match.
        try builder.add(digest, line: line, category: "\(line)")
      }
      builder.end(HashList(name: "a", sha256: DigestAlgorithm.sha256.digestOfNothing, format: ""))
      let known = try KnownSet(builder)
      #expect(known.count(of: algorithm) == count)
      for (digest, lines) in model {
        #expect(known.exactMatches(of: [digest]).map(\.line).sorted() == lines)
        for near in [Self.next(digest, 1), Self.next(digest, -1)] {
          #expect(known.exactMatches(of: [near]).map(\.line).sorted() == model[near] ?? [])
        }
      }
      for end in [UInt8.min, .max] {
        let bytes = [UInt8](repeating: end, count: algorithm.byteCount)
        let digest = try #require(FileDigest(algorithm, bytes: bytes))
        #expect(known.exactMatches(of: [digest]).map(\.line).sorted() == model[digest] ?? [])
      }
    }
  }

  @Test(
    "More digests than are sorted at once come out in order, in memory and in a folder",
    arguments: [true, false], [Spread.even, .oneHead, .steps])
  func runs(inFolder: Bool, spread: Spread) throws {
    try withTemporaryFolder { folder in
      let builder = KnownSetBuilder(scratch: inFolder ? FilePath(folder) : nil)
      var random = SeededGenerator(seed: 7)
      var some: [(digest: FileDigest, line: Int)] = []
      let count = 600_000
      for line in 1...count {
        let digest = Self.digest(.md5, spread, &random)
        try builder.add(digest, line: line, category: nil)
        if line % 97 == 0 { some.append((digest, line)) }
      }
      builder.end(HashList(name: "a", sha256: DigestAlgorithm.sha256.digestOfNothing, format: ""))
      let known = try KnownSet(builder)
      #expect(known.count(of: .md5) == count)
      #expect(some.allSatisfy { known.exactMatches(of: [$0.digest]).map(\.line) == [$0.line] })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }
}
