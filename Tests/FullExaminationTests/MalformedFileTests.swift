// Damaged and hostile files: each ends in one of the ways that are right for it, within its limits.

import Foundation
import FullExamination
import MediaExamination
import MediaFormats
import PerceptualHash
import PictureDecoding
import SystemPackage
import TestSupport
import Testing

struct MalformedFileTests {
  /// How the tests' tables call what a record says.
  private func outcome(_ record: MediaRecord?) -> String {
    guard let record else { return "notMedia" }
    let hashes = [record.picture].compactMap(\.self) + record.frames.map(\.pdq)
    switch record.issue {
    case .noVideo: return "notMedia"
    case .pixelLimit, .byteLimit, .timeLimit, .frameLimit: return "overLimit"
    case nil: return hashes.contains(where: \.isMatchable) ? "hashed" : "lowQuality"
    default: return hashes.isEmpty ? "undecodable" : "partial"
    }
  }

  @Test(
    "A malformed file ends as its table says", arguments: Fixtures.table("malformed/expected.csv"))
  func table(row: [String: String]) throws {
    let name = try #require(row["file"])
    let allowed = try #require(row["outcomes"]).split(separator: "|").map(String.init)
    let record = try examine(Fixtures.path("malformed/\(name)")).record
    #expect(
      allowed.contains(outcome(record)),
      "\(name): \(outcome(record)) \(String(describing: record?.issue))")
  }

  @Test("Every file of the folder is in the table")
  func tableIsComplete() {
    let listed = Set(Fixtures.table("malformed/expected.csv").compactMap { $0["file"] })
    #expect(Set(Fixtures.names(in: "malformed")).subtracting(["expected.csv"]) == listed)
  }

  @Test(
    "A picture cut anywhere is hashed as far as it goes, and says that it is cut",
    arguments: [
      "formats/jpeg-420.jpg", "formats/jpeg-progressive.jpg", "formats/png-rgb-8.png",
      "formats/png-rgb-8-interlaced.png",
    ])
  func truncation(name: String) throws {
    let whole = try Data(contentsOf: URL(filePath: Fixtures.path(name)))
    let original = try #require(try examine(Fixtures.path(name)).record?.picture)
    try withTemporaryFolder { folder in
      for share in [0.5, 0.7, 0.9, 0.99] {
        let path = folder + "/cut"
        try whole.prefix(Int(Double(whole.count) * share)).write(to: URL(filePath: path))
        let record = try #require(try examine(path).record)
        let picture = try #require(record.picture, "\(share)")
        #expect(record.issue == .truncated, "\(share)")
        if share == 0.99 {
          #expect(picture.hash.distance(to: original.hash) <= Thresholds.match)
        }
      }
    }
  }

  @Test(
    "A video cut in its data keeps the frames that it has, and says that it is cut",
    arguments: ["clip-vp9.webm", "clip-vp8.mkv", "clip-gif.gif"])
  func videoTruncation(name: String) throws {
    let whole = try Data(contentsOf: URL(filePath: Fixtures.path("formats/\(name)")))
    try withTemporaryFolder { folder in
      for share in [0.6, 0.9] {
        let path = folder + "/cut"
        try whole.prefix(Int(Double(whole.count) * share)).write(to: URL(filePath: path))
        let record = try #require(try examine(path).record)
        #expect(!record.frames.isEmpty && record.issue == .truncated, "\(share)")
      }
    }
  }

  @Test("A video that is shorter than its file was when it was opened is cut, and keeps its frames")
  func shrunken() throws {
    let path = Fixtures.path("formats/clip-h264.ts")
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    defer { try? file.close() }
    let size = try file.seek(offset: 0, from: .end)
    func record(_ byteCount: Int64) -> MediaRecord {
      InProcessExaminer().examine(
        MediaInput(descriptor: file, byteCount: byteCount, format: .mpegTS))
    }
    let (whole, cut) = (record(size), record(size + 100_000))
    #expect(whole.issue == nil && !whole.frames.isEmpty)
    #expect(cut.issue == .truncated && cut.frames == whole.frames)
  }

  @Test("A GIF that lacks its last bytes still gives its picture", arguments: [1, 2, 40])
  func gifWithoutEnd(missing: Int) throws {
    let whole = try Data(contentsOf: URL(filePath: Fixtures.path("formats/gif.gif")))
    let original = try #require(try examine(Fixtures.path("formats/gif.gif")).record?.picture)
    try withTemporaryFolder { folder in
      try whole.dropLast(missing).write(to: URL(filePath: folder + "/cut"))
      let record = try #require(try examine(folder + "/cut").record)
      #expect(record.issue == .truncated)
      #expect(try #require(record.picture).hash.distance(to: original.hash) <= Thresholds.match)
    }
  }

  @Test(
    "A file cut to any length, or with bytes changed, gives a record or is no media",
    arguments: 0..<4)
  func mutants(part: Int) throws {
    // Every fourth of the formats; a crash or hang fails the run.
    var random = SeededGenerator(seed: UInt64(part))
    let names = Fixtures.names(in: "formats")
    try withTemporaryFolder { folder in
      let path = folder + "/mutant"
      for name in names.enumerated().filter({ $0.offset % 4 == part }).map(\.element) {
        let whole = try Data(contentsOf: URL(filePath: Fixtures.path("formats/\(name)")))
        for round in 0..<6 {
          var mutant = Array(whole)
          if round % 2 == 0 { mutant.removeLast(Int.random(in: 0..<mutant.count, using: &random)) }
          if !mutant.isEmpty {
            for _ in 0..<Int.random(in: 1...20, using: &random) {
              mutant[Int.random(in: 0..<mutant.count, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
            }
          }
          try Data(mutant).write(to: URL(filePath: path))
          let (format, record) = try examine(path)
          #expect((format == nil) == (record == nil))
        }
      }
    }
  }
}

struct LimitTests {
  @Test(
    "A picture of more pixels than the limit is refused by its header, and its claim is kept",
    arguments: ["jpeg-420.jpg", "png-rgb-8.png", "png-rgb-8-interlaced.png"])
  func pixels(name: String) throws {
    let record = try #require(
      try examine(Fixtures.path("formats/\(name)")) { $0.pixels = 300 * 200 - 1 }.record)
    #expect(record.issue == .pixelLimit)
    #expect(record.width == 300 && record.height == 200 && record.picture == nil)
    let whole = try examine(Fixtures.path("formats/\(name)")) { $0.pixels = 300 * 200 }.record
    #expect(whole?.issue == nil && whole?.picture != nil)
  }

  @Test("A picture of absurdly long rows is refused before its rows are held in memory")
  func longRows() throws {
    // A PNG header that claims 500,000,000 x 1 pixels.
    var bytes = Array(try Data(contentsOf: URL(filePath: Fixtures.path("formats/png-grey-8.png"))))
    bytes.replaceSubrange(16..<24, with: [0x1D, 0xCD, 0x65, 0x00, 0, 0, 0, 1])
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: folder + "/long.png"))
      #expect(try examine(folder + "/long.png").record?.issue == .byteLimit)
    }
  }

  @Test(
    "A picture that libav would hold whole is refused by its pixels, not as damaged",
    arguments: ["bmp-24.bmp", "tiff-raw.tif", "webp-lossy.webp", "psd.psd", "ppm.ppm"])
  func pixelsOfOthers(name: String) throws {
    let record = try examine(Fixtures.path("formats/\(name)")) { $0.pixels = 5000 }.record
    #expect(record?.issue == .pixelLimit)
  }

  @Test("A video of more pixels than the limit is refused")
  func videoPixels() throws {
    let record = try examine(Fixtures.path("formats/clip-h264.mp4")) { $0.pixels = 160 * 120 - 1 }
      .record
    #expect(record?.issue == .pixelLimit)
  }

  @Test(
    "What has to be whole in memory is refused beyond the memory limit",
    arguments: ["jpeg-progressive.jpg", "png-rgb-8-interlaced.png", "tiff-raw.tif"])
  func bytes(name: String) throws {
    let record = try examine(Fixtures.path("formats/\(name)")) { $0.bytes = 40_000 }.record
    #expect(record?.issue == .byteLimit)
  }

  @Test(
    "What is decoded row by row does not meet the memory limit",
    arguments: ["jpeg-420.jpg", "png-rgb-8.png"])
  func rowsNeedNoMemory(name: String) throws {
    let record = try examine(Fixtures.path("formats/\(name)")) { $0.bytes = 160_000 }.record
    #expect(record?.issue == nil && record?.picture?.quality == 100)
  }

  @Test(
    "A decoder that has used up its time stops",
    arguments: [
      "formats/jpeg-420.jpg", "formats/jpeg-progressive.jpg", "formats/png-rgb-8-interlaced.png",
      "formats/clip-h264.mp4",
    ])
  func seconds(name: String) throws {
    #expect(
      try examine(Fixtures.path(name)) { $0.processorSeconds = 0 }.record?.issue == .timeLimit)
  }

  @Test("A video of more samples than the limit keeps those it has")
  func frames() throws {
    let record = try examine(Fixtures.path("formats/clip-h264.mp4")) { $0.frames = 2 }.record
    #expect(record?.issue == .frameLimit)
    #expect(record?.frames.count == 2)
  }

  @Test("A JPEG of fewer scans than the limit is whole, one of more is not")
  func exactScans() throws {
    let path = Fixtures.path("formats/jpeg-progressive.jpg")
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    // Every scan begins with a marker that cannot stand within one.
    let scans = zip(bytes, bytes.dropFirst()).count { $0 == (0xFF, 0xDA) }
    try #require(scans > 2)
    for (limit, issue) in [(scans + 1, nil), (scans - 1, MediaIssue.scanLimit)] {
      let record = try examine(path, isExact: true) { $0.scans = limit }.record
      #expect(record?.issue == issue && record?.picture != nil)
    }
  }

  @Test("A progressive JPEG of more scans than the limit is hashed from the first ones")
  func scans() throws {
    let bomb = Fixtures.path("malformed/jpeg-2000-scans.jpg")
    let whole = try #require(try examine(bomb, isExact: true).record)
    #expect(whole.issue == .scanLimit && whole.picture != nil)
    // What a smaller scale needs is in the first scans.
    #expect(try examine(bomb).record?.issue == nil)
    let record = try #require(
      try examine(Fixtures.path("formats/jpeg-progressive.jpg")) { $0.scans = 3 }.record)
    #expect(record.issue == .scanLimit)
    let original = try #require(
      try examine(Fixtures.path("formats/jpeg-progressive.jpg")).record?.picture)
    #expect(try #require(record.picture).hash.distance(to: original.hash) <= Thresholds.match)
  }
}
