// PDQ against the plain model, and its value type against its text.

import HammingSpace
import Luma
import PerceptualHash
import TestSupport
import Testing

struct PDQTests {
  /// Odd and even, below and above the 64 of decimation, windows of 1 to 9, one side much longer.
  static let sizes = [
    (5, 5), (5, 300), (16, 16), (40, 30), (63, 65), (64, 64), (64, 65), (100, 68), (127, 128),
    (128, 127), (129, 257), (256, 200), (255, 513), (640, 480), (1100, 37), (31, 900), (1025, 1),
  ]

  @Test("A picture fed row by row hashes as the definition over whole planes", arguments: sizes)
  func streamEqualsDefinition(width: Int, height: Int) throws {
    let size = try #require(PictureSize(width: width, height: height))
    var random = SeededGenerator(seed: UInt64(width * 1000 + height))
    for smoothness in [0, 3] {
      // Noise, and a ramp with noise on it.
      let luma = (0..<size.pixelCount).map { position in
        let noise = Float.random(in: 0...255, using: &random)
        let ramp = Float(position % width + position / width) * Float(smoothness)
        return (noise + ramp).truncatingRemainder(dividingBy: 256)
      }
      let expected = PDQDefinition.hash(luma, width: width, height: height)
      let result = PDQResult(luma: luma.span, size: size)
      #expect(result.hash.description == expected.text)
      #expect(result.quality == expected.quality)
    }
  }

  @Test("A picture with a side of fewer than 5 pixels has the zero hash, of quality 0")
  func tooSmall() throws {
    for (width, height) in [(4, 4), (4, 1000), (1, 1), (300, 2)] {
      let size = try #require(PictureSize(width: width, height: height))
      let luma = (0..<size.pixelCount).map { Float($0 % 256) }
      let result = PDQResult(luma: luma.span, size: size)
      #expect(result == PDQResult(hash: PDQHash(Code256(words: .zero)), quality: 0))
    }
  }

  @Test("A flat picture has quality 0 and is never matched", arguments: [Float(0), 77.5, 255])
  func flat(level: Float) throws {
    let size = try #require(PictureSize(width: 200, height: 100))
    let result = PDQResult(luma: Array(repeating: level, count: 20_000).span, size: size)
    #expect(result.quality == 0)
    #expect(!result.isMatchable)
  }

  @Test("The text form has 64 digits, the most significant bit first, and reads back")
  func textForm() throws {
    let text = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
    let hash = try #require(PDQHash(text))
    #expect(hash.description == text)
    #expect(PDQHash(text.uppercased()) == hash)
    #expect(hash.code.words[3] >> 60 == 0xF)
    #expect(hash.code.words[0] & 0xFF == 0x22)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<100 {
      let code = Code256(
        words: SIMD4(random.next(), random.next(), random.next(), random.next()))
      #expect(PDQHash(PDQHash(code).description) == PDQHash(code))
    }
  }

  @Test(
    "What is not 64 hexadecimal digits is no hash",
    arguments: [
      "", "f8", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
      String(repeating: "g", count: 64), " " + String(repeating: "0", count: 63),
      String(repeating: "é", count: 32),
    ])
  func notAHash(text: String) {
    #expect(PDQHash(text) == nil)
  }
}
