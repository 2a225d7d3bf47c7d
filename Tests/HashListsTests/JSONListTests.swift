// Lists in JSON: every entry, every loss and what each list says of itself, field by field.

import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

/// Of "vigie fixture one\n" and so on, by md5sum and its kin; PDQ hashes are made up.
enum FixtureHashes {
  static let md5 = [
    "one": "2aea9e2c3acc578fc1724e7ee680d722", "two": "3801a195e88c3ef0b83d4a0875c0611b",
    "three": "81dadd79afe0077decbb15ce39d11b1e", "six": "862f6b849a5b5601d9bab97a5fafd27b",
  ]
  static let sha1 = [
    "one": "8a0e86eda028d8ae6450204485f317bc39d3acf9",
    "two": "de5858bec26a8ec66e618a166bafb10c39c07aed",
    "four": "c35b72edbaaae9ec3efb749a05e680b394aea54c",
    "six": "a51c6145b0ca00132e8536eed7edd3953e621b32",
  ]
  static let sha256 = [
    "four": "efd4994fd576e2a4841abac21d8d92ccfcd0904f732a95d4445caa0118199462"
  ]
  static let pdq = [
    "one": "516161eed8a6dc243b2af70b6b1076c50d2147d5bc6a82bebe3e69b979c81247",
    "two": "0426e6a54162b66c54fe62de074c693e7aeaacf4dca5beeb163324731a36a0cc",
  ]
}

struct JSONListTests {
  private typealias Known = FixtureHashes

