// PNGs against the samples that they were made of, and what damage does to them.

import Foundation
import Luma
import MediaFormats
import PictureDecoding
import SystemPackage
import TestSupport
import Testing

struct PNGTests {
  private static let limits = ExaminationLimits(for: .picture, byteCount: 1 << 20)

  /// What was wrong with a file.
  private struct Damage: Equatable {
    var isTruncated = false
    var errors = 0
  }

  /// All rows of a file, and what was wrong with it.
  private func read(_ path: String) throws -> (rows: [UInt8], damage: Damage) {
    let file = try FileDescriptor.open(path, .readOnly)
    defer { try? file.close() }
    var reader = try PictureReader(
      file, byteCount: try file.seek(offset: 0, from: .end), format: .png, limits: Self.limits)
    var rows: [UInt8] = []
    for _ in 0..<reader.rowCount {
      try reader.readRow { row in rows += row.indices.map { row[$0] } }
    }
    return (rows, Damage(isTruncated: reader.damage.isTruncated, errors: reader.damage.errors))
  }

  @Test(
    "Every colour type gives the samples it was made of, whatever the filters",
    arguments: PNGFile.Colour.allCases,
    PNGFile.Filter.allCases.map { [$0] } + [PNGFile.Filter.allCases])
  func filters(colour: PNGFile.Colour, filters: [PNGFile.Filter]) throws {
    for (width, height) in [(1, 1), (2, 9), (3, 4), (5, 64), (64, 5), (257, 33), (1000, 90)] {
      let picture = PNGFile(width: width, height: height, colour: colour, seed: UInt64(width))
      try withTemporaryFolder { folder in
        for (chunkSize, isInterlaced) in [(8192, false), (6, false), (100, false), (8192, true)] {
          let path = "\(folder)/\(chunkSize).png"
          #expect(
            picture.write(
              to: path, filters: filters, chunkSize: chunkSize, isInterlaced: isInterlaced))
          let (rows, damage) = try read(path)
          #expect(rows == picture.shown, "\(width) x \(height), chunks of \(chunkSize)")
          #expect(damage == Damage())
        }
      }
    }
  }

  /// A picture as a file, and where the chunks of image data start.
  private func file(
    _ picture: PNGFile, chunkSize: Int = 500, isInterlaced: Bool = false
  ) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      #expect(
        picture.write(
          to: "\(folder)/a.png", chunkSize: chunkSize, isInterlaced: isInterlaced))
      return Array(try Data(contentsOf: URL(filePath: "\(folder)/a.png")))
    }
  }

  private func read(_ bytes: [UInt8]) throws -> (rows: [UInt8], damage: Damage) {
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: "\(folder)/a.png"))
      return try read("\(folder)/a.png")
    }
  }

  @Test("A file that ends early gives the rows before that, then black, and is truncated")
  func truncated() throws {
    let picture = PNGFile(width: 60, height: 50, colour: .rgb, seed: 1)
    let bytes = try file(picture)
    var lastCount = 0
    for end in stride(from: 60, to: bytes.count, by: 7) {
      let (rows, damage) = try read(Array(bytes[..<end]))
      #expect(damage == Damage(isTruncated: true))
      let sound = zip(rows, picture.shown).prefix { $0 == $1 }.count
      #expect(sound >= lastCount / 180 * 180)
      #expect(rows[((sound + 179) / 180 * 180)...].allSatisfy { $0 == 0 })
      lastCount = sound
    }
    // The last row needs all data, but neither the checksum nor the end.
    #expect(lastCount == picture.shown.count)
  }

  @Test("A wrong checksum is counted, wherever it stands, and its data is used")
  func checksums() throws {
    let picture = PNGFile(width: 60, height: 50, colour: .rgb, seed: 2)
    var bytes = try file(picture)
    let marks = chunks(of: bytes).filter { $0.type == "IDAT" || $0.type == "IEND" }
    #expect(marks.count > 4)
    for (number, mark) in marks.enumerated() {
      bytes[mark.checksum] ^= 1
      let (rows, damage) = try read(bytes)
      #expect(rows == picture.shown)
      #expect(damage == Damage(errors: number + 1))
    }
  }

  @Test("Wrong checksums ahead of the image data are counted with those in it")
  func checksumsAhead() throws {
    let picture = PNGFile(width: 60, height: 50, colour: .palette, seed: 6)
    let original = try file(picture)
    let first = try #require(chunks(of: original).first { $0.type == "IDAT" })
    // Its checksum is wrong already.
    let text: [UInt8] = [0, 0, 0, 3] + Array("tEXt".utf8) + [97, 0, 98] + [0, 0, 0, 0]
    let bytes = Array(original[..<first.start]) + text + Array(original[first.start...])
    #expect(try read(bytes).damage == Damage(errors: 1))
    for types in [["PLTE"], ["IDAT"], ["PLTE", "IDAT"]] {
      var bytes = bytes
      for type in types {
        let mark = try #require(chunks(of: bytes).first { $0.type == type })
        bytes[mark.checksum] ^= 1
      }
      let (rows, damage) = try read(bytes)
      #expect(rows == picture.shown)
      #expect(damage == Damage(errors: 1 + types.count))
    }
  }

  /// Opens a file and reads no row.
  private func open(_ bytes: [UInt8], seconds: Double) throws {
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: "\(folder)/a.png"))
      let file = try FileDescriptor.open("\(folder)/a.png", .readOnly)
      defer { try? file.close() }
      var limits = Self.limits
      limits.processorSeconds = seconds
      _ = try PictureReader(file, byteCount: Int64(bytes.count), format: .png, limits: limits)
    }
  }

  @Test("When time runs out ahead of the image data, that is what is said")
  func timeRunsOut() throws {
    let bytes = try file(PNGFile(width: 60, height: 50, colour: .rgb, seed: 7))
    var refusals = Set<DecodeError>()
    for microseconds in 0..<400 {
      do {
        try open(bytes, seconds: Double(microseconds) / 1e6)
      } catch let error as DecodeError {
        refusals.insert(error)
      }
    }
    #expect(refusals == [.timeLimit])
  }

  @Test("Time runs out in rows that are only filled, too: a short file may claim millions of them")
  func filledRows() throws {
    var bytes = try file(PNGFile(width: 8, height: 5, colour: .rgb, seed: 9))
    bytes.replaceSubrange(20..<24, with: [0x01, 0, 0, 0])
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: folder + "/claim.png"))
      let file = try FileDescriptor.open(folder + "/claim.png", .readOnly)
      defer { try? file.close() }
      var limits = Self.limits
      limits.processorSeconds = 0.02
      var reader = try PictureReader(
        file, byteCount: Int64(bytes.count), format: .png, limits: limits)
      #expect(reader.rowCount == 1 << 24)
      var failure: DecodeError?
      var count = 0
      do throws(DecodeError) {
        while count < reader.rowCount {
          try reader.readRow { _ in }
          count += 1
        }
      } catch {
        failure = error
      }
      #expect(failure == .timeLimit && count > 5)
    }
  }

  @Test("A long chunk ahead of the image data costs no system call a byte")
  func longChunk() throws {
    let original = try file(PNGFile(width: 60, height: 50, colour: .rgb, seed: 8))
    let first = try #require(chunks(of: original).first { $0.type == "IDAT" })
    let exif: [UInt8] = [77, 77, 0, 42] + [UInt8](repeating: 0, count: (4 << 20) - 1004)
    let length = withUnsafeBytes(of: UInt32(exif.count).bigEndian) { unsafe Array($0) }
    let chunk = length + Array("eXIf".utf8) + exif + [0, 0, 0, 0]
    let bytes = Array(original[..<first.start]) + chunk + Array(original[first.start...])
    try open(bytes, seconds: 0.5)
    let (rows, damage) = try read(bytes)
    #expect(try rows == read(original).rows)
    #expect(damage == Damage(errors: 1))
  }

  @Test("Image data that breaks off, or makes no sense, is damage")
  func broken() throws {
    let picture = PNGFile(width: 60, height: 50, colour: .rgb, seed: 3)
    let bytes = try file(picture)
    let data = chunks(of: bytes).filter { $0.type == "IDAT" }
    // Without its last chunk of image data; with a first one that is no stream of zlib's.
    let last = try #require(data.last)
    let (rows, damage) = try read(Array(bytes[..<(last.start)] + bytes[(last.checksum + 4)...]))
    #expect(damage == Damage(errors: 1))
    #expect(rows[..<1000] == picture.shown[..<1000])
    var other = bytes
    other[data[0].start + 8] = 0xFF
    let nothing = try read(other)
    #expect(nothing.rows.allSatisfy { $0 == 0 })
    #expect(nothing.damage.errors >= 1)
  }

  @Test("Random damage gives as many rows as the header says, and never more time than allowed")
  func mutants() throws {
    var random = SeededGenerator(seed: 4)
    let original = try file(PNGFile(width: 60, height: 50, colour: .palette, seed: 5))
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let position = Int.random(in: 33..<bytes.count, using: &random)
        bytes[position] = UInt8.random(in: 0...255, using: &random)
      }
      if let (rows, _) = try? read(bytes) { #expect(rows.count == 60 * 50 * 3) }
    }
  }

  private struct Chunk {
    var start: Int
    var type: String
    var checksum: Int
  }

  private func chunks(of bytes: [UInt8]) -> [Chunk] {
    var chunks: [Chunk] = []
    var start = 8
    while start < bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[start + 4..<start + 8], as: UTF8.self)
      chunks.append(Chunk(start: start, type: type, checksum: start + 8 + length))
      start += 12 + length
    }
    return chunks
  }
}
