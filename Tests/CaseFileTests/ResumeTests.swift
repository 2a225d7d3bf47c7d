// What a run that goes on with a case asks of it, and what it refuses.

import CaseFile
import EvidenceEntries
import Findings
import Foundation
import HammingSpace
import SystemPackage
import Testing
import TestSupport

struct ResumeTests {
  @Test("Names of a content that was not recorded are removed, and no others")
  func unfinished() throws {
    try withCase { file, _ in
      try file.record([
        (CaseFileTests.file("a/one", content: 1), CaseContent(id: 1, outcome: .hashed)),
        (CaseFileTests.file("a/two", content: 2), nil),
        (CaseFileTests.file("a/three"), nil),
      ])
      #expect(try file.rows().map(\.entry.content) == [1, nil])
      #expect(try file.contains(volume: 1, path: Array("a/two".utf8), ordinal: 0))
      try file.discardUnfinished()
      #expect(try !file.contains(volume: 1, path: Array("a/two".utf8), ordinal: 0))
      #expect(try file.contains(volume: 1, path: Array("a/one".utf8), ordinal: 0))
      #expect(try file.contains(volume: 1, path: Array("a/three".utf8), ordinal: 0))
      #expect(try file.lastContent() == 1)
    }
  }

  @Test("Of entries of one path each has its own row, by how many come before it")
  func ordinals() throws {
    try withCase { file, _ in
      var second = CaseFileTests.file("a/twice")
      second.ordinal = 2
      try file.record([(second, nil)])
      for ordinal in 0..<5 {
        let isThere = try file.contains(
          volume: 1, path: Array("a/twice".utf8), ordinal: ordinal)
        #expect(isThere == (ordinal == 2))
      }
    }
  }

  @Test("Contents of files with several names are told, once each")
  func links() throws {
    try withCase { file, _ in
      var entries = ["a", "b", "c"].map { CaseFileTests.file($0, content: 4) }
      entries[0].status?.links = 3
      entries[1].status?.links = 3
      entries[2].status?.links = 1
      try file.record(entries.map { ($0, nil) })
      let links = try file.linkedContents()
      #expect(links.count == 1)
      #expect(links.first?.device == 1 << 63)
      #expect(links.first?.inode == .max)
      #expect(links.first?.id == 4)
    }
  }

  @Test("A failed transaction leaves no directory behind that later ones rely on")
  func rollback() throws {
    try withCase { file, _ in
      #expect(throws: CaseFileError.self) {
        try file.record([
          (CaseFileTests.file("new/a"), nil), (CaseFileTests.file("new/a"), nil),
        ])
      }
      try file.record([(CaseFileTests.file("new/b"), nil)])
      #expect(try file.rows().map(\.entry.path) == [Array("new/b".utf8)])
    }
  }

  @Test("Another scan is refused with what differs first", arguments: ScanSettings.Name.allCases)
  func settings(name: ScanSettings.Name) throws {
    let settings = ScanSettings(radius: 54)
    var other = settings
    other.ignoredNames = ["only a name"]
    try withCase(lists: [list("a")], settings: settings) { file, _ in
      let volumes = try file.volumes()
      try file.requireSameScan(settings: other, volumes: volumes, lists: [list("renamed")])
      switch name {
      case .method: other.method += 1
      case .radius: other.radius = 3
      case .orientations: other.looksUpAllOrientations = false
      case .exact: other.isExact = true
      case .video: other.usesKeyframesAlone = true
      case .crossFileSystems: other.crossesFileSystems = true
      case .mostPictures: other.mostPictures = 7
      case .digests: other.digests = [.md5]
      case .ignore: other.ignoredLists = [digest(.sha256, 1)]
      }
      func problem(
        _ settings: ScanSettings, _ volumes: [[UInt8]], _ lists: [HashList]
      ) -> CaseFileError.Problem? {
        do throws(CaseFileError) {
          try file.requireSameScan(settings: settings, volumes: volumes, lists: lists)
          return nil
        } catch {
          #expect(!error.description.contains("\n"))
          return error.problem
        }
      }
      #expect(problem(other, volumes, [list("a")]) == .otherScan(.setting(name)))
      #expect(problem(other, volumes, []) == .otherScan(.lists))
      #expect(problem(other, [], []) == .otherScan(.volumes))
    }
  }

  @Test("A case is its owner's alone, written by one and never in place of another file")
  func files() throws {
    try withCase { file, path in
      let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(throws: CaseFileError.self) { try CaseFile.open(at: path, readOnly: false) }
      #expect(throws: CaseFileError.self) {
        try CaseFile.create(
          at: path, settings: ScanSettings(radius: 1), volumes: [], lists: [])
      }
      #expect(try CaseFile.open(at: path, readOnly: true).volumes() == file.volumes())
      let folder = path.removingLastComponent()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string).count == 1)
      #expect(try CaseFile.openIfPresent(at: folder.appending("none")) == nil)
    }
  }

  /// The case, which is kept open, or why there is none.
  private func creation(at path: FilePath) -> (file: CaseFile?, error: CaseFileError?) {
    do throws(CaseFileError) {
      let file = try CaseFile.create(
        at: path, settings: ScanSettings(radius: 54), volumes: [Array("/mnt".utf8)], lists: [])
      return (file, nil)
    } catch {
      return (nil, error)
    }
  }

  @Test("Of many that create one case at once, one does, and the others are told that it is in use")
  func createdAtOnce() throws {
    for _ in 0..<20 {
      try withTemporaryFolder { folder in
        let path = FilePath(folder).appending("test.vigie")
        let results = Parallel.map(Array(0..<8), threads: 8) { _ in creation(at: path) }
        let problems = results.compactMap { $0.error?.problem }
        #expect(problems == Array(repeating: .inUse, count: 7))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names == ["test.vigie"])
      }
    }
  }
}
