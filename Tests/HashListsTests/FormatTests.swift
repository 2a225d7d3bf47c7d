// Lists of the police world in small: each format's entries, categories and losses, field by field.

import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

struct FormatTests {
  /// Digits of nothing in particular, and a PDQ hash of half its bits.
  private static let md5 = ["8d4f3a1c0b9e7f6d5c4b3a2918070605", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"]
  private static let sha1 = [
    "5f0e1d2c3b4a59687786a5b4c3d2e1f001122334", "ffeeddccbbaa99887766554433221100deadbeef",
  ]
  private static let pdq = String(repeating: "0f", count: 32)
  private static let photoDNA = Data((0..<144).map { UInt8($0) }).base64EncodedString()

  private func list(_ text: String) throws -> HashList {
    try #require(try readList(text: text).lists.first)
  }

  private func counts(_ list: HashList) -> [Int] {
    [list.counts.md5, list.counts.sha1, list.counts.sha256, list.counts.pictures]
  }

  // MARK: - VICS

  private static func vics(_ media: String, model: String = "2.0.xml/US/$metadata#Media") -> String
  {
    let root = model.hasPrefix("1") ? "odata.metadata" : "@odata.context"
    return
      "{\"\(root)\":\"http://example.org/ProjectVic/DataModels/\(model)\",\"value\":[\(media)]}"
  }

  @Test("A VICS set says model, region, categories as written, and each loss by record")
  func vicsSet() throws {
    let text = Self.vics(
      """
      {"MediaID":1,"Category":1,"MD5":"\(Self.md5[0].uppercased())","SHA1":"\(Self.sha1[0])",
       "PhotoDNA":"\(Self.photoDNA)"},
      {"MediaID":2,"Category":"2","MD5":"","SHA1":"\(Self.sha1[1])","IsSuspected":"True"},
      {"MediaID":3,"Category":null,"MD5":"\(Self.md5[1])0"},
      {"MediaID":4,"MD5":"D41D8CD98F00B204E9800998ECF8427E"},
      {"MediaID":5,"Category":5},
      {"MediaID":6,"MD5":"\(Self.md5[1])","AlternativeHashes":[
        {"HashName":"PDQ","HashValue":"\(Self.pdq.uppercased())"},
        {"HashName":"MD5","HashValue":"\(Self.md5[1])"},{"HashName":"TLSH","HashValue":"T1"}]}
      """)
    let received = try readList(text: text)
    let list = try #require(received.lists.first)
    #expect(list.format == "VICS hash set" && list.about.formatVersion == "2.0")
    #expect(list.about.region == "US" && list.nature == .notable && list.unit == .record)
    #expect(list.records == 6 && counts(list) == [2, 2, 0, 1])
    #expect(received.digests.map(\.line) == [1, 1, 2, 6] && received.photoDNA.map(\.line) == [1])
    #expect(received.digests.map(\.category) == ["1", "1", "2", nil])
    #expect(
      list.categories == [
        .init(code: "1", count: 1), .init(code: "2", count: 1), .init(code: nil, count: 1),
      ])
    #expect(
      list.rejections == [
        .init(number: 3, reason: .badHash(kind: "MD5", length: 33)),
        .init(number: 5, reason: .noHash),
      ])
    #expect(
      Set(list.notes) == [
        .emptyFiles(count: 1), .stored(kind: "PhotoDNA", count: 1),
        .unsupported(kind: "TLSH", count: 1),
      ])
  }

  @Test("A VICS case is told by its shape, and its own count held against what is in it")
  func vicsCase() throws {
    let media = "{\"MediaID\":1,\"MD5\":\"\(Self.md5[0])\",\"MediaFiles\":[{\"FileName\":\"a\"}]}"
    let text = Self.vics(
      "{\"CaseNumber\":\"N\",\"TotalMediaFiles\":2,\"Media\":[\(media)]}",
      model: "2.0.xml/UK/$metadata#Media")
    let list = try list(text)
    #expect(list.format == "VICS case" && list.about.title == "N" && list.about.region == "UK")
    #expect(counts(list) == [1, 0, 0, 0])
    #expect(list.notes == [.declaredCount(declared: 2, found: 1)])
  }

  @Test("A VICS set of nothing but category 8 is of known-good files", arguments: ["8", "1"])
  func knownGood(second: String) throws {
    let list = try list(
      Self.vics(
        "{\"Category\":8,\"MD5\":\"\(Self.md5[0])\"},{\"Category\":\(second),\"MD5\":\"\(Self.md5[1])\"}",
        model: "1.2.xml#Media"))
    #expect(list.about.formatVersion == "1.2" && list.about.region == nil)
    #expect(list.nature == (second == "8" ? .knownGood : .notable))
  }

  @Test("JSON that is broken is refused with record and byte, nothing of it used")
  func brokenJSON() throws {
    for (wrong, place) in [
      (
        "{\"MD5\":\"\(Self.md5[0])\"},{\"MD5\":\"\(Self.md5[1])\",\"IsSuspected\":\"true\"\"}",
        "record 2"
      ),
      ("{\"MD5\":\"\(Self.md5[0])\",\"Series\":\"C:\\Users\"}", "record 1"),
      ("{\"MD5\":\"\(Self.md5[0])\"} {}", "record 1"),
    ] {
      let error = #expect(throws: HashListError.self) { try list(Self.vics(wrong)) }
      #expect(error?.description.contains(place) == true, "\(String(describing: error))")
      #expect(error?.description.contains("at byte") == true)
    }
  }

  @Test(
    "Documents that end early anywhere are refused",
    arguments: [
      vics("{\"MediaID\":1,\"MD5\":\"\(md5[0])\",\"Category\":1.5e3,\"Tags\":\"\\u00e9\\n\"}"),
      "{\"count\":1,\"hasMoreRecords\":false,\"hashRecords\":[{\"signalType\":\"VideoMD5\",\"hashValue\":\"\(md5[0])\"}]}",
      "[\"\(pdq),90,0.0\",\"\(pdq),91,1.0\"]",
    ])
  func truncated(text: String) throws {
    let bytes = Array(text.utf8)
    _ = try readList(bytes: bytes)
    for count in 0..<bytes.count {
      #expect(throws: HashListError.self, "at \(count)") {
        try readList(bytes: Array(bytes[..<count]))
      }
    }
  }

  @Test("JSON that nests without end, or is of no list, is refused")
  func senselessJSON() {
    for text in [String(repeating: "[", count: 100_000), "{\"a\":{\"b\":[1,2]}}", "[1,2]", "[]"] {
      #expect(throws: HashListError.self) { try list(text) }
    }
  }

  // MARK: - Exchanges

  @Test("StopNCII's withdrawn and unsupported records are left out and counted")
  func stopNCII() throws {
    let list = try list(
      """
      {"count":5,"hasMoreRecords":true,"hashRecords":[
      {"signalType":"ImagePDQ","hashValue":"\(Self.pdq)","hashStatus":"Active"},
      {"signalType":"VideoMD5","hashValue":"\(Self.md5[0])","hashStatus":"Received"},
      {"signalType":"VideoMD5","hashValue":"\(Self.md5[1])","hashStatus":"Withdrawn"},
      {"signalType":"VideoTMK","hashValue":"x","hashStatus":"Active"}]}
      """)
    #expect(list.format == "StopNCII" && counts(list) == [1, 0, 0, 1])
    #expect(list.categories.map(\.code) == ["Active", "Received"])
    #expect(
      Set(list.notes) == [
        .withdrawn(count: 1), .unsupported(kind: "TMK", count: 1), .hasNextPage,
        .declaredCount(declared: 5, found: 4),
      ])
  }

  @Test("ThreatExchange's tombstones and false positives are withdrawn, a later record replaces")
  func threatExchange() throws {
    let received = try readList(
      text: """
        {"data":[
        {"id":"1","type":"HASH_MD5","indicator":"\(Self.md5[0])","descriptors":{"data":[{"status":"MALICIOUS"}]}},
        {"id":"2","type":"HASH_PDQ","indicator":"\(Self.pdq)","descriptors":{"data":[{"status":"NON_MALICIOUS"}]}},
        {"id":"3","type":"HASH_SHA1","indicator":"\(Self.sha1[0])","descriptors":{"data":[{}]}},
        {"id":"3","type":"HASH_SHA1","indicator":"\(Self.sha1[0])"},
        {"id":"1","type":"HASH_MD5","indicator":"\(Self.md5[1])","descriptors":{"data":[{"status":"MALICIOUS"}]}},
        {"id":"9","should_delete":true}],"paging":{"next":"x"}}
        """)
    let list = try #require(received.lists.first)
    #expect(received.digests.map { "\($0.hash)" } == [Self.md5[1]])
    #expect(counts(list) == [1, 0, 0, 0] && list.categories.map(\.count) == [1])
    #expect(Set(list.notes) == [.withdrawn(count: 3), .hasNextPage])
  }

  // MARK: - Tables

  @Test(
    "A table is read by the names of its columns, in any order, case and delimiter",
    arguments: [",", ";", "\t", "|"])
  func table(delimiter: String) throws {
    func row(_ fields: [String]) -> String { fields.joined(separator: delimiter) + "\r\n" }
    let received = try readList(
      text: row(["File Path", "sha-1", "\"CATEGORY\"", "Md5", "note"])
        + row(["\"C:\\a\(delimiter) b\"", Self.sha1[0], "2", Self.md5[0].uppercased(), ""])
        + row(["\"two\nlines\"", "", "3", "0x" + Self.md5[1], "x"]) + row(["short"])
        + row(["", Self.sha1[1], "", "", "", ""]))
    let list = try #require(received.lists.first)
    #expect(list.format == "table with header" && counts(list) == [2, 2, 0, 0])
    #expect(received.digests.map(\.line) == [2, 2, 3, 6])
    #expect(received.digests.map(\.category) == ["2", "2", "3", nil])
    #expect(list.rejections == [.init(number: 5, reason: .malformed)])
    #expect(list.notes == [.unusedColumns(["File Path", "note"])])
  }

  @Test("A column of 32 digits that no name calls MD5 is never MD5, and is named")
  func unnamedDigests() throws {
    let list = try list(
      "md5,edonkey,md5_512,other\n\(Self.md5[0]),\(Self.md5[1]),\(Self.md5[1]),\(Self.md5[1])\n")
    #expect(counts(list) == [1, 0, 0, 0])
    #expect(
      Set(list.notes) == [
        .unusedColumns(["other"]), .unnamedDigests(column: "other", digits: 32),
        .unsupported(kind: "eDonkey", count: 1),
        .unsupported(kind: "MD5 of the first 512 bytes", count: 1),
      ])
  }

  @Test("NSRL's special codes are categories, and not harmless; old column orders are read")
  func nsrl() throws {
    let second = try list(
      "\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\",\"SpecialCode\"\r\n"
        + "\"\(Self.sha1[0])\",\"\(Self.md5[0])\",\"4A28CF9A\",\"b, \"\"q\"\".dll\",17,1,\"362\",\"M\"\r\n"
    )
    #expect(second.format == "NSRL RDSv2" && second.nature == .knownGood)
    #expect(second.categories.map(\.code) == ["M"] && second.notableCategories.contains("M"))
    let first = try list(
      "\"SHA-1\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\",\"MD4\",\"MD5\",\"CRC32\",\"SpecialCode\"\n"
        + "\"\(Self.sha1[0])\",\"a\",17,1,\"0\",\"\",\"\(Self.md5[0])\",\"4A28CF9A\",\"\"\n")
    #expect(first.format == "NSRL RDSv1" && counts(first) == [1, 1, 0, 0])
  }

  @Test("HashKeeper's second file says what the first is of", arguments: ["0", "1"])
  func hashKeeper(flag: String) throws {
    try withTemporaryFolder { folder in
      try
        "\"file_id\",\"hashset_id\",\"file_name\",\"directory\",\"hash\"\n1,5,\"a\",,\"\(Self.md5[0])\"\n"
        .write(toFile: folder + "/set.hsh", atomically: false, encoding: .utf8)
      try "\"hashset_id\",\"name\",\"notable_flag\"\n5,\"a set\",\(flag)\n"
        .write(toFile: folder + "/set.HKE", atomically: false, encoding: .utf8)
      let list = try #require(try readList(folder + "/set.hsh").lists.first)
      #expect(list.format == "HashKeeper" && list.about.title == "a set")
      #expect(list.nature == (flag == "1" ? .notable : .knownGood) && counts(list) == [1, 0, 0, 0])
    }
  }

  @Test("ICSE is of files that are sought; its extra fields and bad hashes are told")
  func icse() throws {
    let list = try list(
      "MD5;SHA1;PhotoDNA;Image ID;Series name;Baseline\r\n"
        + "\(Self.md5[0]);\(Self.sha1[0]);\(Self.photoDNA);1;\"a; b\";True;\r\n"
        + "\(Self.md5[1])0;;;2;;True;\r\n")
    #expect(list.format == "INTERPOL ICSE CSV" && list.nature == .notable)
    #expect(counts(list) == [1, 1, 0, 0])
    #expect(list.rejections == [.init(number: 3, reason: .badHash(kind: "MD5", length: 33))])
    #expect(
      list.notes == [
        .unusedColumns(["Image ID", "Series name", "Baseline"]),
        .stored(kind: "PhotoDNA", count: 1),
      ])
  }

  // MARK: - Lines

  @Test(
    "What tools print a line is read, whatever is around the hash",
    arguments: [
      "\(md5[0])  name", "\(md5[0]) *name", "\\\(md5[0])  na\\nme", "MD5 (na = me) = \(md5[0])",
      "MD5(name)= \(md5[0])", "md5:\(md5[0])", "0x\(md5[0])", "      18  \(md5[0])  /a",
      "\(md5[0]);name", "\(md5[0])\u{0}", "MD5             \(md5[0].uppercased())       C:\\a.txt",
      "MD5 hash of file a.txt:\r\n\(md5[0])\r\nCertUtil: -hashfile command completed.",
      "MD5\r\n\(md5[0])\r\n\u{1A}", "# a comment\n; another\n\n\(md5[0])",
      "\r\nAlgorithm       Hash             Path\r\n---------  ----  ----\r\nMD5   \(md5[0])  x\r\n",
    ])
  func lines(text: String) throws {
    let received = try readList(text: text)
    let list = try #require(received.lists.first)
    #expect(received.digests.map { "\($0.hash)" } == [Self.md5[0]])
    #expect(list.rejectedCount == 0 && list.notes.isEmpty)
  }

  @Test("Lines of hashes that are not matched are counted by kind")
  func unsupportedLines() throws {
    let list = try list(
      "\(String(repeating: "ab", count: 64))  a\nSHA512 (b) = \(String(repeating: "ab", count: 64))\n"
        + "\(Self.md5[0])  c\n")
    #expect(counts(list) == [1, 0, 0, 0])
    #expect(list.notes == [.unsupported(kind: "SHA-512", count: 2)])
  }

  @Test(
    "Text in any encoding and with any line ends says the same",
    arguments: [
      String.Encoding.utf8, .utf16, .utf16LittleEndian, .utf16BigEndian, .utf32,
    ], ["\n", "\r\n", "\r"])
  func encodings(encoding: String.Encoding, end: String) throws {
    let text = [Self.md5[0] + "  é", Self.sha1[0] + "  b", Self.md5[1] + "  c"]
      .joined(separator: end)
    let data = try #require(text.data(using: encoding))
    let received = try readList(bytes: [UInt8](data))
    #expect(
      received.digests.map { "\($0.hash)" } == [Self.md5[0], Self.sha1[0], Self.md5[1]])
    #expect(received.digests.map(\.line) == [1, 2, 3])
  }

  // MARK: - Archives

  @Test("Compressed lists are read as they are; cut short or changed they are refused")
  func compressed() throws {
    let text = (0..<500).map { "\(Self.md5[0].dropLast(4))\(1000 + $0)  name \($0)\n" }.joined()
    try withTemporaryFolder { folder in
      try text.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      for module in ["gzip", "bz2", "lzma"] {
        let script =
          "import sys,\(module);sys.stdout.buffer.write(\(module).compress(open(sys.argv[1],'rb').read()))"
        let bytes = [UInt8](
          try runProgram("/usr/bin/python3", ["-c", script, folder + "/list"]))
        let list = try #require(try readList(bytes: bytes).lists.first)
        #expect(list.counts.md5 == 500 && list.format == "hashes by line")
        for count in stride(from: 20, to: bytes.count, by: max(1, bytes.count / 40)) {
          #expect(throws: HashListError.self, "\(module) cut at \(count)") {
            try readList(bytes: Array(bytes[..<count]))
          }
        }
        var changed = bytes
        changed[bytes.count / 2] ^= 0x10
        #expect(throws: HashListError.self) { try readList(bytes: changed) }
      }
    }
  }

  @Test("Every list of a zip is read, and what is none is named")
  func zip() throws {
    try withTemporaryFolder { folder in
      let script = """
        import sys,zipfile
        z=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)
        z.writestr('readme.txt','This is a set.')
        z.writestr('a/one.md5','\(Self.md5[0])  a')
        z.writestr('two.sha1','\(Self.sha1[0])  b')
        z.close()
        """
      _ = try runProgram("/usr/bin/python3", ["-c", script, folder + "/set.zip"])
      let received = try readList(folder + "/set.zip")
      #expect(received.lists.map(\.name) == ["set.zip/a/one.md5", "set.zip/two.sha1"])
      #expect(received.lists.map(\.sha256).allSatisfy { $0 == received.lists[0].sha256 })
      #expect(received.lists.flatMap(\.notes) == [.passedOver(["readme.txt"])])
      #expect(received.digests.count == 2)
    }
  }

  // MARK: - Anything

  @Test("Changed lists are refused, or say as much as they give", arguments: 0..<8)
  func mutants(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let names = [
      "vics-2.0.json", "icse.csv", "nsrl-rdsv2.txt", "stopncii.json", "hashdeep.txt", "ncmec.xml",
      "encase.hash", "vpdq.json",
    ]
    let original = [UInt8](
      try Data(contentsOf: URL(filePath: Fixtures.path("lists/\(names[Int(seed)])"))))
    for _ in 0..<150 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 0..<40, using: &random)))
        }
      }
      guard let received = try? readList(bytes: bytes) else { continue }
      for list in received.lists {
        #expect(
          list.counts.total > 0
            || list.notes.contains { if case .stored = $0 { true } else { false } })
      }
      let total = received.lists.reduce(0) { $0 + $1.counts.total }
      #expect(
        total == received.digests.count + received.pictures.count
          + received.videos.count { $0.hash.contains { $0.pdq.isMatchable } })
    }
  }
}
