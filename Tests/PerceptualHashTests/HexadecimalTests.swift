// Digits in and out.

import HammingSpace
import PerceptualHash
import TestSupport
import Testing

struct HexadecimalTests {
  @Test("Every byte is written as two lowercase digits, and read from digits of either case")
  func everyByte() {
    let bytes = Array(UInt8.min...UInt8.max)
    let text = Hexadecimal.text(of: bytes)
    #expect(text.count == 512 && text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
    #expect(Hexadecimal.bytes(of: text.utf8) == bytes)
    #expect(Hexadecimal.bytes(of: text.uppercased().utf8) == bytes)
    #expect(Hexadecimal.text(of: []) == "" && Hexadecimal.bytes(of: "".utf8) == [])
  }

  @Test(
    "A digit without a partner, or what is no digit, is not read",
    arguments: ["0", "012", "0g", "g0", "/0", ":0", "@0", "`0", " 0", "0x", "é"])
  func refused(text: String) {
    #expect(Hexadecimal.bytes(of: text.utf8) == nil)
  }

  @Test("Only the 22 digits have a value")
  func values() {
    let digits = (UInt8.min...UInt8.max).filter { Hexadecimal.value(of: $0) != nil }
    #expect(String(decoding: digits, as: UTF8.self) == "0123456789ABCDEFabcdef")
    #expect(digits.map { Hexadecimal.value(of: $0)! } == Array(0...15) + Array(10...15))
  }

  @Test("The digits of a PDQ hash are its bytes, the most significant bit first")
  func pdqBytes() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<100 {
      let hash = PDQHash(
        Code256(words: SIMD4(random.next(), random.next(), random.next(), random.next())))
      #expect(hash.description == Hexadecimal.text(of: hash.bytes))
      #expect(PDQHash(hex: hash.description.utf8) == hash)
    }
    let first = PDQHash(Code256(words: SIMD4(1, 0, 0, 1 << 63)))
    #expect(first.bytes == [0x80] + [UInt8](repeating: 0, count: 30) + [1])
    #expect(PDQHash(String(repeating: "0", count: 63)) == nil)
    #expect(PDQHash(String(repeating: "0", count: 66)) == nil)
    #expect(PDQHash(String(repeating: "0", count: 63) + "g") == nil)
  }
}
