// What is written into a case is read back as it was.

import CaseFile
import EvidenceEntries
import Findings
import Foundation
import PerceptualHash
import Testing
import TestSupport

struct RoundTripTests {
  @Test("Entries come back with every field", arguments: EntryKind.allCases)
  func entries(kind: EntryKind) throws {
    try withCase { file, _ in
      var entries = [
        CaseEntry(volume: 1, path: Array("a".utf8), kind: kind, status: nil),
        CaseEntry(
          volume: 1, path: [0x62, 0x2F, 0xFF, 0x0A], kind: kind,
          status: FileStatus(
            size: .max, inode: .max, device: 1 << 63, links: 2, modified: .min, accessed: -1,
            changed: 0, created: 5)),
      ]
      entries[0].outcome = .unreadable
      entries[0].reasons = [Reason(.notOpened, 13)]
      entries[1].outcome = .skipped
      entries[1].ordinal = 3
      try file.record(entries.map { ($0, nil) })
      let rows = try file.rows()
      #expect(rows.map(\.entry) == entries)
      #expect(rows.map(\.volume) == [Array("/mnt/a".utf8), Array("/mnt/a".utf8)])
      #expect(rows.allSatisfy { $0.content == nil && $0.picture == nil && $0.frameCount == 0 })
    }
  }

  @Test("Contents come back with every field, hashes and frames among them")
  func contents() throws {
    try withCase(lists: [list("a"), list("b")]) { file, _ in
      let content = fullContent(1)
      var plain = CaseContent(id: 2, outcome: .notMedia)
      plain.unread = 0
      try file.record([
        (CaseFileTests.file("x.mov", content: 1), content),
        (CaseFileTests.file("y", content: 2), plain),
      ])
      var read: [CaseContent] = []
      try file.forEachContent { read.append($0) }
      #expect(read == [content, plain])
      let hashes = try file.hashes(of: 1)
      #expect(hashes.picture == content.hashes)
      #expect(hashes.frames == content.frames)
      #expect(try file.hashes(of: 2).picture == nil)

      let row = try #require(try file.rows().first)
      var expected = content
      expected.hashes = nil
      expected.frames = []
      #expect(row.content == expected)
      #expect(row.picture == content.picture)
      #expect(row.frameCount == 3)
    }
  }

  @Test("What no decoder can have meant is not recorded, and the case stays readable")
  func senseless() throws {
    try withCase { file, _ in
      var random = SeededGenerator(seed: 3)
      var content = CaseContent(id: 1, outcome: .hashed)
      content.exifOrientation = 9
      content.hashes = random.pictureHashes()
      content.hashes?.whole.quality = 255
      try file.record([(CaseFileTests.file("x", content: 1), content)])
      let row = try #require(try file.rows().first)
      #expect(row.content?.exifOrientation == nil)
      #expect(row.picture?.quality == 100)
      #expect(try file.hashes(of: 1).picture?.whole.quality == 100)
    }
  }

  @Test("Parts come back with their names in their containers")
  func parts() throws {
    try withCase { file, _ in
      var part = fullContent(2, seed: 2)
      part.part = ContentPart(
        container: 1, kind: "thumbnail", position: 1 << 40, byteCount: 77,
        names: [[0x2F, 0], [], [0xFF]])
      var other = CaseContent(id: 3, outcome: .undecodable)
      other.part = ContentPart(container: 1, kind: "page", position: 0)
      try file.record(
        [(CaseFileTests.file("x", content: 1), CaseContent(id: 1, outcome: .notMedia))],
        parts: [part])
      try file.record([other])
      #expect(try file.parts(of: 1) == [part, other])
      #expect(try file.parts(of: 2) == [])
      #expect(try file.lastContent() == 3)
    }
  }