  private func fixture(_ name: String) throws -> (ReceivedHashes, HashList) {
    let received = try readList(Fixtures.path("lists/\(name)"))
    return (received, try #require(received.lists.first))
  }

  private func read(_ text: String) throws -> (ReceivedHashes, HashList) {
    let received = try readList(text: text)
    return (received, try #require(received.lists.first))
  }

  /// Hashes as `line:digits:category`.
  private func digests(_ received: ReceivedHashes) -> [String] {
    received.digests.map { "\($0.line):\($0.hash):\($0.category ?? "-")" }
  }

  private func pictures(_ received: ReceivedHashes) -> [String] {
    received.pictures.map { "\($0.line):\($0.hash):\($0.category ?? "-")" }
  }

  private func categories(_ list: HashList) -> [String] {
    list.categories.map { "\($0.code ?? "-"):\($0.count)" }
  }

  // MARK: - VICS

  @Test("A VICS 1.3 set gives each hash once, and each loss by record")
  func vicsLosses() throws {
    let (received, list) = try fixture("vics-1.3-losses.json")
    #expect(list.format == "VICS hash set" && list.about.formatVersion == "1.3")
    #expect(list.about.region == nil && list.nature == .notable && list.unit == .record)
    #expect(list.records == 7)
    #expect(
      digests(received) == [
        "1:\(Known.md5["one"]!):1", "1:\(Known.sha1["one"]!):1", "2:\(Known.md5["two"]!):2",
        "2:\(Known.sha1["two"]!):2", "3:\(Known.md5["three"]!):0", "4:\(Known.sha1["four"]!):-",
        "7:\(Known.md5["two"]!):2",
      ])
    #expect(
      pictures(received) == ["1:\(Known.pdq["one"]!):1", "1:\(Known.pdq["two"]!):1"])
    #expect(received.photoDNA.map(\.line) == [1])
    #expect(received.photoDNA.first?.hash == (0..<144).map { UInt8($0) })
    #expect(list.rejectedCount == 1)
    #expect(
      list.rejections == [.init(number: 5, reason: .badHash(kind: "MD5", length: 33))])
    #expect(
      Set(list.notes) == [
        .emptyFiles(count: 2), .stored(kind: "PhotoDNA", count: 1),
        .unsupported(kind: "Odd", count: 1),
      ])
  }

  @Test("VICS cases are told by their shape, and their Media counted through all of them")
  func vicsCases() throws {
    let (received, list) = try fixture("vics-2.0-case.json")
    #expect(list.format == "VICS case" && list.about.formatVersion == "2.0")
    #expect(list.about.region == "UK" && list.about.title == "FIXTURE-1")
    #expect(list.about.identifier == "{0A1B2C3D-0001-4002-8003-000102030405}")
    #expect(
      digests(received) == [
        "1:\(Known.md5["one"]!):-", "1:\(Known.sha1["one"]!):-", "2:\(Known.md5["two"]!):3",
        "3:\(Known.md5["three"]!):-",
      ])
    #expect(list.records == 3 && list.notes.isEmpty && list.rejectedCount == 0)
    #expect(categories(list) == ["-:2", "3:1"])
  }

  @Test("A case that says another number of files than it has is told of", arguments: [1, 2, 3])
  func declaredFiles(declared: Int) throws {
    let (_, list) = try read(
      """
      {"value":[{"TotalMediaFiles":"\(declared)","Media":[
      {"MD5":"\(Known.md5["one"]!)","MediaFiles":[{},{}]}]}]}
      """)
    #expect(list.notes == (declared == 3 ? [.declaredCount(declared: 3, found: 1)] : []))
  }

  @Test("NIST's CAID files are known-good, as long as all of it has their category")
  func caid() throws {
    let (received, list) = try fixture("vics-1.2-caid.json")
    #expect(
      digests(received) == ["1:\(Known.md5["six"]!):8", "1:\(Known.sha1["six"]!):8"])
    #expect(list.about.formatVersion == "1.2" && list.nature == .knownGood)
    #expect(list.notes.isEmpty && list.rejectedCount == 0)
    for (media, region) in [(",{\"MD5\":\"\(Known.md5["one"]!)\"}", ""), ("", "/US/$metadata")] {
      let (_, list) = try read(
        """
        {"odata.metadata":"http://example.org/ProjectVic/DataModels/1.2.xml\(region)#Media",
        "value":[{"Category":8,"MD5":"\(Known.md5["six"]!)"}\(media)]}
        """)
      #expect(list.nature == .notable)
    }
  }

  @Test("Broken JSON is refused with record and byte, and what to do; nothing of it is used")
  func brokenQuote() throws {
    let error = #expect(throws: HashListError.self) { try fixture("vics-broken-quote.json") }
    let text = try #require(error).description
    // Where the second quote of `"true""` stands.
    #expect(text.contains("in record 2, at byte 254:") && text.contains("exported again"))
    #expect(!text.contains("\n"))
  }

  @Test("A VICS document that ends early says so")
  func truncatedFixture() throws {
    let error = #expect(throws: HashListError.self) { try fixture("vics-truncated.json") }
    #expect(error?.description.contains("ends too early, in record 2, at byte 600") == true)
  }

  @Test("What stands where a hash should be, and what is no record, is rejected by number")
  func notHashes() throws {
    let (_, list) = try read(
      """
      {"value":[{"MD5":{"a":1},"SHA1":"\(Known.sha1["one"]!)"},{"MD5":["x"]},7,null,[],
      {"AlternativeHashes":[{}, [1]],"MD5":"\(Known.md5["one"]!)"},{"MediaID":1},
      {"MD5":5}]}
      """)
    #expect(list.records == 8 && list.counts.md5 == 1 && list.counts.sha1 == 1)
    #expect(list.rejections.map(\.number) == [1, 2, 3, 4, 5, 6, 6, 7, 8])
    #expect(list.rejections.last?.reason == .badHash(kind: "MD5", length: 1))
    #expect(list.rejections[7].reason == .noHash)
  }

  // MARK: - Exchanges

  @Test("ThreatExchange's updates give their hashes; deletions and false positives are withdrawn")
  func threatExchange() throws {
    let (received, list) = try fixture("threatexchange.json")
    #expect(list.format == "ThreatExchange JSON" && list.nature == .notable)
    #expect(pictures(received) == ["1:\(Known.pdq["one"]!):MALICIOUS"])
    #expect(
      digests(received) == ["2:\(Known.md5["two"]!):-", "4:\(Known.sha256["four"]!):-"])
    #expect(Set(list.notes) == [.withdrawn(count: 2), .unsupported(kind: "TLSH", count: 1)])
    #expect(list.records == 6 && list.rejectedCount == 0)
  }

  @Test("Records without descriptors are tombstones only where others have them, before or after")
  func tombstones() throws {
    let bare = "{\"id\":1,\"type\":\"HASH_MD5\",\"indicator\":\"\(Known.md5["one"]!)\"}"
    let described =
      "{\"id\":2,\"type\":\"HASH_MD5\",\"indicator\":\"\(Known.md5["two"]!)\","
      + "\"descriptors\":{\"data\":[{\"status\":\"NON_MALICIOUS\"},{\"status\":\"SUSPICIOUS\"}]}}"
    for records in [[bare, described], [described, bare]] {
      let (received, list) = try read(
        "{\"data\":[\(records.joined(separator: ","))],\"paging\":{\"next\":\"x\"}}")
      #expect(received.digests.map { "\($0.hash)" } == [Known.md5["two"]!])
      #expect(categories(list) == ["SUSPICIOUS:1"])
      #expect(Set(list.notes) == [.withdrawn(count: 1), .hasNextPage])
    }
    let (received, list) = try read("{\"threat_updates\":[\(bare)],\"paging\":{\"next\":null}}")
    #expect(received.digests.count == 1 && list.notes.isEmpty)
  }

  @Test("A later record of an id, or of a hash without one, replaces or deletes the earlier one")
  func replaced() throws {
    let (received, list) = try read(
      """
      {"data":[{"id":"1","type":"HASH_MD5","indicator":"\(Known.md5["one"]!)"},
      {"type":"HASH_SHA1","indicator":"\(Known.sha1["one"]!)"},
      {"id":"1","type":"HASH_MD5","indicator":"\(Known.md5["two"]!)"},
      {"type":"HASH_SHA1","indicator":"\(Known.sha1["one"]!)","should_delete":true}]}
      """)
    #expect(digests(received) == ["3:\(Known.md5["two"]!):-"])
    #expect(list.counts.total == 1 && list.notes == [.withdrawn(count: 1)])
  }

  @Test("A descriptor's indicator may be an object, with or without the same as text")
  func indicatorObjects() throws {
    let object =
      "\"indicator\":{\"id\":\"7\",\"indicator\":\"\(Known.md5["one"]!)\",\"type\":\"HASH_MD5\"}"
    for other in ["", ",\"raw_indicator\":\"\(Known.md5["one"]!)\",\"type\":\"HASH_MD5\""] {
      let (received, list) = try read("{\"data\":[{\"id\":\"1\",\(object)\(other)}]}")
      #expect(digests(received) == ["1:\(Known.md5["one"]!):-"])
      #expect(list.rejectedCount == 0 && list.notes.isEmpty)
    }
  }

  @Test("A page of StopNCII gives what is active, and says what it is a page of")
  func stopNCII() throws {
    let (_, short) = try fixture("stopncii.json")
    #expect(short.format == "StopNCII" && short.nature == .notable && short.records == 3)
    #expect(short.counts.md5 == 1 && short.counts.pictures == 1)
    #expect(short.notes == [.withdrawn(count: 1)] && categories(short) == ["Active:2"])
    let (received, list) = try read(
      """
      {"hashRecords":[
      {"hashStatus":"Active","hashValue":"\(Known.pdq["one"]!)","signalType":"ImagePDQ"},
      {"signalType":"VideoMD5","hashValue":"\(Known.md5["one"]!)","hashStatus":"Received"},
      {"signalType":"VideoTMK","hashValue":"AAAA","hashStatus":"Active"},
      {"signalType":"ImagePDQ","hashValue":"\(Known.pdq["two"]!)","hashStatus":"Active"},
      {"signalType":"ImagePDQ","hashValue":"\(Known.pdq["two"]!)","hashStatus":"Deleted"},
      {"signalType":"VideoMD5","hashStatus":"Active"}],
      "count":9,"nextPageToken":"t","nextSetTimestamp":5}
      """)
    #expect(pictures(received) == ["1:\(Known.pdq["one"]!):Active"])
    #expect(digests(received) == ["2:\(Known.md5["one"]!):Received"])
    #expect(list.about.date == "5" && list.rejections == [.init(number: 6, reason: .noHash)])
    #expect(
      Set(list.notes) == [
        .hasNextPage, .declaredCount(declared: 9, found: 6), .withdrawn(count: 1),
        .unsupported(kind: "TMK", count: 1),
      ])
  }

  // MARK: - Other shapes

  @Test(
    "Records under the names of hash functions are read in every shape",
    arguments: [
      "[%]", "{\"records\":[%]}", "{\"data\":{\"items\":[%]}}", "%", "{\"a\":%}", "[%]\n[]",
    ])
  func records(shape: String) throws {
    let record = """
      {"MD5":"\(Known.md5["one"]!)","sha-1":"\(Known.sha1["one"]!)","category":4,"note":[1]}
      """
    let (received, list) = try read(shape.replacingOccurrences(of: "%", with: record))
    #expect(
      digests(received) == ["1:\(Known.md5["one"]!):4", "1:\(Known.sha1["one"]!):4"])
    #expect(list.format == "JSON records" && list.nature == .unstated && list.records == 1)
    #expect(list.rejectedCount == 0)
    #expect(list.notes == [.unusedColumns(["note"])])
  }

  @Test("Names that look as if hashes were under them are told in every format")
  func unusedHashes() throws {
    let (_, list) = try read(
      """
      {"value":[{"MD5":"\(Known.md5["one"]!)","VideoHashes":[{"x":"y"}],"Series":"s"}]}
      """)
    #expect(list.notes == [.unusedColumns(["VideoHashes"])])
  }

  @Test("Arrays in a record that has a hash are no records", arguments: ["files", "items"])
  func parts(name: String) throws {
    let line = "{\"md5\":\"\(Known.md5["one"]!)\",\"\(name)\":[{\"md5\":\"\(Known.md5["two"]!)\"}]}"
    let (received, list) = try read(line + "\n" + line)
    #expect(received.digests.map(\.line) == [1, 2])
    #expect(list.rejectedCount == 0 && list.notes == [.unusedColumns([name])])
  }

  @Test("Records one a line are counted by line, and one without a hash is rejected")
  func lines() throws {
    let (received, list) = try read(
      """
      {"md5":"\(Known.md5["one"]!)"}
      {"name":"x","hash":"\(Known.sha1["two"]!)"}
      {"name":"y"}
      {"Algorithm":"SHA256","Hash":"\(Known.sha256["four"]!.uppercased())","Path":"C:\\\\a"}
      {"file":"z","hashes":{"MD5":"\(Known.md5["two"]!)","SHA3-256":"00"}}
      {"hashes":[{"type":"md5","value":"\(Known.md5["three"]!)"}],"quality":40}

      """)
    #expect(
      digests(received) == [
        "1:\(Known.md5["one"]!):-", "2:\(Known.sha1["two"]!):-", "4:\(Known.sha256["four"]!):-",
        "5:\(Known.md5["two"]!):-", "6:\(Known.md5["three"]!):-",
      ])
    #expect(list.records == 6 && list.rejections == [.init(number: 3, reason: .noHash)])
    #expect(list.notes.contains(.unsupported(kind: "SHA3-256", count: 1)))
    #expect(list.notes.contains(.unusedColumns(["name", "Path", "file"])))
  }

  @Test("Arrays of hashes are read, by themselves or under the name of their kind")
  func arrays() throws {
    let (received, list) = try read(
      "[\"\(Known.md5["one"]!)\", \"\(Known.sha1["one"]!)\", \"word\", 5]")
    #expect(
      digests(received) == ["1:\(Known.md5["one"]!):-", "2:\(Known.sha1["one"]!):-"])
    #expect(list.rejections.map(\.number) == [3, 4] && list.records == 4)
    let (named, second) = try read(
      "{\"pdq\":[\"\(Known.pdq["one"]!)\",null],\"md5\":{\"a\":\"\(Known.md5["one"]!)\"}}")
    #expect(named.pictures.map(\.line) == [1] && named.digests.map(\.line) == [3])
    #expect(second.rejections == [.init(number: 2, reason: .malformed)])
  }

  @Test(
    "JSON of no list is refused with the names that it has",
    arguments: [
      ("{\"name\":\"a\",\"version\":\"1\",\"files\":[{\"x\":1}]}", "\"name\", \"version\""),
      ("[{\"title\":1},{\"title\":2}]", "\"title\""), ("[1,2]", "no list format known"),
      ("[]", "no list format known"), ("{}", "no list format known"),
      ("{\"a\\n\\u001bb\":1}", "\"ab\""),
      ("{\"type\":\"FeatureCollection\",\"features\":[]}", "\"features\""),
    ])
  func noList(text: String, words: String) throws {
    let error = #expect(throws: HashListError.self) { try read(text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    #expect(error?.description.contains("export it") == true)
    #expect(error?.description.contains("\n") == false)
  }
}
