// Rows come in the order of their whole paths, though only names are stored.

import CaseFile
import Findings
import Foundation
import SystemPackage
import Testing
import TestSupport

struct OrderTests {
  /// Names of bytes around the slash, which sort otherwise than the directories of the same name.
  private static func name(_ random: inout SeededGenerator) -> [UInt8] {
    let bytes: [UInt8] = [0x01, 0x2D, 0x2E, 0x30, 0x61, 0xFF]
    return (0..<Int.random(in: 1...3, using: &random)).map { _ in
      bytes.randomElement(using: &random)!
    }
  }

  @Test("Rows of any tree are in the order of volumes and the bytes of paths", arguments: 1...12)
  func order(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var directories: [[UInt8]] = [[]]
    var paths: Set<[UInt8]> = []
    for _ in 0..<400 {
      let path = directories.randomElement(using: &random)! + Self.name(&random)
      if Int.random(in: 0..<3, using: &random) == 0 { directories.append(path + [0x2F]) }
      paths.insert(path)
    }
    var entries = paths.map { file($0, volume: Int.random(in: 1...2, using: &random)) }
    for index in entries.indices.shuffled(using: &random).prefix(20) {
      var again = entries[index]
      again.ordinal = 1
      entries.append(again)
    }
    for index in entries.indices where index % 3 == 0 { entries[index].outcome = .hashed }
    entries.shuffle(using: &random)
    try withCase(volumes: ["/b", "/a"]) { file, _ in
      for start in stride(from: 0, to: entries.count, by: 64) {
        try file.record(entries[start..<min(start + 64, entries.count)].map { ($0, nil) })
      }
      let sorted = entries.sorted { a, b in
        if a.volume != b.volume { return a.volume < b.volume }
        if a.path != b.path { return a.path.lexicographicallyPrecedes(b.path) }
        return a.ordinal < b.ordinal
      }
      #expect(try file.rows().map(\.entry) == sorted)
      #expect(try file.rows(.failed).map(\.entry) == sorted.filter { $0.outcome == .unreadable })
      // A row has the same number in every selection.
      #expect(try file.rows().map(\.number) == Array(1...sorted.count))
      let failed = sorted.indices.filter { sorted[$0].outcome == .unreadable }.map { $0 + 1 }
      #expect(try file.rows(.failed).map(\.number) == failed)
      for entry in entries {
        #expect(
          try file.contains(volume: entry.volume, path: entry.path, ordinal: entry.ordinal))
      }
      #expect(try !file.contains(volume: 1, path: [0x2F, 0x61], ordinal: 0))
      #expect(try !file.contains(volume: 0, path: entries[0].path, ordinal: 0))
      // Asking has changed nothing that writing relies on.
      try file.record([(CaseFileTests.file([0x61, 0x2F, 0x62], volume: 2), nil)])
      #expect(try file.contains(volume: 2, path: [0x61, 0x2F, 0x62], ordinal: 0))
    }
  }

  @Test("Empty names, slashes at either end and doubled ones come back, too")
  func oddPaths() throws {
    let paths = ["", "/", "//", "/a", "a", "a/", "a//b", "a/b", "."].map { Array($0.utf8) }
    try withCase { file, _ in
      try file.record(paths.reversed().map { (CaseFileTests.file($0), nil) })
      let sorted = paths.sorted { $0.lexicographicallyPrecedes($1) }
      #expect(try file.rows().map(\.entry.path) == sorted)
    }
  }

  @Test("More rows in a directory than are read at once")
  func batches() throws {
    try withCase { file, _ in
      for start in stride(from: 0, to: 1024, by: 256) {
        try file.record((start..<start + 256).map { (CaseFileTests.file("d/\($0)"), nil) })
      }
      #expect(try file.rows().count == 1024)
      #expect(try file.rows(.matched).isEmpty)
      // A name whose content is still being examined has no row, and no number.
      try file.record([
        (CaseFileTests.file("d/1x", content: 7), nil),
        (CaseFileTests.file("z", content: 1), fullContent(1)),
      ])
      #expect(try file.rows(.matched).map(\.number) == [1025])
      #expect(try file.rows().map(\.number) == Array(1...1025))
    }
  }

  @Test("2,000 nested directories of names of 250 bytes take megabytes", .timeLimit(.minutes(2)))
  func depth() throws {
    try withCase { file, path in
      let name = [UInt8](repeating: 0x64, count: 250)
      var folder: [UInt8] = []
      for _ in 0..<2000 {
        var entry = CaseEntry(volume: 1, path: folder + name, kind: .directory, status: nil)
        entry.outcome = .notMedia
        try file.record([(entry, nil)])
        folder += name + [0x2F]
      }
      try file.record([(CaseFileTests.file(folder + [0x61]), nil)])
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: path.string)[.size] as? Int)
      #expect(size < 4_000_000)
      var count = 0
      var longest = 0
      try file.forEachRow(.all) { row in
        count += 1
        longest = max(longest, row.entry.path.count)
      }
      #expect(count == 2001)
      #expect(longest == 2000 * 251 + 1)
    }
  }
}
