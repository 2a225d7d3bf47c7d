// Hash lists are recognised by content; what cannot be used is counted, never passed over.

import Findings
import Foundation
import HashLists
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct ListTests {
  struct Expectation: Sendable {
    var file: String
    var format: String
    var counts: [Int]  // MD5, SHA-1, SHA-256, pictures, videos, frames
    var malformed: [Int] = []
  }

  /// Bare hashes of 64 digits are too few in these to be told apart: they count as both kinds.
  static let expectations = [
    Expectation(file: "griffeye.txt", format: "hashes by line", counts: [4, 0, 0, 0, 0, 0]),
    Expectation(
      file: "hashdeep.txt", format: "hashdeep", counts: [3, 0, 2, 0, 0, 0], malformed: [6, 7]),
    Expectation(
      file: "md5sum-bad.md5", format: "hashes by line", counts: [2, 0, 0, 0, 0, 0],
      malformed: [2, 3]),
    Expectation(
      file: "hashkeeper.csv", format: "HashKeeper", counts: [2, 0, 0, 0, 0, 0]),
    Expectation(
      file: "icse.csv", format: "INTERPOL ICSE CSV", counts: [2, 1, 0, 0, 0, 0], malformed: [4]),
    Expectation(
      file: "nsrl-rdsv2.txt", format: "NSRL RDSv2", counts: [3, 3, 0, 0, 0, 0],
      malformed: [5, 5]),
    Expectation(file: "md5sum.md5", format: "hashes by line", counts: [4, 0, 0, 0, 0, 0]),
    // A hash with words where its quality should be still is a hash.
    Expectation(
      file: "pdq-bad.csv", format: "hashes by line", counts: [0, 0, 1, 3, 0, 0],
      malformed: [2, 3, 4]),
    Expectation(file: "pdq-bare.txt", format: "hashes by line", counts: [0, 0, 6, 6, 0, 0]),
    Expectation(file: "pdq-bom.txt", format: "hashes by line", counts: [0, 0, 2, 2, 0, 0]),
    Expectation(file: "pdq-comments.txt", format: "hashes by line", counts: [0, 0, 2, 2, 0, 0]),
    Expectation(
      file: "pdq-no-last-newline.txt", format: "hashes by line", counts: [0, 0, 3, 3, 0, 0]),
    Expectation(file: "pdq-quality.csv", format: "hashes by line", counts: [0, 0, 0, 1, 0, 0]),
    Expectation(file: "pdq-upper-crlf.txt", format: "hashes by line", counts: [0, 0, 6, 6, 0, 0]),
    Expectation(
      file: "sha1-bsd.sha1", format: "hashes by line", counts: [0, 2, 0, 0, 0, 0], malformed: [3]),
    Expectation(file: "sha256sum.sha256", format: "hashes by line", counts: [0, 0, 4, 0, 0, 0]),
    Expectation(
      file: "signals.txt", format: "hashes by line", counts: [1, 0, 1, 2, 0, 0], malformed: [4]),
    Expectation(
      file: "threatexchange.csv", format: "ThreatExchange CSV", counts: [1, 0, 0, 2, 0, 0],
      malformed: [5]),
    Expectation(
      file: "vpdq-bad.json", format: "vPDQ JSON", counts: [0, 0, 0, 0, 1, 1], malformed: [2, 3]),
    Expectation(
      file: "vpdq-bad.txt", format: "vPDQ text", counts: [0, 0, 0, 0, 1, 2], malformed: [2, 3]),
    Expectation(file: "vpdq.json", format: "vPDQ JSON", counts: [0, 0, 0, 0, 1, 6]),
    Expectation(file: "vpdq.txt", format: "vPDQ text", counts: [0, 0, 0, 0, 1, 6]),
    Expectation(file: "xways.txt", format: "X-Ways text", counts: [4, 0, 0, 0, 0, 0]),
  ]

  private func list(_ path: String) throws -> HashList {
    try #require(try readList(path).lists.first)
  }

  private func list(text: String) throws -> HashList {
    try #require(try readList(text: text).lists.first)
  }

  private func counts(_ list: HashList) -> [Int] {
    let counts = list.counts
    return [
      counts.md5, counts.sha1, counts.sha256, counts.pictures, counts.videos, counts.frames,
    ]
  }

  @Test("A list gives its entries, and the numbers of its malformed lines", arguments: expectations)
  func fixture(expected: Expectation) throws {
    let list = try list(Fixtures.path("lists/\(expected.file)"))
    #expect(list.name == expected.file)
    #expect(list.format == expected.format)
    #expect(counts(list) == expected.counts)
    #expect(list.rejections.map(\.number) == expected.malformed)
    #expect(list.rejectedCount == expected.malformed.count)
  }

  @Test(
    "A list of a kind that is not read, or of nothing, is refused by name",
    arguments: ["binary.txt", "empty.txt"])
  func refused(name: String) throws {
    let error = #expect(throws: HashListError.self) {
      try list(Fixtures.path("lists/\(name)"))
    }
    let text = try #require(error).description
    #expect(text.contains(name) && text.contains("holds no usable hash") && !text.contains("\n"))
  }

  @Test("A list that is missing or a folder says so")
  func unreadable() {
    for path in ["/nonexistent/list", "/"] {
      let error = #expect(throws: HashListError.self) { try list(path) }
      guard case .unreadable? = error?.problem else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("The SHA-256 of a list is that of its bytes")
  func provenance() throws {
    // Of "d41d8cd98f00b204e9800998ecf84270\n", by sha256sum.
    let list = try list(text: "d41d8cd98f00b204e9800998ecf84270\n")
    #expect(
      list.sha256.description
        == "0429725d209e6c367649b73568345d24fb39eca230293fbfc557846b90f9abde")
  }

  @Test("Hashes of the empty file are dropped, and that is noted")
  func emptyFile() throws {
    let list = try list(
      text: """
        d41d8cd98f00b204e9800998ecf8427e
        DA39A3EE5E6B4B0D3255BFEF95601890AFD80709
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  /dev/null
        0123456789abcdef0123456789abcdef
        """)
    #expect(counts(list) == [1, 0, 0, 0, 0, 0])
    #expect(list.notes == [.emptyFiles(count: 3)])
  }

  @Test("Bare hashes of 64 digits are what their bits say, and both where those are not clear")
  func undecided() throws {
    let balanced = String(repeating: "0f", count: 32)
    let other = String(repeating: "1f", count: 32)
    func mixed(_ pdq: Int, _ sha256: Int) throws -> [Int] {
      let lines = Array(repeating: balanced, count: pdq) + Array(repeating: other, count: sha256)
      return counts(try list(text: lines.joined(separator: "\n")))
    }
    #expect(try mixed(19, 1) == [0, 0, 0, 20, 0, 0])
    #expect(try mixed(2, 18) == [0, 0, 20, 0, 0, 0])
    #expect(try mixed(9, 11) == [0, 0, 20, 20, 0, 0])
    #expect(try mixed(7, 0) == [0, 0, 7, 7, 0, 0])
  }

  @Test("What bare hashes were taken for is noted, with the bits that decided it")
  func bareHashNotes() throws {
    let balanced = String(repeating: "0f", count: 32)
    let other = String(repeating: "1f", count: 32)
    func notes(_ pdq: Int, _ sha256: Int) throws -> [HashList.Note] {
      let lines = Array(repeating: balanced, count: pdq) + Array(repeating: other, count: sha256)
      return try list(text: lines.joined(separator: "\n")).notes
    }
    #expect(try notes(19, 1) == [.bareHashes(.pdq, balanced: 19, count: 20)])
    #expect(try notes(2, 18) == [.bareHashes(.sha256, balanced: 2, count: 20)])
    #expect(try notes(9, 11) == [.bareHashes(.both, balanced: 9, count: 20)])
  }

  @Test("Bare hashes below a heading are what it says, and malformed if it says another length")
  func headings() throws {
    let digits = String(repeating: "0f", count: 31) + "A1"
    let named = try list(text: "SHA-256\n\(digits)\n")
    #expect(counts(named) == [0, 0, 1, 0, 0, 0] && named.notes.isEmpty)
    #expect(try counts(list(text: "PDQ\n\(digits)\n")) == [0, 0, 0, 1, 0, 0])
    let md5 = try list(text: "MD5\n\(digits)\n0123456789abcdef0123456789abcdef\n")
    #expect(counts(md5) == [1, 0, 0, 0, 0, 0] && md5.rejections.map(\.number) == [2])
  }

  @Test("The digits of a bare hash are its SHA-256, byte for byte", arguments: ["", "SHA-256\n"])
  func bareDigest(heading: String) throws {
    let digits = "0123456789abcdef" + String(repeating: "fedcba9876543210", count: 3)
    let digest = try #require(FileDigest(.sha256, hex: digits.utf8))
    #expect(try readList(text: heading + digits).digests.map(\.hash) == [digest])
  }

  @Test("A picture of a list counts from quality 50 on; what is below is noted")
  func listQuality() throws {
    let hash = String(repeating: "0f", count: 32)
    let list = try list(text: "\(hash),50,a\n\(hash),49,b\n\(hash),0,c\n")
    #expect(counts(list) == [0, 0, 0, 1, 0, 0])
    #expect(list.notes == [.lowQuality(count: 2)])
  }

  @Test("Signals of other types are noted by type, in order")
  func unsupportedSignals() throws {
    let hash = String(repeating: "0f", count: 32)
    let list = try list(
      text: """
        signal_type,signal_str
        url,a
        pdq,\(hash)
        text,b
        url,c
        """)
    #expect(
      list.notes == [.unsupported(kind: "text", count: 1), .unsupported(kind: "url", count: 2)])
  }

  @Test("A list whose entries are all left out is refused with what was left out, on one line")
  func leftOut() throws {
    let hash = String(repeating: "0f", count: 32)
    for (text, words) in [
      ("\(hash),49,a\n", "pictures of low quality left out, because they match anything: 1"),
      (
        "signal_type,signal_str\nurl,a\n",
        "hashes of type \"url\" left out, which are not supported: 1"
      ),
    ] {
      let error = #expect(throws: HashListError.self) { try list(text: text) }
      #expect(error?.description.hasSuffix("list: holds no usable hash; " + words) == true)
    }
  }

  @Test("A vPDQ list of an hour, in JSON on one line, is read")
  func longJSON() throws {
    let row = "\"\(String(repeating: "0f", count: 32)),90,1.0\""
    let list = try list(
      text: "[" + Array(repeating: row, count: 3600).joined(separator: ", ") + "]")
    #expect(list.format == "vPDQ JSON" && list.counts.videos == 1 && list.counts.frames == 3600)
  }

  @Test("What is no list, and a list of nothing but empty files, are refused with what is wrong")
  func tellingRefusals() throws {
    try withTemporaryFolder { folder in
      for (data, words) in [
        (Data("d41d8cd98f00b204e9800998ecf8427e\n".utf8), "hashes of the empty file dropped: 1"),
        (Data("[1, 2]".utf8), "JSON of no list format known"),
        (Data([0xFF, 0xD8, 0xFF, 0xE0]), "a JPEG"),
      ] {
        try data.write(to: URL(filePath: folder + "/list"))
        let error = #expect(throws: HashListError.self) { try list(folder + "/list") }
        #expect(error?.description.contains(words) == true)
      }
    }
    #expect(throws: HashListError.self) { try list("/dev/zero") }
  }

  @Test("Lines longer than any hash list has are counted as malformed, and the rest is read")
  func longLines() throws {
    let long = String(repeating: "a", count: 700_000)
    let list = try list(text: "\(long)\n0123456789abcdef0123456789abcdef\n\(long)")
    #expect(counts(list) == [1, 0, 0, 0, 0, 0])
    #expect(list.rejections.map(\.number) == [1, 3])
  }

  @Test("A quality is 0 to 100; what has another is no frame, and no picture of that quality")
  func qualities() throws {
    let hash = String(repeating: "0f", count: 32)
    let frames = try list(text: "0,100,\(hash),0.0\n1,101,\(hash),1.0\n2,-1,\(hash),2.0\n")
    #expect(frames.counts.frames == 1 && frames.rejections.map(\.number) == [2, 3])
    let pictures = try list(text: "\(hash),100,a\n\(hash),101,b\n\(hash),-1,c\n")
    // Bare hashes, which may be a SHA-256 as well.
    #expect(pictures.counts.pictures == 3 && pictures.counts.sha256 == 2)
  }

  @Test("Only the first malformed lines are kept by number, all are counted")
  func manyMalformed() throws {
    let list = try list(
      text: String(repeating: "not a hash\n", count: 500) + "0123456789abcdef0123456789abcdef\n")
    #expect(list.rejectedCount == 500)
    #expect(list.rejections.map(\.number) == Array(1...10))
  }

  @Test("No line of noise is taken for a hash, or traps")
  func noise() throws {
    var random = SeededGenerator(seed: 11)
    let alphabet = Array("0123456789abcdefABCDEF ,;:()=\\\"#*\t-pdqmd5sha")
    let lines = (0..<5000).map { _ in
      String(
        (0..<Int.random(in: 0...80, using: &random)).map { _ in
          alphabet.randomElement(using: &random)!
        })
    }
    let list = try list(
      text: (lines + ["0123456789abcdef0123456789abcdef"]).joined(separator: "\n"))
    #expect(list.counts.total == 1)
  }
}
