// Lists in XML, SQLite and EnCase's format; none of them may look complete when it is not.

import Findings
import Foundation
import HashLists
import TestSupport
import Testing

struct StructuredListTests {
  static let dfxml = """
    <?xml version="1.0"?>
    <dfxml version="1.2.0"><creator><program>maker</program></creator>
    <fileobject><filename>a</filename>
    <hashdigest type="md5">aaacc1bcd5bcab40852bae3234e73152</hashdigest></fileobject>
    <fileobject><filename>b</filename><error>I/O</error></fileobject></dfxml>
    """

  @Test func `NCMEC's images and videos are read, and withdrawn ones counted`() throws {
    let list = try #require(try readList("Fixtures/lists/ncmec.xml").lists.first)
    #expect(list.format == "NCMEC XML" && list.nature == .notable)
    #expect(list.counts.md5 == 2)
    #expect(list.counts.sha1 == 1)
    #expect(list.counts.pictures == 1)
    #expect(list.notes.contains(.withdrawn(count: 1)))
    #expect(list.categories.map(\.code) == ["B2", "A1"])
  }

  @Test func `A later record deletes the earlier one of its id and kind only`() throws {
    let text = """
      <queryResult><images><image><id>1</id><fingerprints>
      <md5>aaacc1bcd5bcab40852bae3234e73152</md5></fingerprints></image></images>
      <videos><video><id>1</id><fingerprints><md5>56b5ad3ca7cad6552a07812c370e11c4</md5>
      </fingerprints></video><deletedVideo><id>1</id></deletedVideo></videos>
      <paging><next>x</next></paging></queryResult>
      """
    let received = try readList(text: text)
    #expect(received.digests.map { $0.line } == [1])
    #expect(try #require(received.lists.first).notes.contains(.hasNextPage))
  }

  @Test func `File objects of DFXML without a hash are told`() throws {
    let list = try #require(try readList(text: Self.dfxml).lists.first)
    #expect(list.format == "DFXML" && list.counts.md5 == 1 && list.about.title == "maker")
    #expect(list.rejections == [HashList.Rejection(number: 2, reason: .noHash)])
  }

  @Test func `XML that ends early anywhere is refused`() throws {
    let bytes = Array(Self.dfxml.utf8)
    for count in bytes.indices {
      #expect(throws: HashListError.self, "at \(count)") {
        try readList(bytes: Array(bytes[..<count]))
      }
    }
  }

  @Test func `XML with entities is refused`() {
    #expect(throws: HashListError.self) {
      try readList(
        text: "<!DOCTYPE d [<!ENTITY a \"b\">]><dfxml><fileobject>&a;</fileobject></dfxml>")
    }
  }

  @Test func `EnCase's hash sets are read, and their numbers checked`() throws {
    let list = try #require(try readList("Fixtures/lists/encase.hash").lists.first)
    #expect(list.format == "EnCase hash set" && list.counts.md5 == list.records)
    #expect(list.counts.md5 == 3)
    #expect(throws: HashListError.self) { try readList("Fixtures/lists/encase-truncated.hash") }
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: "Fixtures/lists/encase.hash")))
    for count in stride(from: 9, to: bytes.count, by: 7) {
      #expect(throws: HashListError.self, "at \(count)") {
        try readList(bytes: Array(bytes[..<count]))
      }
    }
  }

  @Test func `A delta of NSRL is no list`() {
    #expect(throws: HashListError.self) {
      try readList(text: "BEGIN TRANSACTION;\nINSERT INTO FILE(md5) VALUES ('x');\nCOMMIT;\n")
    }
  }

  @Test(.enabled(if: hasPython))
  func `NSRL's FILE may lack columns, and be a view`() throws {
    let bytes = try sqliteDatabase(
      """
      CREATE TABLE METADATA(md5, sha1, bytes);
      INSERT INTO METADATA VALUES
        ('AAACC1BCD5BCAB40852BAE3234E73152', 'B16D863FD5C5FB10BB2F231653534586CF692AF3', 1),
        ('D41D8CD98F00B204E9800998ECF8427E', '', 0);
      CREATE VIEW FILE AS SELECT md5, sha1 FROM METADATA;
      CREATE TABLE VERSION(version, build_date, description);
      INSERT INTO VERSION VALUES('2026.1', '2026-01-01', 'made up');
      """)
    let list = try #require(try readList(bytes: bytes).lists.first)
    #expect(list.format == "NSRL RDSv3" && list.nature == .knownGood)
    #expect(list.counts.md5 == 1 && list.counts.sha1 == 1 && list.about.version == "2026.1")
    #expect(list.notes.contains(.emptyFiles(count: 1)))
    for count in stride(from: 16, to: bytes.count, by: 509) {
      #expect(throws: HashListError.self, "at \(count)") {
        try readList(bytes: Array(bytes[..<count]))
      }
    }
  }

  @Test(.enabled(if: hasPython))
  func `Autopsy's hashes are read; other databases are named by their tables`() throws {
    let bytes = try sqliteDatabase(
      """
      CREATE TABLE db_properties(name, value);
      INSERT INTO db_properties VALUES('Schema Version', '1');
      CREATE TABLE hashes(id INTEGER PRIMARY KEY, md5, sha1, sha2_256);
      INSERT INTO hashes VALUES(1, x'aaacc1bcd5bcab40852bae3234e73152', NULL, NULL),
        (2, x'00', NULL, NULL);
      """)
    let list = try #require(try readList(bytes: bytes).lists.first)
    #expect(list.format == "Autopsy hash database" && list.counts.md5 == 1)
    #expect(list.rejectedCount == 1 && list.about.formatVersion == "1")
    let other = try sqliteDatabase("CREATE TABLE people(name);")
    #expect(throws: HashListError.self) { try readList(bytes: other) }
  }
}
