// Entries that too many different pictures of a case are like.

import CaseFile
import Findings
import HammingSpace
import PerceptualHash
import Testing

struct CrowdedEntryTests {
  /// A picture of a hash of its own that matches an entry, first by this algorithm.
  private func content(_ id: Int, hash: Int, line: Int, _ algorithm: MatchAlgorithm) -> CaseContent
  {
    var content = CaseContent(id: id, outcome: .hashed)
    let hash = PDQHash(Code256(words: SIMD4(repeating: UInt64(hash))))
    content.hashes = PictureHashes(
      whole: DihedralPDQ(quality: 99, hashes: Array(repeating: hash, count: 8)))
    content.matches = [
      KnownMatch(
        list: 0, line: line, category: nil, hash: [1], algorithm: algorithm, distance: 5)
    ]
    return content
  }

  @Test("An entry that more different pictures are like than allowed does not count, others do")
  func crowded() throws {
    var settings = ScanSettings(radius: 54)
    settings.mostPictures = 3
    try withCase(lists: [list("a")], settings: settings) { file, _ in
      // Line 1: four different pictures. 2: three. 3: five times one picture. 4: five by their bytes.
      let rows: [(line: Int, hash: Int, algorithm: MatchAlgorithm)] =
        (0..<4).map { (1, $0, .pdq) } + (10..<13).map { (2, $0, .pdq) }
        + (0..<5).map { _ in (3, 20, .pdq) } + (30..<35).map { (4, $0, .sha256) }
      for (id, row) in rows.enumerated() {
        let content = content(id + 1, hash: row.hash, line: row.line, row.algorithm)
        try file.record([(CaseFileTests.file("\(row.line)-\(id)", content: id + 1), content)])
      }
      let found = try file.rows(.matched).flatMap { $0.content?.matches ?? [] }
      #expect(found.count == rows.count)
      for match in found {
        #expect(match.quarantine == (match.line == 1 ? .manyPictures : nil))
      }
      var again: [KnownMatch] = []
      try file.forEachContent { again += $0.matches }
      #expect(again.count { $0.quarantine == .manyPictures } == 4)
    }
  }

  @Test("What counts stands before what is set aside, and what was set aside stays so")
  func order() throws {
    var settings = ScanSettings(radius: 54)
    settings.mostPictures = 1
    try withCase(lists: [list("a")], settings: settings) { file, _ in
      for id in 1...2 {
        var content = content(id, hash: id, line: 1, .pdq)
        var odd = content.matches[0]
        (odd.line, odd.quarantine) = (8, .oddHash)
        var far = content.matches[0]
        (far.line, far.distance) = (1 + id, 40)
        content.matches = [content.matches[0], odd, far]
        try file.record([(CaseFileTests.file("\(id)", content: id), content)])
      }
      for row in try file.rows(.matched) {
        let matches = try #require(row.content?.matches)
        #expect(matches.map(\.quarantine) == [nil, .manyPictures, .oddHash])
        #expect(matches[0].distance == 40 && row.content?.isKnown == true)
      }
    }
  }
}
