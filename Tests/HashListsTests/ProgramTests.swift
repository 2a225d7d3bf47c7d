// Lists written by programs that others made, and read beside them.

import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

struct ProgramTests {
  /// A program that writes a list of the files that it is given.
  struct Writer: CustomTestStringConvertible {
    var program: String
    var arguments: [String]
    /// How many digests it writes of each.
    var digests: Int

    init(_ program: String, _ arguments: String..., digests: Int = 1) {
      (self.program, self.arguments, self.digests) = (program, arguments, digests)
    }

    var testDescription: String { ([program] + arguments).joined(separator: " ") }
  }

  static let writers = [
    Writer("md5sum"), Writer("md5sum", "--tag"), Writer("md5sum", "-b"), Writer("sha1sum"),
    Writer("sha256sum", "--tag"), Writer("sha256sum", "-b"), Writer("cksum", "-a", "md5"),
    Writer("cksum", "-a", "sha256", "--untagged"), Writer("shasum"),
    Writer("shasum", "-a", "256"), Writer("shasum", "-b"), Writer("shasum", "--tag"),
    Writer("openssl", "dgst", "-md5"), Writer("openssl", "dgst", "-sha256"),
    Writer("openssl", "dgst", "-sha1", "-r"), Writer("openssl", "dgst", "-sha256", "-c"),
    Writer("hashdeep", digests: 2), Writer("hashdeep", "-c", "md5,sha1,sha256", digests: 3),
    Writer("hashdeep", "-c", "md5,tiger,whirlpool"), Writer("hashdeep", "-d", digests: 2),
    Writer("md5deep", "-z"), Writer("sha1deep"), Writer("sha256deep", "-k"),
    Writer("md5deep", "-d"),
  ].filter { isInstalled($0.program) }

  private static func isInstalled(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)")
  }

  @Test("Programs that write lists are read back", arguments: writers)
  func writer(writer: Writer) throws {
    try withTemporaryFolder { folder in
      let files = [("a b.txt", "one"), ("c, \"d\".txt", "two")].map { (folder + "/" + $0, $1) }
      for (path, word) in files {
        try "vigie fixture \(word)\n".write(toFile: path, atomically: true, encoding: .utf8)
      }
      let output = try runProgram("/usr/bin/" + writer.program, writer.arguments + files.map(\.0))
      let read = try readList(bytes: Array(output))
      let known = Set((Sample.md5 + Sample.sha1 + Sample.sha256).map { "\($0)" })
      #expect(read.digests.count == 2 * writer.digests)
      #expect(read.digests.allSatisfy { known.contains($0.hash.description) })
      #expect(Set(read.digests).count == read.digests.count)
      #expect(read.list.rejectedCount == 0 && read.pictures.isEmpty)
    }
  }

  @Test(
    "The table that sqlite3 prints of an NSRL set gives the same",
    .enabled(if: isInstalled("sqlite3")))
  func sqlite() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<3).map {
        "('\(Sample.sha256[$0].uppercased())','\(Sample.sha1[$0].uppercased())','\(Sample.md5[$0].uppercased())','b''s, \"x\"',\($0))"
      }.joined(separator: ",")
      let path = folder + "/set.db"
      _ = try runProgram(
        "/usr/bin/sqlite3",
        [
          path,
          "CREATE TABLE FILE(sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, file_name, file_size INTEGER);"
            + "INSERT INTO FILE VALUES \(rows);",
        ])
      let database = try readList(path)
      #expect(database.digests.count == 9 && database.list.format == "NSRL RDSv3")
      for options in [["-csv"], ["-separator", ";"], ["-tabs"], ["-json"]] {
        let output = try runProgram(
          "/usr/bin/sqlite3", options + ["-header", path, "SELECT sha256, sha1, md5 FROM FILE"])
        let table = try readList(bytes: Array(output))
        #expect(Set(table.digests.map(\.hash)) == Set(database.digests.map(\.hash)))
        #expect(table.list.rejectedCount == 0)
      }
    }
  }

  @Test(
    "hfind finds in a list what is read of it, and nothing else",
    .enabled(if: isInstalled("hfind")),
    arguments: [
      ("md5sum", Sample.md5.prefix(2).map { "\($0)  name\n" }.joined()),
      (
        "nsrl-md5",
        "\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\",\"SpecialCode\"\r\n"
          + (0..<2).map {
            "\"\(Sample.sha1[$0].uppercased())\",\"\(Sample.md5[$0].uppercased())\",\"4A28CF9A\",\"b.dll\",17,1,\"362\",\"\"\r\n"
          }.joined()
      ),
    ])
  func hfind(kind: String, text: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/list.txt"
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let read = try readList(path)
      _ = try runProgram("/usr/bin/hfind", ["-i", kind, path])
      let digests = Set(read.digests.map { "\($0.hash)" })
      for md5 in Sample.md5 {
        // hfind ends with 1 for what it does not find.
        let output = try? runProgram("/usr/bin/hfind", ["-q", path, md5])
        #expect(
          (output.map { String(decoding: $0, as: UTF8.self) } == "1\n") == digests.contains(md5))
      }
    }
  }

  private static let hasThreatExchange =
    (try? runProgram("/usr/bin/env", ["python3", "-c", "import threatexchange.cli"])) != nil

  @Test(
    "What python-threatexchange keeps of an exchange is read, false positives left out",
    .enabled(if: hasThreatExchange), arguments: ["HASH_PDQ", "HASH_MD5", "HASH_SHA256"])
  func threatExchange(type: String) throws {
    let hashes = ["HASH_PDQ": Sample.pdq, "HASH_MD5": Sample.md5, "HASH_SHA256": Sample.sha256]
    try withTemporaryFolder { folder in
      let script = """
        import sys, pathlib
        from threatexchange.cli.dataset.simple_serialization import CliIndicatorSerialization as Row
        from threatexchange.exchanges.clients.fb_threatexchange.descriptor import SimpleDescriptorRollup as Rollup
        folder, kind, *hashes = sys.argv[1:]
        Row.store(pathlib.Path(folder), [
          Row(kind, hash, Rollup(12345 + n, "mine" if n else "2020-07-01T18:31:15+0000", {"false_positive"} if n == 2 else {"a", "b"}))
          for n, hash in enumerate(hashes)])
        """
      _ = try runProgram("/usr/bin/env", ["python3", "-c", script, folder, type] + hashes[type]!)
      let read = try readList("\(folder)/simple.\(type).te")
      let found = read.digests.map { "\($0.hash)" } + read.pictures.map { "\($0.hash)" }
      #expect(found == Array(hashes[type]!.prefix(2)))
      #expect(read.list.format == "ThreatExchange cache" && read.list.nature == .notable)
      #expect(Set(read.list.notes) == [.withdrawn(count: 1), .unusedColumns(["labels"])])
    }
  }

  @Test("A cache whose name is lost is told by its content, and its bad rows are said")
  func cache() throws {
    let rows = (0..<9).map { "\(Sample.pdq[$0 % 3]),\(1000 + $0),mine,\"\"\r\n" }.joined()
    let read = try readList(
      text: rows + "x,1,mine,a\r\n\(Sample.pdq[0]),7,8,2020-07-01T18:31:15+0000,\r\n")
    #expect(read.list.format == "ThreatExchange cache" && read.pictures.count == 10)
    #expect(read.digests.isEmpty)
    #expect(read.list.rejections == [.init(number: 10, reason: .malformed)])
  }
}
