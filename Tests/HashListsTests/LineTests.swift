// Hashes in lines: as programs write them, and as people and old tools leave them.

import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

struct LineTests {
  private let a = Sample.md5[0]
  private let b = Sample.md5[1]
  private let sa = Sample.sha1[0]
  private let s2 = Sample.sha256[0]

  @Test("Forms of a line that hold one hash")
  func forms() throws {
    let pairs = stride(from: 0, to: 32, by: 2).map { String(Array(a)[$0..<$0 + 2]) }
    let lines = [
      a, a.uppercased(), "\(a)  name", "\(a) *name", "\\\(a)  a\\nb", "  \(a)  ", "\(a)\tx",
      "\"\(a)\",\"x, y\"", "\"\(a)\" ; x", "\(a);x", "\(a)|x", "0x\(a)", "0X\(a)", "MD5:\(a)",
      "md5: \(a)", "md5 \(a)", "md5,\(a)", "md5=\(a)", "MD5 (a (1).jpg) = \(a)", "MD5(x)= \(a)",
      "      18  \(a)  /a.txt", "18 \(a)", pairs.joined(separator: ":"),
      pairs.joined(separator: " "), pairs.joined(separator: "-"), "\(a)\0", "\(a)\u{1A}",
      "\u{FEFF}\(a)", "MD5             \(a.uppercased())       C:\\a.txt",
    ]
    for line in lines {
      let read = try readList(text: "\(b)\n\(line)\n\(b)")
      #expect(read.lines == ["1:md5:\(b):-", "2:md5:\(a):-", "3:md5:\(b):-"], "\(line)")
      #expect(read.list.rejectedCount == 0 && read.list.notes.isEmpty)
    }
    let other = try readList(text: "SHA2-256(x)= \(s2)\nsha256:\(s2)\n\(s2)  x\nSHA1(x)= \(sa)\n")
    #expect(other.digests.map(\.hash.description) == [s2, s2, s2, sa])
  }

  @Test("Remarks and blank lines are passed over; anything else is said")
  func remarks() throws {
    let read = try readList(text: "# x\n; x\n// x\n-- x\n\n \t\n\(a)\nx\n\(a)0\n\(a)x  y\n: \n")
    #expect(read.lines == ["7:md5:\(a):-"])
    #expect(read.list.rejections.map(\.number) == [8, 9, 10, 11])
  }

  @Test(
    "certutil's middle line is what counts",
    arguments: [
      ("MD5 hash of file x.jpg:", "CertUtil: -hashfile command completed successfully."),
      ("MD5-Hash von x.jpg:", "CertUtil: -hashfile-Befehl wurde erfolgreich ausgeführt."),
      ("Hachage MD5 de x.jpg :", "CertUtil: La commande -hashfile s’est terminée correctement."),
    ])
  func certutil(first: String, last: String) throws {
    let pairs = stride(from: 0, to: 32, by: 2).map { String(Array(a)[$0..<$0 + 2]) }
    for digits in [a, pairs.joined(separator: " ")] {
      let text = "\(first)\r\n\(digits)\r\n\(last)\r\n"
      let other = "\(first.replacing("MD5", with: "SHA256"))\r\n\(s2)\r\n\(last)\r\n"
      let read = try readList(text: text + other)
      #expect(read.digests.map(\.hash.description) == [a, s2])
      #expect(read.list.rejectedCount == 0 && read.pictures.isEmpty)
    }
  }

  @Test("Kinds that are not matched are counted; all hashes of a row are taken or named")
  func several() throws {
    let read = try readList(
      text: "\(Sample.sha512[0])  a\n\(a),\(sa),\(s2),x\n\(sa);\(b)\nmd5 \(b)\nssdeep 3:a:b\n")
    #expect(
      read.lines == [
        "2:md5:\(a):-", "2:sha1:\(sa):-", "2:sha256:\(s2):-", "3:sha1:\(sa):-", "4:md5:\(b):-",
      ])
    #expect(
      read.list.notes == [
        .unnamedDigests(column: "column 2", digits: 32),
        .unsupported(kind: "SHA-512", count: 1), .unsupported(kind: "ssdeep", count: 1),
      ])
  }

  @Test("Below a heading all hashes are of its kind, and those of other lengths are said")
  func headings() throws {
    let read = try readList(text: "SHA-1\r\n\(sa)\r\n\(a)\r\n")
    #expect(read.lines == ["2:sha1:\(sa):-"] && read.list.format == "X-Ways text")
    #expect(
      read.list.rejections == [.init(number: 3, reason: .badHash(kind: "SHA-1", length: 32))])
  }

  @Test("Every encoding gives the same, with a mark or without")
  func encodings() throws {
    let text = "\(a)  Größe\n\(b)  x\n"
    let encodings: [(String.Encoding, [UInt8])] = [
      (.utf8, [0xEF, 0xBB, 0xBF]), (.isoLatin1, []), (.utf16LittleEndian, [0xFF, 0xFE]),
      (.utf16BigEndian, [0xFE, 0xFF]), (.utf32LittleEndian, [0xFF, 0xFE, 0, 0]),
      (.utf32BigEndian, [0, 0, 0xFE, 0xFF]),
    ]
    for (encoding, mark) in encodings {
      let bytes = Array(try #require(text.data(using: encoding)))
      for bytes in [bytes, mark + bytes] {
        #expect(try readList(bytes: bytes).lines == ["1:md5:\(a):-", "2:md5:\(b):-"])
      }
      let ends = text.replacing("\n", with: "\r")
      let returns = try readList(bytes: Array(try #require(ends.data(using: encoding))))
      #expect(returns.digests.count == 2)
    }
    let half = Array(try #require(a.data(using: .utf16))) + [0x30]
    #expect(throws: HashListError.self) { try readList(bytes: half) }
  }

  @Test("The rest of a name with a line break is rejected by number, as hashdeep leaves it")
  func hashdeep() throws {
    let read = try readList(
      text: """
        %%%% HASHDEEP-1.0
        %%%% size,md5,sha256,filename
        ## $ hashdeep
        17,\(a),\(s2),/x/a, b.txt
        17,\(b),\(s2.dropLast()),/x/new
        line, with, four, fields.txt
        """)
    #expect(read.lines == ["4:md5:\(a):-", "4:sha256:\(s2):-", "5:md5:\(b):-"])
    #expect(
      read.list.rejections == [
        .init(number: 5, reason: .badHash(kind: "SHA-256", length: 63)),
        .init(number: 6, reason: .malformed),
      ])
  }
}
