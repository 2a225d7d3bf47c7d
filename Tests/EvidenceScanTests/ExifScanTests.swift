// EXIF orientation in case and reports; and that no match needs it.

import CaseFile
import Findings
import Foundation
import MediaFormats
import PerceptualHash
import Platform
import SystemPackage
import TestSupport
import Testing

struct ExifScanTests {
  /// Scans files into a case.
  private func scan(
    _ files: [String: [UInt8]], lists: [FilePath] = fixtureLists, in folder: String
  ) throws -> CaseFile {
    let volume = folder + "/volume"
    try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(volume)/\(name)")) }
    return try EvidenceScanTests.scan([volume], lists: lists, into: folder + "/case")
  }

  private func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: Fixtures.path(name))))
  }

  @Test("Case and reports have the orientation of a picture that gives one, and no key otherwise")
  func reports() throws {
    let picture = try bytes(of: "evidence/DCIM/Camera/IMG_0002.jpg")
    let turned = ExifBlock.jpeg(picture, with: ExifBlock(orientation: 6).bytes)
    try withTemporaryFolder { folder in
      let file = try scan(["turned.jpg": turned, "upright.jpg": picture], in: folder)
      let content = try #require(try file.row("turned.jpg")?.content)
      let without = try #require(try file.row("upright.jpg")?.content)
      #expect(content.exifOrientation == 6 && without.exifOrientation == nil)
      #expect(
        try file.row("turned.jpg")?.picture == file.row("upright.jpg")?.picture)
      #expect(content.width == without.width)
      #expect(!content.matches.isEmpty && content.matches == without.matches)

      let lines = try file.text(.jsonl).split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      let byPath = Dictionary(uniqueKeysWithValues: lines.map { ($0["path"] as? String, $0) })
      #expect(byPath["turned.jpg"]?["exifOrientation"] as? Int == 6)
      #expect(byPath["upright.jpg"]?.keys.contains("exifOrientation") == false)
      let table = try file.text(.csv).split(separator: "\r\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let column = try #require(table[0].firstIndex(of: "\"EXIF Orientation\""))
      #expect(Set(table.dropFirst().map { $0[column] }) == ["\"6\"", "\"\""])
    }
  }

  @Test(
    "A known picture that was truly turned is found, whatever its Exif block says or if it has none"
  )
  func turnedCopies() throws {
    try withTemporaryFolder { folder in
      // A known picture, and what a camera that turns it itself would have stored.
      let known = SyntheticPicture(width: 320, height: 240, seed: 6)
      let turned = known.turned(.rotate90)
      try #require(known.writeJPEG(to: folder + "/known.jpg"))
      try #require(turned.writeJPEG(to: folder + "/turned.jpg"))
      let stored = Array(try Data(contentsOf: URL(filePath: folder + "/turned.jpg")))
      let original = Array(try Data(contentsOf: URL(filePath: folder + "/known.jpg")))
      let hash = try #require(
        try scan(["known.jpg": original], in: folder + "/first").row("known.jpg")?.picture)
      try "\(hash.hash)\n".write(
        toFile: folder + "/known.pdq", atomically: false, encoding: .utf8)

      let files = [
        "without.jpg": stored,
        "right.jpg": ExifBlock.jpeg(stored, with: ExifBlock(orientation: 8).bytes),
        "wrong.jpg": ExifBlock.jpeg(stored, with: ExifBlock(orientation: 2).bytes),
      ]
      let file = try scan(files, lists: [FilePath(folder + "/known.pdq")], in: folder + "/second")
      for name in files.keys {
        let content = try #require(try file.row(name)?.content)
        #expect(content.matches.map(\.grade) == [.match], "\(name)")
        #expect(content.matches.map(\.orientation) == [.rotate270], "\(name)")
      }
      #expect(try file.row("right.jpg")?.content?.exifOrientation == 8)
    }
  }
}
