// Bech32 by the vectors of BIP 173.

import AgeEncryption
import Testing

struct Bech32Tests {
  @Test(
    "A text with a right checksum is read",
    arguments: [
      ("A12UEL5L", "A", 0), ("a12uel5l", "a", 0),
      (
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", 0
      ),
      ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", 32),
      ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", 48),
      ("?1ezyfcl", "?", 0),
    ])
  func valid(text: String, prefix: String, count: Int) throws {
    let parts = try #require(Bech32.parts(of: text))
    #expect(parts.prefix == prefix)
    #expect(parts.values.count == count)
  }

  @Test(
    "A text that is not Bech32 is refused",
    arguments: [
      "", "1", " 1nwldj5", "\u{7F}1axkwrx", "\u{80}1eym55h", "pzry9x0s0muk", "1pzry9x0s0muk",
      "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee", "a12UEL5L", "A12uel5l",
      "a12uel5m", "aé12uel5l",
    ])
  func invalid(text: String) {
    #expect(Bech32.parts(of: text) == nil)
  }

  @Test("Bytes come back, in either case", arguments: [0, 1, 2, 3, 4, 5, 31, 32, 33, 1216])
  func roundTrip(count: Int) throws {
    let bytes = AgeFiles.bytes(count)
    let text = Bech32.encode(prefix: "age", bytes)
    #expect(try #require(Bech32.decode(text)).bytes == bytes)
    #expect(try #require(Bech32.decode(text.uppercased())).bytes == bytes)
  }

  @Test("Every letter changed is noticed")
  func changes() {
    let text = Array(Bech32.encode(prefix: "age", AgeFiles.bytes(32)).utf8)
    for position in text.indices {
      for letter in "qpzry9x8gf2tvdw0s3jn54khce6mua7l1".utf8 where letter != text[position] {
        var changed = text
        changed[position] = letter
        #expect(Bech32.decode(String(decoding: changed, as: UTF8.self)) == nil)
      }
    }
  }

  @Test("Bits left over have to be zero, and fewer than a letter's")
  func padding() {
    #expect(Bech32.decode(Bech32.text(prefix: "age", values: [31, 28]))?.bytes == [0xFF])
    for values: [UInt8] in [[31, 29], [31, 30], [0], [31], [0, 0, 0], [31, 28, 0]] {
      let text = Bech32.text(prefix: "age", values: values)
      #expect(Bech32.parts(of: text)?.values == values)
      #expect(Bech32.decode(text) == nil)
    }
  }
}
