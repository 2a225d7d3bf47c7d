// Tables of hashes are read by the names of their columns; every column is used or named.

import Findings
import Foundation
import HashLists
import TestSupport
import Testing

struct TableTests {
  private let a = Sample.md5[0]
  private let b = Sample.md5[1]
  private let c = Sample.md5[2]
  private let sa = Sample.sha1[0]
  private let sb = Sample.sha1[1]

  @Test("Delimiter, order, case, quotes and line ends make no difference")
  func shapes() throws {
    let expected = ["2:md5:\(a):1", "2:sha1:\(sa):1", "3:md5:\(b):2", "3:sha1:\(sb):2"]
    for delimiter in [",", ";", "\t", "|"] {
      for end in ["\n", "\r\n", "\r"] {
        for (quote, md5) in [("", "MD5"), ("\"", "md5 hash"), ("\"", "MD5-Hashwert")] {
          let rows = [
            ["Path", md5, "CATEGORY", "sha-1"], ["x", a.uppercased(), "1", sa], ["y", b, "2", sb],
          ]
          let text = rows.map { row in
            row.map { quote + $0 + quote }.joined(separator: delimiter)
          }.joined(separator: end)
          let read = try readList(text: text)
          #expect(read.lines == expected)
          #expect(read.list.notes == [.unusedColumns(["Path"])] && read.list.rejectedCount == 0)
          #expect(read.list.format == "CSV" && read.list.nature == .unstated)
        }
      }
    }
  }

  @Test(
    "Columns are known in other languages",
    arguments: [
      "Pfad;MD5-Prüfsumme;Kategorie", "chemin;empreinte MD5;catégorie", "Ruta;Suma MD5;Categoría",
      "Bestand;MD5 controlesom;Categorie",
    ])
  func languages(header: String) throws {
    for encoding in [String.Encoding.utf8, .isoLatin1, .utf16LittleEndian] {
      let data = try #require("\(header)\nx;\(a);7\n".data(using: encoding))
      #expect(try readList(bytes: Array(data)).lines == ["2:md5:\(a):7"])
    }
  }

  @Test("Quoted fields may hold delimiters, quotes and line breaks; lines are counted all the same")
  func quotes() throws {
    let read = try readList(
      text: "name,md5\n\"a, \"\"b\"\"\nc\",\(a)\n\"d \"e\" f\",\(b)\nx,\(c)\n")
    #expect(read.lines == ["2:md5:\(a):-", "4:md5:\(b):-", "5:md5:\(c):-"])
  }

  @Test("A quote that is not closed costs its line and no other")
  func openQuote() throws {
    let read = try readList(text: "name,md5\n\"x,\(a)\n\"y\",\(b)\nz,\(c)\n")
    #expect(read.lines == ["3:md5:\(b):-", "4:md5:\(c):-"])
    #expect(read.list.rejections == [.init(number: 2, reason: .malformed)])
    let rows = (0..<5000).map { _ in "z,\(c)\n" }.joined()
    let long = try readList(text: "name,md5\n\"x,\(a)\n" + rows)
    #expect(long.digests.count == 5000 && long.list.rejections.map(\.number) == [2])
  }

  @Test("Rows with more or fewer fields than needed are rejected; an empty one more is not")
  func fieldCounts() throws {
    let read = try readList(
      text: "md5,sha1,name\n\(a),\(sa),x,\n\(b),\(sb),y,z\n\(c)\n\(b),\(sb)\n")
    #expect(read.lines == ["2:md5:\(a):-", "2:sha1:\(sa):-", "5:md5:\(b):-", "5:sha1:\(sb):-"])
    #expect(read.list.rejections.map(\.number) == [3, 4])
  }

