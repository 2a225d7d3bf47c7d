// Pictures and their turned, framed and cut copies: each is found in one of the other's variants.

import FullExamination
import MediaExamination
import PerceptualHash
import TestSupport
import Testing

struct VariantTests {
  /// The least distance of what a file shows, in any variant, to a hash.
  private func distance(of name: String, to hash: PDQHash) throws -> Int {
    let record = try #require(try examine(Fixtures.path("evidence/\(name)")).record)
    let all = try #require(record.hashes).variants.map(\.pdq)
    return try #require(all.map { $0.hash.distance(to: hash) }.min())
  }

  private static let turned = Fixtures.table("expected.csv").filter { $0["match"] == "orientation" }

  @Test("A copy that is turned or mirrored matches in one of its orientations", arguments: turned)
  func orientations(row: [String: String]) throws {
    let originals = [
      "alpine": "DCIM/Camera/IMG_0001.jpg", "harbour": "DCIM/Camera/IMG_0002.jpg",
      "tiles": "Downloads/tiles.png", "poster": "Documents/poster.jpg",
      "marble": "Pictures/marble.jpg", "rings": "Downloads/rings.png", "icon": "cache/icon.png",
      "tiny": "cache/tiny.png",
    ]
    let name = try #require(originals[row["original"] ?? ""])
    let original = try #require(examine(Fixtures.path("evidence/\(name)")).record?.picture)
    let path = try #require(row["path"])
    #expect(try distance(of: path, to: original.hash) <= 24)
  }

  @Test("Every orientation of a picture has its own hash, and animations have variants, too")
  func count() throws {
    let picture = try #require(try examine(Fixtures.path("formats/png-rgb-8.png")).record?.hashes)
    #expect(picture.variants.count >= 16)
    #expect(Set(picture.variants.map(\.orientation)).count == 8)
    for name in ["gif.gif", "avif.avif", "clip-apng.png", "clip-gif.gif"] {
      let record = try #require(try examine(Fixtures.path("formats/\(name)")).record)
      #expect(try #require(record.hashes).variants.count >= 8, "\(name)")
    }
    #expect(try examine(Fixtures.path("formats/clip-vp9.webm")).record?.hashes == nil)
  }

  @Test(
    "The eight orientations of a photograph are found in each other",
    .enabled(if: ReferenceData.isPresent))
  func photograph() throws {
    let rows = Fixtures.table(at: ReferenceData.path("expected-pdq-full-resolution.csv"))
    let turned = rows.compactMap { $0["file"] }.filter { $0.contains("dihedral/") }
    #expect(turned.count == 8)
    let original = try #require(try examine(ReferenceData.path(turned[0])).record)
    let hash = try #require(original.picture).hash
    for name in turned {
      let record = try #require(try examine(ReferenceData.path(name)).record)
      let all = try #require(record.hashes).variants.map(\.pdq)
      #expect(all.map { $0.hash.distance(to: hash) }.min()! <= 24, "\(name)")
    }
  }
}
