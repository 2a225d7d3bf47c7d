// EXIF orientation is told as the file says it, from hostile blocks not at all, and changes no hash.

import Foundation
import FullExamination
import MediaExamination
import PerceptualHash
import TestSupport
import Testing

struct ExifTests {
  private func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: Fixtures.path(name))))
  }

  private func record(of file: [UInt8]) throws -> MediaRecord {
    try withTemporaryFolder { folder in
      try Data(file).write(to: URL(filePath: folder + "/picture"))
      return try #require(try examine(folder + "/picture").record)
    }
  }

  /// A way to put a block into a file, and a file without one.
  enum Carrier: CaseIterable {
    case jpeg, progressiveJPEG, png, interlacedPNG, webp

    var fixture: String {
      switch self {
      case .jpeg: "formats/jpeg-420.jpg"
      case .progressiveJPEG: "formats/jpeg-progressive.jpg"
      case .png: "formats/png-rgb-8.png"
      case .interlacedPNG: "formats/png-rgb-8-interlaced.png"
      case .webp: "formats/webp-lossy.webp"
      }
    }

    func file(_ original: [UInt8], with block: [UInt8]) -> [UInt8] {
      switch self {
      case .jpeg, .progressiveJPEG: ExifBlock.jpeg(original, with: block)
      case .png, .interlacedPNG: ExifBlock.png(original, with: block)
      case .webp: ExifBlock.webp(original, with: block)
      }
    }
  }

  @Test(
    "Each orientation is told, in both byte orders, and the hashes are those of the file without",
    arguments: Carrier.allCases)
  func orientations(carrier: Carrier) throws {
    let original = try bytes(of: carrier.fixture)
    var expected = try record(of: original)
    #expect(expected.exifOrientation == nil && expected.hashes != nil)
    for orientation in 1...8 {
      for isBigEndian in [false, true] {
        let block = ExifBlock(orientation: UInt16(orientation), isBigEndian: isBigEndian).bytes
        expected.exifOrientation = orientation
        #expect(try record(of: carrier.file(original, with: block)) == expected)
      }
    }
  }

  @Test("A TIFF's own orientation is told, and is not applied", arguments: 1...8)
  func tiff(orientation: UInt8) throws {
    let original = try bytes(of: "formats/tiff-raw.tif")
    var expected = try record(of: original)
    expected.exifOrientation = Int(orientation)
    #expect(expected.picture != nil)
    #expect(try record(of: ExifBlock.tiff(original, orientation: orientation)) == expected)
  }

  /// Blocks that give no orientation, and what is wrong with them.
  private static let hostile: [(String, [UInt8])] = {
    let honest = ExifBlock(orientation: 6).bytes
    var blocks = (0..<honest.count - 4).map { ("cut to \($0) bytes", Array(honest.prefix($0))) }
    func add(_ lie: String, _ block: [UInt8]) { blocks.append((lie, block)) }
    func add(_ lie: String, _ change: (inout ExifBlock) -> Void) {
      add(lie, ExifBlock(orientation: 6, changing: change).bytes)
    }
    add("a directory past the end") { $0.start = 10_000 }
    add("a directory at the last byte") { $0.start = UInt32(honest.count - 1) }
    add("a directory at the end") { $0.start = UInt32(honest.count) }
    add("a directory as far as can be said") { $0.start = .max }
    add("a directory inside of itself") { $0.start = 10 }
    add("a directory in the header") { $0.start = 0 }
    add("a directory without entries") { $0.entryCount = 0 }
    add("fewer entries than there are") { $0.entryCount = 2 }
    add("no value") { $0.count = 0 }
    add("two values") { $0.count = 2 }
    add("2^32 - 1 values") { $0.count = .max }
    add("a byte") { $0.type = 1 }
    add("a 32-bit number") { $0.type = 4 }
    add("a type that there is not") { $0.type = .max }
    add("orientation 0") { $0.orientation = 0 }
    add("orientation 9") { $0.orientation = 9 }
    add("orientation 65,535") { $0.orientation = .max }
    var other = honest
    other[2] = 43
    add("another number than 42", other)
    add("no byte order", Array("XX".utf8) + honest[2...])
    add("two byte orders", Array("IM".utf8) + honest[2...])
    add("zeros", [UInt8](repeating: 0, count: 64))
    add("ones", [UInt8](repeating: 0xFF, count: 64))
    return blocks
  }()

  @Test(
    "Blocks that are cut or lie give no orientation, and do not change a hash",
    arguments: [Carrier.jpeg, .png, .webp])
  func hostileBlocks(carrier: Carrier) throws {
    let original = try bytes(of: carrier.fixture)
    let expected = try record(of: original)
    for (lie, block) in Self.hostile {
      let record = try record(of: carrier.file(original, with: block))
      #expect(record.exifOrientation == nil, "\(lie)")
      #expect(record == expected, "\(lie)")
    }
  }

  @Test("More entries than the block has room for do not hide those that are there")
  func tooManyEntries() throws {
    let block = ExifBlock(orientation: 6) { $0.entryCount = .max }
    let file = ExifBlock.jpeg(try bytes(of: "formats/jpeg-420.jpg"), with: block.bytes)
    #expect(try record(of: file).exifOrientation == 6)
  }

  @Test("Whatever a block's bytes are, the orientation is 1 to 8 or none, and the hash is the same")
  func mutants() throws {
    var random = SeededGenerator(seed: 1)
    let original = try bytes(of: "formats/jpeg-420.jpg")
    let expected = try record(of: original)
    var told: Set<Int?> = []
    for _ in 0..<400 {
      var block = ExifBlock(orientation: 6, isBigEndian: Bool.random(using: &random)).bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        block[Int.random(in: block.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let record = try record(of: ExifBlock.jpeg(original, with: block))
      #expect((1...8).contains(record.exifOrientation ?? 1))
      #expect(record.hashes == expected.hashes && record.issue == nil)
      told.insert(record.exifOrientation)
    }
    #expect(told.contains(6) && told.contains(nil))
  }

  @Test(
    "Of several Exif segments the first that gives an orientation counts; others are passed over")
  func severalSegments() throws {
    let original = try bytes(of: "formats/jpeg-420.jpg")
    func file(_ blocks: [[UInt8]]) -> [UInt8] {
      blocks.reversed().reduce(original) { ExifBlock.jpeg($0, with: $1) }
    }
    let (broken, third) = ([UInt8](repeating: 0, count: 65_527), ExifBlock(orientation: 3).bytes)
    let first = try record(of: file([broken, third, ExifBlock(orientation: 8).bytes]))
    #expect(first.exifOrientation == 3)
    #expect(first.hashes == (try record(of: original)).hashes)
  }

  @Test("A segment that the file ends in is a file that ends early, with a block or without")
  func cutSegment() throws {
    let block = ExifBlock(orientation: 6).bytes + [UInt8](repeating: 7, count: 500)
    let whole = ExifBlock.jpeg(try bytes(of: "formats/jpeg-420.jpg"), with: block)
    for count in [3, 4, 5, 6, 12, 40, 60, 500] {
      let record = try record(of: Array(whole.prefix(count)))
      #expect(record.issue == .broken && record.hashes == nil, "\(count)")
      #expect(record.exifOrientation == nil, "\(count)")
    }
  }

  @Test("The fixture of orientation 6 says so")
  func fixture() throws {
    let record = try record(of: bytes(of: "formats/jpeg-exif-orientation-6.jpg"))
    #expect(record.exifOrientation == 6)
  }
}