  @Test("Settings, volumes and lists come back as they were given")
  func scan() throws {
    let settings = ScanSettings(
      radius: 20, looksUpAllOrientations: false, isExact: true, usesKeyframesAlone: true,
      crossesFileSystems: true, digests: [.md5, .sha1], ignoredLists: [digest(.sha256, 9)],
      ignoredNames: ["good: \u{202E}"])
    try withCase(volumes: ["/z", "/a"], lists: [list("b"), list("a\n")], settings: settings) {
      file, path in
      #expect(try file.settings() == settings)
      #expect(try file.volumes() == [Array("/z".utf8), Array("/a".utf8)])
      #expect(try file.lists() == [list("b"), list("a\n")])
      let again = try CaseFile.open(at: path, readOnly: true)
      #expect(try again.settings() == settings)
    }
  }

  @Test("Runs are numbered, and only one that ended completely makes a case complete")
  func runs() throws {
    try withCase { file, _ in
      var first = CaseRun(
        program: "vigie 1", arguments: ["scan", "a b", "\n"], host: "h",
        missingIsolation: ["landlock"], workers: 2, started: 1.5)
      let second = CaseRun(program: "vigie 1", arguments: [], host: "h", workers: 1, started: 9)
      #expect(try file.isComplete() == false)
      #expect(try file.begin(first) == 1)
      try file.end(run: 1, .stopped, at: 3.25, accessTimes: 4)
      #expect(try file.isComplete() == false)
      #expect(try file.begin(second) == 2)
      (first.ended, first.ending, first.accessTimes) = (3.25, .stopped, 4)
      #expect(try file.runs() == [first, second])
      try file.end(run: 2, .complete, at: 10, accessTimes: 0)
      #expect(try file.isComplete())
      // One that was killed says nothing.
      #expect(try file.begin(second) == 3)
      #expect(try file.isComplete())
    }
  }

  @Test("A state of a mount is noted once, whatever run finds it")
  func mounts() throws {
    try withCase { file, _ in
      let state = MountState(
        point: [0x2F, 0xFF], source: Array("/dev/sdb1".utf8), fileSystem: "ext4", options: "ro",
        superOptions: "ro,noload", device: .readOnly)
      let mounts = [
        CaseMount(volume: 1, mount: state), CaseMount(volume: 1, mount: .unknown(at: [0x2F])),
      ]
      try file.record([mounts[0], mounts[0]], run: 1)
      #expect(try file.rows().isEmpty)
      try file.record([CaseFileTests.file("x")].map { ($0, nil) })
      #expect(try file.rows().first?.isVolumeWritable == false)
      try file.record(mounts, run: 2)
      #expect(try file.mounts() == mounts)
      #expect(try file.rows().first?.isVolumeWritable == true)
    }
  }

  @Test("Distances and lookups add up over all records")
  func chance() throws {
    try withCase { file, _ in
      for id in 1...3 {
        var content = CaseContent(id: id, outcome: .hashed)
        content.lookups = 8
        content.sampledDistances = [100, 100, 120 + id]
        try file.record([(CaseFileTests.file("\(id)", content: id), content)])
      }
      let chance = try file.chance()
      #expect(chance.lookups == 24)
      #expect(chance.background.counts == [100: 6, 121: 1, 122: 1, 123: 1])
    }
  }

  @Test("Failures are those of the rows: by the entry's own outcome, or else its content's")
  func failures() throws {
    try withCase { file, _ in
      var changed = CaseContent(id: 1, outcome: .hashed)
      changed.unread = 0
      var entry = CaseFileTests.file("a", content: 1)
      entry.outcome = .ignored
      try file.record([(entry, changed)])
      #expect(try !file.hasFailures())
      #expect(try file.rows(.failed).isEmpty)
      try file.record([(CaseFileTests.file("b", content: 1), nil)])
      #expect(try file.hasFailures())
      #expect(try file.rows(.failed).map(\.entry.path) == [Array("b".utf8)])
      #expect(try file.rows(.failed).allSatisfy(\.isFailure))
      let outcomes = try file.outcomes()
      #expect(outcomes.map(\.1) == [.hashed, .ignored])
      #expect(outcomes.map(\.count) == [1, 1])
    }
  }
}
