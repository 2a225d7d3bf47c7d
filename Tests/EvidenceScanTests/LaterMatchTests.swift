// What a case keeps is enough to match it against another list later, without the evidence.

import CaseFile
import Findings
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct LaterMatchTests {
  @Test(
    "The hashes of a case find in another list what a scan of the evidence finds there",
    arguments: [31, 54])
  func equalToScan(radius: Int) throws {
    try withTemporaryFolder { folder in
      let evidence = Fixtures.path("evidence")
      // A list of one digest, so that the first scan matches next to nothing.
      let first = try scan(
        [evidence], lists: [FilePath(Fixtures.path("known/files.md5"))], into: folder + "/first",
        digests: [.md5, .sha1], radius: radius)
      let whole = try scan(
        [evidence], into: folder + "/whole", digests: [.md5, .sha1], radius: radius)
      let known = try KnownSet(reading: fixtureLists)
      var later: [Int: [KnownMatch]] = [:]
      try first.forEachContent { content in
        later[content.id] = known.matches(
          digests: content.digests, picture: content.hashes?.variants ?? [],
          frames: content.frames, radius: radius)
      }
      var count = 0
      try whole.forEachContent { content in
        #expect(later[content.id] == content.matches, "\(content.id)")
        count += content.matches.count
      }
      #expect(count > 60 && later.count > 60, "\(count) \(later.count)")
    }
  }
}
