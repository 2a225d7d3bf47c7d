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
}
