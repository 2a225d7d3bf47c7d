// The summary at the end of a scan.

import CaseFile
import CaseReports
import EvidenceEntries
import Findings
import Foundation
import Testing

struct SummaryTests {
  @Test("All matches and failures are counted, and the first hundred of each are kept")
  func manyRows() throws {
    let rows: [(entry: CaseEntry, content: CaseContent?)] = (1...130).flatMap { number in
      let name = "\(1000 + number)"
      return [
        (file(Array("m/\(name)".utf8), content: number), matchingContent(number)),
        (file(Array("f/\(name)".utf8), content: nil), nil),
      ]
    }
    try withCase(rows) { file in
      let overview = try CaseOverview(file)
      #expect(overview.matchedCount == 130 && overview.failureCount == 130)
      #expect(overview.matched.count == 100 && overview.failed.count == 100)
      #expect(overview.entryCount == 260 && overview.directoryCount == 0)
      #expect(overview.matched.last?.entry.path == Array("m/1100".utf8))
      let text = SummaryReport(overview).text
      #expect(text.contains("130 files match.") && text.contains("... and 30 more files"))
      #expect(text.contains("... and 30 more\n"))
    }
  }

  @Test("A summary tells matches, chance, mounts, outcomes and failures")
  func summary() throws {
    var failed = file(Array("cache/broken.png".utf8), content: 2)
    failed.outcome = nil
    var content = CaseContent(id: 2, outcome: .undecodable)
    content.reasons = [Reason(.broken)]
    var folder = CaseEntry(volume: 1, path: Array("cache".utf8), kind: .directory, status: nil)
    folder.outcome = .notMedia
    folder.reasons = [Reason(.directory)]
    var video = CaseContent(id: 3, outcome: .hashed)
    var match = KnownMatch(
      list: 0, line: 1, category: nil, hash: [], algorithm: .vpdq, distance: 2)
    match.segment = 3.2...3661
    video.matches = [match]
    try withCase([
      (folder, nil), (failed, content),
      (file(Array("a\n.jpg".utf8), content: 1), matchingContent(1)),
      (file(Array("v.mp4".utf8), content: 3), video),
    ]) { file in
      try file.record(
        [
          CaseMount(
            volume: 1,
            mount: MountState(
              point: Array("/mnt/a".utf8), source: Array("/dev/sdb1".utf8), fileSystem: "ext4",
              options: "ro,relatime", superOptions: "ro", device: .readOnly))
        ], run: 1)
      let overview = try CaseOverview(file)
      #expect(overview.matchedCount == 2)
      #expect(overview.failureCount == 1)
      #expect(overview.isComplete == false)
      #expect(
        SummaryReport(overview).text == """
          DISTANCE  GRADE     BY      LIST:ENTRY                    FILE
                 0  exact     sha256  first:9                       a\\n.jpg  (+1 more)
                 2  match     vpdq    first:1                       v.mp4  [0:03-1:01:01]
          2 files match.

          By chance 6e-18 pictures would match within 54 bits, 3e-33 within 31 (16 lookups among 24 \
          hashes; unrelated pictures differ in 128.0 bits, deviation 8.2, as 242.0 independent bits \
          would: 28917 pairs of photographs, as this case has too few).

          Volume /mnt/a: read-only: /dev/sdb1 on /mnt/a, ext4 (ro,relatime), device read-only

          4 entries, 1 of them directories
                 2  hashed: pictures and videos, hashed
                 1  undecodable: pictures or videos that cannot be decoded

          Not examined:
            cache/broken.png: undecodable: no picture could be decoded

          """)
    }
  }

  @Test("An empty case has an empty summary, which remarks on its volumes")
  func empty() throws {
    try withCase([], lists: []) { file in
      let overview = try CaseOverview(file)
      #expect(
        SummaryReport(overview).text
          == """
          No file matches.

          \(try file.volumes().map { volume in
            let path = UntrustedText.line(volume)
            return "Volume \(path): EMPTY: nothing was found in it; is the disk mounted there?\n"
          }.joined())
          0 entries, 0 of them directories

          """)
    }
  }
}
