// Bloom filters in a set: they say "probably", and take part in nothing else.

import Findings
import Foundation
import HashLists
import KnownContent
import SystemPackage
import TestSupport
import Testing

struct FilterTests {
  private static let held = "D1284846D8CD929DE36BC5F086690FA0B96A51D6"
  private static let other = "697DB14DD6153574EA8479FBDD190EC417802F4F"

  private func digest(_ digits: String) throws -> FileDigest {
    try #require(FileDigest(.sha1, hex: digits.utf8))
  }

  /// Writes a filter of `held` and so many more.
  private func write(_ path: String, capacity: Int, count: Int) throws {
    var file = FilterFile(capacity: capacity, rate: 0.0001)
    file.add(Self.held)
    for number in 1..<count { file.add("\(number)") }
    try Data(file.bytes).write(to: URL(filePath: path))
  }

  @Test("A filter says what it probably has beside the lists, and is in no other answer")
  func beside() throws {
    try withTemporaryFolder { folder in
      try write(folder + "/full.bloom", capacity: 1000, count: 1000)
      try write(folder + "/empty.bloom", capacity: 1000, count: 1)
      try "\(Self.other)  a\n".write(
        toFile: folder + "/list.sha1", atomically: false, encoding: .utf8)
      let paths = ["full.bloom", "list.sha1", "empty.bloom"].map { FilePath(folder + "/" + $0) }
      for scratch in [nil, FilePath(folder)] {
        let known = try KnownSet(reading: paths, scratch: scratch)
        #expect(known.lists.map(\.name) == ["full.bloom", "list.sha1", "empty.bloom"])
        #expect(known.digestAlgorithms == [.sha1] && known.count(of: .sha1) == 1)
        // The one that is wrong least often comes first.
        let found = known.probableMatches(of: [try digest(Self.held)])
        #expect(found.map(\.list) == [2, 0])
        #expect(
          found[0].oneIn == HashList.Filter.mostSaid && (9000...11_000).contains(found[1].oneIn))
        #expect(found.map(\.oneIn) == found.map { known.lists[$0.list].filter?.oneIn })
        #expect(known.exactMatches(of: [try digest(Self.held)]).isEmpty)
        #expect(known.harmlessMatches(of: [try digest(Self.held)]).isEmpty)
        #expect(known.matches(ofHash: Self.held)?.isEmpty == true)
        #expect(known.probableMatches(of: [try digest(Self.other)]).isEmpty)
        #expect(known.exactMatches(of: [try digest(Self.other)]).map(\.list) == [1])
      }
    }
  }

  @Test("Behind a compiled set, a filter's list is counted on")
  func compiled() throws {
    try withTemporaryFolder { folder in
      try write(folder + "/x.bloom", capacity: 100, count: 3)
      let list = FilePath(folder + "/list.sha1")
      try "\(Self.other)  a\n".write(toFile: list.string, atomically: false, encoding: .utf8)
      let (set, filter) = (FilePath(folder + "/set"), FilePath(folder + "/x.bloom"))
      try KnownSet.compile([list], to: set)
      let known = try KnownSet(reading: [set, filter])
      #expect(known.probableMatches(of: [try digest(Self.held)]).map(\.list) == [1])
    }
  }

  @Test("A filter alone is a set")
  func alone() throws {
    let known = try KnownSet(reading: [FilePath(Fixtures.path("lists/hashlookup.bloom"))])
    #expect(known.digestAlgorithms == [.sha1] && known.count(of: .sha1) == 0)
    #expect(known.probableMatches(of: [try digest(Self.held)]).count == 1)
    try known.requireHarmless()
  }

  @Test("A filter is not compiled, and is no list of known content")
  func refusals() throws {
    try withTemporaryFolder { folder in
      let path = FilePath(Fixtures.path("lists/hashlookup.bloom"))
      let list = FilePath(folder + "/list.sha1")
      try "\(Self.other)  a\n".write(toFile: list.string, atomically: false, encoding: .utf8)
      let compiling = #expect(throws: HashListError.self) {
        try KnownSet.compile([list, path], to: FilePath(folder + "/set"))
      }
      #expect(compiling?.path == path)
      #expect(compiling?.description.contains("give it behind --ignore as it is") == true)
      #expect(!FileManager.default.fileExists(atPath: folder + "/set"))
      let known = try KnownSet(reading: [list, path])
      let error = #expect(throws: HashListError.self) { try known.requireEntries() }
      #expect(error?.description.contains("hashlookup.bloom: is a Bloom filter") == true)
      try KnownSet(reading: [list]).requireEntries()
    }
  }

  @Test("A filter that is cut short while it is in use finds nothing more, and ends nothing")
  func cut() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.bloom"
      try write(path, capacity: 5000, count: 10)
      let known = try KnownSet(reading: [FilePath(path)])
      #expect(known.probableMatches(of: [try digest(Self.held)]).count == 1)
      let file = try FileDescriptor.open(FilePath(path), .writeOnly)
      try file.resize(to: 60)
      try file.close()
      #expect(known.probableMatches(of: [try digest(Self.held)]).isEmpty)
    }
  }

  @Test("A filter, or a list, that comes through a pipe is read whole")
  func piped() throws {
    let lists = ["lists/hashlookup.bloom", "lists/md5sum.md5"].map { Fixtures.path($0) }
    for path in lists {
      let (reader, writer) = try FileDescriptor.pipe()
      defer { try? reader.close() }
      try writer.writeAll(Array(Data(contentsOf: URL(filePath: path))))
      try writer.close()
      let known = try KnownSet(reading: [FilePath("/proc/self/fd/\(reader.rawValue)")])
      let plain = try KnownSet(reading: [FilePath(path)])
      #expect(known.lists.map(\.sha256) == plain.lists.map(\.sha256))
      #expect(known.lists.map(\.filter) == plain.lists.map(\.filter))
    }
  }
}