  @Test("Digits in columns that do not say what they are of are named, and never used")
  func unnamed() throws {
    let read = try readList(
      text: "MD5;SHA-1;EDONKEY;md5_512;md5_64k;Parent;Id\n\(a);\(sa);\(b);\(b);\(b);\(sb);1\n")
    #expect(read.lines == ["2:md5:\(a):-", "2:sha1:\(sa):-"])
    #expect(read.list.format == "IPED CSV")
    #expect(
      read.list.notes == [
        .unnamedDigests(column: "EDONKEY", digits: 32),
        .unnamedDigests(column: "md5_512", digits: 32),
        .unnamedDigests(column: "md5_64k", digits: 32),
        .unnamedDigests(column: "Parent", digits: 40), .unusedColumns(["Id"]),
      ])
    let error = #expect(throws: HashListError.self) { try readList(text: "Hash,Path\n\(a),x\n") }
    #expect(error?.description.contains("column \"Hash\" has hashes of 32 digits") == true)
  }

  @Test("Hashes are read with prefixes, and in base64 and base32 where the column says so")
  func encodings() throws {
    let bytes = Data(try #require(FileDigest(.md5, hex: a.utf8)).bytes)
    let read = try readList(
      text: """
        md5_base64,sha1 (base32),md5
        \(bytes.base64EncodedString()),,
        ,,0x\(b)
        ,,md5:\(c)
        ,RIHIN3NAFDMK4ZCQEBCIL4YXXQ45HLHZ,
        """)
    #expect(read.digests.map(\.hash.description).prefix(3) == [a, b, c])
    // Encoded by Python's base64.b32encode.
    #expect(read.digests.last?.hash.description == sa)
  }

  @Test("ICSE lists are notable, have no categories, and what is bad in them is said")
  func icse() throws {
    let photoDNA = Data((0..<144).map { UInt8($0) }).base64EncodedString()
    let header =
      "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;"
      + "Series name;Number of submissions;File Available;Media Type;Baseline"
    let read = try readList(
      text: """
        \(header)
        \(a.uppercased());\(sa);\(photoDNA);1;True;False;False;"s; t";3;True;Image;True;
        \(b)0;;;2;True;False;False;;1;True;Image;True;
        d41d8cd98f00b204e9800998ecf8427e;;;3;True;False;False;;1;True;Image;True;
        """)
    #expect(read.lines == ["2:md5:\(a):-", "2:sha1:\(sa):-"])
    #expect(read.photoDNA.map(\.hash) == [(0..<144).map { UInt8($0) }])
    let list = read.list
    #expect(list.format == "INTERPOL ICSE CSV" && list.nature == .notable)
    #expect(
      list.rejections == [.init(number: 3, reason: .badHash(kind: "MD5", length: 33))])
    #expect(
      list.notes == [
        .unusedColumns(header.split(separator: ";").dropFirst(3).map(String.init)),
        .emptyFiles(count: 1), .stored(kind: "PhotoDNA", count: 1),
      ])
  }

  @Test("NSRL's text is known-good but for files of its special codes")
  func nsrl() throws {
    let second = try readList(
      text: """
        "SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"
        "\(sa)","\(a)","0A","a.txt",17,1,"362",""
        "\(sb)","\(b)","0A","b, ""q"".dll",17,2,"362","M"
        "\(sb.dropLast())","\(b)","0A","short",1,2,"362"
        """)
    #expect(
      second.lines == ["2:sha1:\(sa):-", "2:md5:\(a):-", "3:sha1:\(sb):M", "3:md5:\(b):M"])
    let list = second.list
    #expect(list.format == "NSRL RDSv2" && list.nature == .knownGood)
    #expect(list.notableCategories == ["M", "S"])
    #expect(list.categories == [.init(code: nil, count: 1), .init(code: "M", count: 1)])
    #expect(
      list.rejections == [.init(number: 4, reason: .badHash(kind: "SHA-1", length: 39))])
    let header =
      "\"SHA-1\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\",\"MD4\",\"MD5\""
    let text =
      "\(header),\"SpecialCode\"\r\n\"\(sa)\",\"caf\u{e9}.txt\",17,1,\"0\",\"\",\"\(a)\",\"\"\r\n"
    let first = try readList(bytes: Array(try #require(text.data(using: .isoLatin1))))
    #expect(first.lines == ["2:sha1:\(sa):-", "2:md5:\(a):-"])
    #expect(first.list.format == "NSRL RDSv1")
  }

  @Test(
    "HashKeeper's second file says what the set is, whatever the case of its name",
    arguments: [("set.HKE", "1", HashList.Nature.notable), ("set.hke", "0", .knownGood)])
  func hashKeeper(name: String, flag: String, nature: HashList.Nature) throws {
    let header =
      "\"file_id\",\"hashset_id\",\"file_name\",\"directory\",\"hash\",\"file_size\""
    try withTemporaryFolder { folder in
      func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
      try write(header + "\n1,5,\"A, B\",\"C:\\X\",\"\(a)\",17\n2,5,\"C\",,\"\",0\n", "set.hsh")
      let alone = try readList(folder + "/set.hsh")
      #expect(alone.list.nature == .unstated && alone.list.about.title == nil)
      try write("\"hashset_id\",\"name\",\"notable_flag\"\n5,\"Z1  made up\",\(flag)\n", name)
      let read = try readList(folder + "/set.hsh")
      #expect(read.lines == ["2:md5:\(a):-"] && read.list.format == "HashKeeper")
      #expect(read.list.nature == nature && read.list.about.title == "Z1  made up")
      #expect(read.list.rejections == [.init(number: 3, reason: .noHash)])
      #expect(throws: HashListError.self) { try readList(folder + "/" + name) }
      // Of several sets, only some are notable.
      try write("\"hashset_id\",\"name\",\"notable_flag\"\n5,\"x\",1\n6,\"y\",0\n", name)
      let several = try readList(folder + "/set.hsh")
      #expect(several.lines == ["2:md5:\(a):5"] && several.list.notableCategories == ["5"])
    }
  }

  @Test(
    "HashKeeper's second file is read in any encoding; one that says nothing of a set is an error",
    arguments: [
      (
        "\"hashset_id\",\"notable_flag\"\n5,1\n", String.Encoding.utf16,
        Optional(HashList.Nature.notable)
      ),
      ("\"hashset_id\",\"notable_flag\"\r5,1\r", .utf8, .notable), ("no description\n", .utf8, nil),
      ("", .utf8, nil), ("\"hashset_id\",\"notable_flag\"\n5,0\n6\n", .utf8, nil),
    ])
  func hashKeeperSets(text: String, encoding: String.Encoding, nature: HashList.Nature?) throws {
    try withTemporaryFolder { folder in
      try "\"file_id\",\"hashset_id\",\"hash\"\n1,5,\"\(a)\"\n".write(
        toFile: folder + "/set.hsh", atomically: false, encoding: .utf8)
      try text.write(toFile: folder + "/set.hke", atomically: false, encoding: encoding)
      guard let nature else {
        let error = #expect(throws: HashListError.self) { try readList(folder + "/set.hsh") }
        #expect(error?.description.contains("set.hke beside it") == true)
        return
      }
      #expect(try readList(folder + "/set.hsh").list.nature == nature)
    }
  }

  @Test("HashKeeper's second file may be longer than what is read of it at once")
  func manyHashKeeperSets() throws {
    try withTemporaryFolder { folder in
      let sets = (1...40_000).map { "\($0),\"a set\",\($0 == 40_000 ? 1 : 0)\n" }.joined()
      try "\"file_id\",\"hashset_id\",\"hash\"\n1,40000,\"\(a)\"\n".write(
        toFile: folder + "/set.hsh", atomically: false, encoding: .utf8)
      try ("hashset_id,name,notable_flag\n" + sets).write(
        toFile: folder + "/set.hke", atomically: false, encoding: .utf8)
      let list = try readList(folder + "/set.hsh").list
      #expect(list.notableCategories == ["40000"] && list.categories.map(\.code) == ["40000"])
    }
  }

  @Test("ThreatExchange's CSV names the kind in each row", arguments: [",", ";"])
  func threatExchange(delimiter: String) throws {
    let rows = [
      ["signal_type", "signal_str", "collab", "category", "tags"],
      ["pdq", Sample.pdq[1], "x", "MALICIOUS", "\"a, b; c\""], ["video_md5", a, "x", "", ""],
      ["tlsh", "T1abc", "x", "", ""], ["pdq", String(Sample.pdq[0].dropLast()), "x", "", ""],
    ]
    let read = try readList(
      text: rows.map { $0.joined(separator: delimiter) }.joined(separator: "\r\n"))
    #expect(read.lines == ["3:md5:\(a):-"])
    #expect(read.pictures.map(\.hash.description) == [Sample.pdq[1]])
    #expect(read.pictures.map(\.category) == ["MALICIOUS"] && read.list.nature == .notable)
    #expect(
      read.list.rejections == [.init(number: 5, reason: .badHash(kind: "PDQ", length: 63))])
    #expect(
      read.list.notes
        == [.unusedColumns(["collab", "tags"]), .unsupported(kind: "TLSH", count: 1)])
  }

  @Test("Griffeye's and AXIOM's exports, and others with a header behind other lines, are read")
  func exports() throws {
    let griffeye = try readList(
      text: "\u{FEFF}Category,File Path,Source ID,MD5,SHA-1\r\n1,\"C:\\x, y\",d,\(a),\(sa)\r\n")
    #expect(griffeye.lines == ["2:md5:\(a):1", "2:sha1:\(sa):1"])
    #expect(griffeye.list.format == "Griffeye CSV")
    let axiom = try readList(text: "Item ID,Artifact,MD5 Hash,SHA1 Hash\n1,Pictures,\(a),\(sa)\n")
    #expect(axiom.list.format == "AXIOM CSV" && axiom.digests.count == 2)
    let excel = try readList(text: "sep=;\n\n# made up\nName;MD5\nx;\(a)\n")
    #expect(excel.lines == ["5:md5:\(a):-"])
    let quality = try readList(
      text: "hash,quality,path\n\(Sample.pdq[0]),100,a\n\(Sample.pdq[1]),49,b\n")
    #expect(
      quality.pictures.map(\.line) == [2] && quality.list.notes.contains(.lowQuality(count: 1)))
  }

  @Test("Get-FileHash is read as it is shown, as properties, and as it is exported")
  func getFileHash() throws {
    let table = """

      Algorithm       Hash                                              Path
      ---------       ----                                              ----
      MD5             \(a.uppercased())                  C:\\a b.txt
      SHA1            \(sa.uppercased())          C:\\a b.txt
      SHA512          \(Sample.sha512[0])  C:\\a...
      """
    let expected = ["4:md5:\(a):-", "5:sha1:\(sa):-"]
    let shown = try readList(bytes: Array(try #require(table.data(using: .utf16))))
    #expect(shown.lines == expected && shown.list.format == "PowerShell Get-FileHash")
    #expect(shown.list.notes.contains(.unsupported(kind: "SHA-512", count: 1)))
    let properties = try readList(
      text: """

        Algorithm : MD5
        Hash      : \(a)
        Path      : C:\\a very long
                    name.txt

        Algorithm : SHA1
        Hash      : \(sa.prefix(30))
                    \(sa.dropFirst(30))
        Path      : C:\\b.txt

        """)
    #expect(properties.lines == ["3:md5:\(a):-", "8:sha1:\(sa):-"])
    #expect(properties.list.rejectedCount == 0)
    let exported = try readList(
      text: """
        #TYPE Microsoft.PowerShell.Commands.FileHashInfo
        "Algorithm","Hash","Path"
        "MD5","\(a)","C:\\x, y"
        "SHA1","\(sa)","C:\\x, y"
        """)
    #expect(exported.lines == ["3:md5:\(a):-", "4:sha1:\(sa):-"])
    #expect(exported.list.format == "PowerShell Get-FileHash CSV")
  }
}
