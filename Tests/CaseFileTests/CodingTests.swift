// The compact hashes: exact for any, small for pictures, and nothing that anybody writes is believed.

import CaseFile
import Findings
import HammingSpace
import Luma
import PerceptualHash
import Testing
import TestSupport

struct CodingTests {
  private static func bytes(of hashes: DihedralPDQ) -> [UInt8] {
    var bytes: [UInt8] = []
    DihedralCoding.append(hashes, to: &bytes)
    return bytes
  }

  @Test("Any eight hashes come back as they were", arguments: 0...256)
  func roundTrip(flips: Int) throws {
    var random = SeededGenerator(seed: UInt64(flips))
    let upright = random.hash()
    let prediction = OrientationPrediction(of: upright.code)
    let hashes = Orientation.allCases.map { orientation in
      var words = prediction.code(orientation).words
      guard orientation != .identity else { return upright }
      for position in (0..<256).shuffled(using: &random).prefix(flips) {
        words[position / 64] ^= 1 << UInt64(position % 64)
      }
      return PDQHash(Code256(words: words))
    }
    let dihedral = DihedralPDQ(quality: flips % 101, hashes: hashes)
    let bytes = Self.bytes(of: dihedral)
    #expect(bytes.count == 33 + 7 * (flips > 31 ? 33 : 1 + flips))
    var reader = ByteReader(bytes, column: "test")
    #expect(try DihedralCoding.read(&reader) == dihedral)
    #expect(reader.isAtEnd)
  }

  @Test("A hash is read whole only where it is written whole", arguments: [0, 1, 31, 32, 256])
  func wholeOnlyIfNeeded(flips: Int) throws {
    let upright = Code256(words: SIMD4(1, 2, 3, 4))
    let prediction = OrientationPrediction(of: upright)
    var hashes = Orientation.allCases.map { PDQHash(prediction.code($0)) }
    let predicted = Self.bytes(of: DihedralPDQ(quality: 90, hashes: hashes))
    #expect(predicted.count == 33 + 7)
    var words = hashes[7].code.words
    for position in 0..<flips { words[position / 64] ^= 1 << UInt64(position % 64) }
    hashes[7] = PDQHash(Code256(words: words))
    var bytes = Array(predicted.dropLast()) + [255]
    for word in 0..<4 {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: words[word] >> UInt64(8 * $0)) }
    }
    var reader = ByteReader(bytes, column: "test")
    let read = try? DihedralCoding.read(&reader)
    #expect(read == (flips > 31 ? DihedralPDQ(quality: 90, hashes: hashes) : nil))
    #expect(read.map(Self.bytes) ?? bytes == bytes)
  }

  @Test("The hash of a picture predicts those of the picture turned, but for a few bits")
  func prediction() throws {
    var sum = 0
    var differing = 0
    for seed in 0..<20 {
      let hashes = try Self.hashes(seed: UInt64(seed))
      let prediction = OrientationPrediction(of: hashes.upright.hash.code)
      for orientation in Orientation.allCases.dropFirst() {
        differing += hashes[orientation].code.distance(to: prediction.code(orientation))
      }
      sum += Self.bytes(of: hashes).count
    }
    #expect(differing / (20 * 7) < 24)
    #expect(sum / 20 < 190)
  }

  private static func hashes(seed: UInt64) throws -> DihedralPDQ {
    let picture = SyntheticPicture(width: 320, height: 240, seed: seed)
    let size = try #require(PictureSize(width: 320, height: 240))
    var hasher = PictureHasher(size: size)
    for y in 0..<size.height {
      let row = picture.rgb[3 * y * size.width..<3 * (y + 1) * size.width]
      hasher.append(Array(row).span, layout: .rgb24)
    }
    return hasher.finish().whole
  }

  @Test("Hashes of pictures and frames come back as they were", arguments: 1...40)
  func blobs(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let hashes = random.pictureHashes()
    #expect(try HashesCoding.picture(HashesCoding.bytes(of: hashes)) == hashes)
    let frames = (0..<seed).map { DihedralFrame(time: Double($0) / 7, hashes: random.dihedral()) }
    #expect(try HashesCoding.frames(HashesCoding.bytes(of: frames)) == frames)
    let names = (0..<seed % 4).map { random.bytes($0 * 3) }
    #expect(try NameChain.names(NameChain.bytes(of: names)) == names)
  }

  @Test("Bytes that nobody wrote are an error, never an end of the program", arguments: 1...8)
  func hostile(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let picture = HashesCoding.bytes(of: random.pictureHashes())
    let frames = HashesCoding.bytes(of: [DihedralFrame(time: 1, hashes: random.dihedral())])
    let names = NameChain.bytes(of: [[1, 2], [3]])
    for _ in 0..<500 {
      for var bytes in [
        picture, frames, names, random.bytes(Int.random(in: 0...80, using: &random)),
      ] {
        if !bytes.isEmpty {
          bytes[Int.random(in: bytes.indices, using: &random)] = random.bytes(1)[0]
        }
        bytes.removeLast(Int.random(in: 0...min(3, bytes.count), using: &random))
        _ = try? HashesCoding.picture(bytes)
        _ = try? HashesCoding.frames(bytes)
        _ = try? NameChain.names(bytes)
      }
    }
    for count in picture.indices {
      // A cut is noticed, unless it is just behind a framing.
      guard let cut = try? HashesCoding.picture(Array(picture[..<count])) else { continue }
      #expect(HashesCoding.bytes(of: cut).count == count)
    }
    #expect(throws: SenselessValue.self) { try NameChain.names([255, 255, 255, 255, 1]) }
    #expect(throws: SenselessValue.self) { try HashesCoding.picture([]) }
  }
}
