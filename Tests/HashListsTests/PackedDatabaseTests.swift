// SQLite lists in archives and pipes: read from a copy as if they lay there in the open.

import Findings
import Foundation
import HashLists
import TestSupport
import Testing

@Suite(.enabled(if: hasPython))
struct PackedDatabaseTests {
  private static let rows = (0..<3).map {
    "('\(Sample.sha256[$0])', '\(Sample.sha1[$0])', '\(Sample.md5[$0])')"
  }.joined(separator: ", ")
  static let rds = """
    CREATE TABLE FILE(sha256, sha1, md5); INSERT INTO FILE VALUES\(rows);
    CREATE TABLE VERSION(version, build_date, description); INSERT INTO VERSION VALUES('1', '2', '3');
    """
  static let kdb = """
    CREATE TABLE db_properties(name, value); INSERT INTO db_properties VALUES('Schema Version', '1');
    CREATE TABLE hashes(id INTEGER PRIMARY KEY, md5, sha1, sha2_256);
    INSERT INTO hashes(md5) VALUES\(Sample.md5.map { "(x'\($0)')" }.joined(separator: ", "));
    """
  /// What Python packs with, from `text` into `path`.
  static let packers = [
    "out.write(gzip.compress(text))", "out.write(bz2.compress(text))",
    "out.write(lzma.compress(text))",
    "z = zipfile.ZipFile(out, 'w', 8); z.writestr('a/set.db', text); z.close()",
    """
    t = tarfile.open(fileobj=out, mode='w:xz'); i = tarfile.TarInfo('set.db'); i.size = len(text)
    t.addfile(i, io.BytesIO(text)); t.close()
    """,
  ]

  static func packed(_ database: [UInt8], _ packer: String) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      let (path, output) = (folder + "/text", folder + "/list")
      try Data(database).write(to: URL(filePath: path))
      let head = """
        import sys, gzip, bz2, lzma, zipfile, tarfile, io
        text = open(sys.argv[1], "rb").read(); out = open(sys.argv[2], "wb")

        """
      _ = try runProgram("/usr/bin/python3", ["-c", head + packer, path, output])
      return Array(try Data(contentsOf: URL(filePath: output)))
    }
  }

  @Test("A packed database gives what it gives in the open", arguments: packers)
  func same(packer: String) throws {
    for statements in [Self.rds, Self.kdb, "PRAGMA journal_mode = WAL; \(Self.rds)"] {
      let database = try sqliteDatabase(statements)
      let open = try readList(bytes: database)
      let read = try readList(bytes: Self.packed(database, packer))
      #expect(read.digests == open.digests && open.digests.count >= 3)
      #expect(read.lists.map(\.format) == open.lists.map(\.format))
      #expect(read.lists.map(\.about) == open.lists.map(\.about))
    }
  }

  @Test(
    "Zstandard too", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zstd")))
  func zstandard() throws {
    try withTemporaryFolder { folder in
      try Data(sqliteDatabase(Self.rds)).write(to: URL(filePath: folder + "/x.db"))
      _ = try runProgram("/usr/bin/zstd", ["-q", folder + "/x.db"])
      #expect(try readList(folder + "/x.db.zst").digests.count == 9)
    }
  }

  @Test("A database from a pipe is read")
  func pipe() throws {
    let database = try sqliteDatabase(Self.rds)
    let pipe = Pipe()
    Thread.detachNewThread {
      try? pipe.fileHandleForWriting.write(contentsOf: Data(database))
      try? pipe.fileHandleForWriting.close()
    }
    let read = try readList("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    #expect(read.digests.count == 9)
  }

  @Test("A packed database that is cut is refused, packed or before that", arguments: packers)
  func cut(packer: String) throws {
    let database = try sqliteDatabase(Self.rds)
    let whole = try Self.packed(database, packer)
    for count in stride(from: 20, to: whole.count, by: max(1, whole.count / 50)) {
      #expect(throws: HashListError.self, "\(count)") {
        try readList(bytes: Array(whole[..<count]))
      }
    }
    let short = try Self.packed(Array(database.dropLast(100)), packer)
    let error = #expect(throws: HashListError.self) { try readList(bytes: short) }
    #expect(error?.description.contains("ends too early") == true)
  }

  @Test("The copy is in memory where there is no folder; that it cannot be made is said")
  func places() throws {
    let bytes = try Self.packed(sqliteDatabase(Self.rds), Self.packers[0])
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(filePath: folder + "/x.gz"))
      #expect(try readList(folder + "/x.gz", scratch: nil).digests.count == 9)
      let error = #expect(throws: HashListError.self) {
        try readList(folder + "/x.gz", scratch: folder + "/none")
      }
      #expect(error?.description.contains("name a folder that has room") == true)
    }
  }

  @Test("A packed database without a list is named, and passed over among lists")
  func noList() throws {
    let database = try sqliteDatabase("CREATE TABLE people(name);")
    let error = #expect(throws: HashListError.self) {
      try readList(bytes: Self.packed(database, Self.packers[0]))
    }
    #expect(error?.description.contains("people") == true)
    let two =
      "z = zipfile.ZipFile(out, 'w'); z.writestr('a.db', text); z.writestr('b', b'\(Sample.md5[0])'); z.close()"
    let read = try readList(bytes: Self.packed(database, two))
    #expect(read.lists.flatMap(\.notes) == [.passedOver(["a.db"])])
  }
}
