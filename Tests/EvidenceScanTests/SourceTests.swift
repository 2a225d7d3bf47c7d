// Evidence need not be a mounted directory: whatever gives entries and bytes is examined alike.

import CaseFile
import EvidenceEntries
import EvidenceScan
import EvidenceVolumes
import Findings
import Foundation
import FullExamination
import KnownContent
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Files in memory, as those of an image or archive would be.
private struct MemorySource: EvidenceSource {
  struct File: EvidenceFile {
    let bytes: [UInt8]
    let closed: Counter
    var descriptor: FileDescriptor? { nil }

    func read(
      at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
      let rest = bytes.dropFirst(Int(offset)).prefix(buffer.count)
      buffer.copyBytes(from: rest)
      return rest.count
    }

    func status() throws(Errno) -> FileStatus {
      FileStatus(
        size: Int64(bytes.count), inode: 7, device: 8, links: 1, modified: 1, accessed: 2,
        changed: 3, created: nil)
    }

    func close() { closed.value.wrappingAdd(1, ordering: .relaxed) }
  }

  final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }

  final class Walk: EvidenceWalk {
    private var entries: ArraySlice<EvidenceEntry>

    init(_ entries: [EvidenceEntry]) {
      self.entries = entries[...]
    }

    func next() -> EvidenceEntry? { entries.popFirst() }
  }

  let path: FilePath = "/image.dd"
  let files: [(name: String, bytes: [UInt8])]
  let closed = Counter()

  func entries(
    opensFiles: Bool, watch: WalkWatch
  ) throws(EvidenceError) -> sending any EvidenceWalk {
    var entries: [EvidenceEntry] = []
    for (name, bytes) in files {
      let file = File(bytes: bytes, closed: closed)
      guard let status = try? file.status() else { continue }
      entries.append(
        EvidenceEntry(
          path: Array(name.utf8), kind: .file, status: status, file: opensFiles ? file : nil))
    }
    entries.append(EvidenceEntry(path: Array("link".utf8), kind: .link, obstacle: .link))
    return Walk(entries)
  }
}

struct SourceTests {
  @Test("Files that are on no mount and have no descriptor are examined like any others")
  func memory() throws {
    try withTemporaryFolder { folder in
      let picture = Array(
        try Data(contentsOf: URL(filePath: Fixtures.path("evidence/DCIM/Camera/IMG_0001.jpg"))))
      let source = MemorySource(files: [
        ("deep/in/it/picture.jpg", picture), ("text", Array("no picture".utf8)),
        ("large.jpg", picture + [UInt8](repeating: 0, count: 17 << 20)),
      ])
      let scan = Scan(
        volumes: [source], known: try KnownSet(reading: fixtureLists),
        examiner: InProcessExaminer(), workers: 2)
      let run = try ScanRun(scan, case: FilePath(folder + "/case"), program: "test")
      #expect(try run.perform())
      let onDisk = try TestedScan.row("DCIM/Camera/IMG_0001.jpg", in: folder)
      let row = try #require(try run.file.row("deep/in/it/picture.jpg"))
      #expect(row.picture == onDisk?.picture && row.content?.matches == onDisk?.content?.matches)
      #expect(row.content?.digest(.sha256) == onDisk?.content?.digest(.sha256))
      #expect(try run.file.row("text")?.outcome == .notMedia)
      #expect(try run.file.row("link")?.outcome == .skipped)
      // Too large for memory, and without a descriptor to lend: that is said.
      let large = try #require(try run.file.row("large.jpg"))
      #expect(large.outcome == .overLimit && large.reasons == [Reason(.byteLimit)])
      #expect(large.content?.digest(.sha256) != nil)
      #expect(source.closed.value.load(ordering: .relaxed) == 3)
      #expect(try run.file.volumes() == [Array("/image.dd".utf8)])
    }
  }
}

private enum TestedScan {
  /// The row of a fixture that was scanned where it lies.
  static func row(_ path: String, in folder: String) throws -> CaseRow? {
    try scan([Fixtures.path("evidence")], into: folder + "/disk", radius: 54).row(path)
  }
}
