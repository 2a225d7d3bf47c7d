// Formats are told by signature.

import Foundation
import MediaFormats
import TestSupport
import Testing

struct SignatureTests {
  private func format(_ bytes: [UInt8]) -> MediaFormat? { MediaFormat(signature: bytes.span) }

  @Test("Every fixture is recognised as what it is", arguments: Fixtures.names(in: "formats"))
  func fixtures(name: String) throws {
    let head = Array(try Data(contentsOf: URL(filePath: Fixtures.path("formats/\(name)"))))
    let found = try #require(format(head))
    #expect(found.extensions.contains((name as NSString).pathExtension))
    #expect((found == .apng) == (name == "clip-apng.png"))
    #expect(
      found.kind == .video || !name.hasPrefix("clip-") || found.kind == .animation || found == .webp
    )
  }

  @Test(
    "Text and noise are no picture",
    arguments: [
      "", "B", "BM", "BMW drives on the left", "P5", "P5\u{0}", "P6rst", "GIF88a", "RIFF....WAVE",
      "#EXTM3U\nhttp://127.0.0.1/a.ts", "ffconcat version 1.0", "<svg xmlns='x'></svg>", "%PDF-1.4",
      "ID3", "fLaC", "PK\u{3}\u{4}", "The free software", "You skip this", "Use wide margins",
      "P1 2024 budget", "P5\t12,5", "P6 12", "P3 a b",
    ])
  func notMedia(text: String) {
    #expect(format(Array(text.utf8)) == nil)
  }

  @Test("No head of any length traps")
  func anyPrefix() throws {
    for name in Fixtures.names(in: "formats") {
      let head = Array(
        try Data(contentsOf: URL(filePath: Fixtures.path("formats/\(name)"))).prefix(600))
      for length in 0..<head.count { _ = format(Array(head[..<length])) }
    }
    var random = SeededGenerator(seed: 9)
    let recognised = (0..<20_000).count { _ in
      format((0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }) != nil
    }
    #expect(recognised <= 2)
  }

  @Test("An animated PNG is told from a still one wherever its mark stands ahead of the data")
  func animatedPNG() {
    let chunk = SampleHeads.chunk
    let header = SampleHeads.png + chunk("IHDR", 13)
    #expect(format(header + chunk("IDAT", 9) + chunk("acTL", 8)) == .png)
    #expect(format(header + chunk("acTL", 8) + chunk("IDAT", 9)) == .apng)
    #expect(format(header + chunk("iCCP", 9000) + chunk("acTL", 8) + chunk("IDAT", 9)) == .apng)
    #expect(format(header) == .png)
  }

  @Test(
    "A box of 64 KiB names 16,000 brands, of which only the first are looked at",
    arguments: [
      (nil, MediaFormat.mp4), (0, .avif), (FileHead.mostBrands - 1, .avif),
      (FileHead.mostBrands, .mp4), (16_000, .mp4),
    ] as [(Int?, MediaFormat)])
  func manyBrands(place: Int?, expected: MediaFormat) {
    var brands = [String](repeating: "isom", count: (MediaFormat.signatureLength - 17) / 4)
    if let place { brands[place] = "avif" }
    let head = SampleHeads.typeBox("mp42", brands)
    #expect(head.count > 65_000)
    #expect(format(head) == expected)
  }

  @Test("A brand behind the box that names brands is none of them")
  func brandBehind() {
    let box = SampleHeads.typeBox("isom", ["iso2", "mp41"])
    #expect(format(box + Array("avif".utf8)) == .mp4)
    #expect(format(SampleHeads.typeBox("isom", ["iso2", "mp41", "avif"])) == .avif)
  }

  @Test("Of brands that fit several formats the most telling counts, not the first")
  func severalBrands() {
    #expect(format(SampleHeads.typeBox("mif1", ["heic", "avif"])) == .avif)
    #expect(format(SampleHeads.typeBox("qt  ", ["heic"])) == .heic)
    #expect(format(SampleHeads.typeBox("isom", ["qt  ", "3gp5"])) == .mp4)
  }

  @Test(
    "An extension that says something else is a mismatch, a missing one is not",
    arguments: [
      ("jpg", MediaFormat.jpeg, false), ("JPEG", .jpeg, false), ("png", .jpeg, true),
      ("txt", .png, true), (nil, .png, false), ("jpg", nil, true), ("txt", nil, false),
      (nil, nil, false), ("png", .apng, false), ("mp4", .quickTime, false),
    ] as [(String?, MediaFormat?, Bool)])
  func mismatch(name: String?, format: MediaFormat?, expected: Bool) {
    #expect(MediaFormat.isMismatch(pathExtension: name, format: format) == expected)
  }
}
