// Compressed lists and archives: read to their checked ends, or refused.

import Findings
import Foundation
import HashLists
import SystemPackage
import TestSupport
import Testing

struct ArchiveTests {
  private static let python = "/usr/bin/env"
  private static let text = Sample.md5.map { "\($0)  x\n" }.joined()

  /// Makes a file by a program of Python, which has `text` and `path`.
  private func made(_ program: String, _ text: String = text, in folder: String) throws -> String {
    let path = folder + "/list"
    try text.write(toFile: folder + "/text", atomically: true, encoding: .utf8)
    let head = """
      import sys, gzip, bz2, lzma, zipfile, tarfile, io, zlib
      text = open(sys.argv[1], "rb").read(); path = sys.argv[2]; out = open(path, "wb")

      """
    try runProgram(Self.python, ["python3", "-c", head + program, folder + "/text", path])
    return path
  }

  static let compressions = [
    "out.write(gzip.compress(text))", "out.write(bz2.compress(text))",
    "out.write(lzma.compress(text))",
    "z = zipfile.ZipFile(out, 'w', 8); z.writestr('a/b/list.md5', text); z.close()",
    "z = zipfile.ZipFile(out, 'w', 0); z.writestr('list.md5', text); z.close()",
    """
    class Pipe(io.RawIOBase):
      def writable(self): return True
      def write(self, b): out.write(b); return len(b)
    z = zipfile.ZipFile(Pipe(), 'w', 8); z.writestr('l', text); z.close()
    """,
    """
    b = io.BytesIO(); t = tarfile.open(fileobj=b, mode='w')
    i = tarfile.TarInfo('d/l'); i.size = len(text); t.addfile(i, io.BytesIO(text)); t.close()
    out.write(gzip.compress(b.getvalue()))
    """,
    "half = len(text) // 2; out.write(gzip.compress(text[:half]) + gzip.compress(text[half:]))",
    "out.write(gzip.compress(text) + bytes(1000))",
    "out.write(gzip.compress(text.decode().encode('utf-16')))",
  ]

  @Test("What is compressed is read whole", arguments: compressions)
  func whole(program: String) throws {
    try withTemporaryFolder { folder in
      let read = try readList(made(program, in: folder))
      #expect(read.digests.map(\.hash.description) == Sample.md5)
      #expect(read.lists.count == 1)
    }
  }

  @Test("What is cut anywhere fails", arguments: compressions.prefix(7))
  func cut(program: String) throws {
    try withTemporaryFolder { folder in
      let bytes = Array(try Data(contentsOf: URL(filePath: made(program, in: folder))))
      for count in 0..<bytes.count {
        #expect(throws: HashListError.self, "\(count) of \(bytes.count)") {
          try readList(bytes: Array(bytes[..<count]))
        }
      }
    }
  }

  @Test("A bit that is wrong never changes what is read", arguments: compressions.prefix(7))
  func damage(program: String) throws {
    try withTemporaryFolder { folder in
      let bytes = Array(try Data(contentsOf: URL(filePath: made(program, in: folder))))
      for index in bytes.indices {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(index % 8)
        guard let read = try? readList(bytes: damaged) else { continue }
        #expect(read.digests.map(\.hash.description) == Sample.md5, "\(index)")
      }
    }
  }

  @Test("Other bytes behind gzip data are refused")
  func garbage() throws {
    try withTemporaryFolder { folder in
      let path = try made("out.write(gzip.compress(text) + b'garbage')", in: folder)
      #expect(throws: HashListError.self) { try readList(path) }
    }
  }

  @Test("An archive gives each of its lists, and names what is none")
  func several() throws {
    try withTemporaryFolder { folder in
      let path = try made(
        """
        z = zipfile.ZipFile(out, 'w', 8); z.writestr('readme.txt', 'A made-up list.\\n')
        z.writestr('x/', ''); z.writestr('x/l.md5', text); z.writestr('y/l.md5', text); z.close()
        """, in: folder)
      let read = try readList(path)
      #expect(read.lists.map(\.name) == ["list/x/l.md5", "list/y/l.md5"])
      #expect(read.digests.map(\.hash.description) == Sample.md5 + Sample.md5)
      #expect(read.lists.last?.notes == [.passedOver(["readme.txt"])])
      #expect(Set(read.lists.map(\.sha256)).count == 1)
      let empty = try made("zipfile.ZipFile(out, 'w').close()", in: folder)
      let error = #expect(throws: HashListError.self) { try readList(empty) }
      #expect(error?.description.contains("zip archive without a list") == true)
    }
  }

  @Test(
    "An encrypted member is refused by name",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zip")))
  func encrypted() throws {
    try withTemporaryFolder { folder in
      try Self.text.write(toFile: folder + "/l.md5", atomically: true, encoding: .utf8)
      try runProgram(
        "/usr/bin/zip", ["-q", "-j", "-P", "x", folder + "/l.zip", folder + "/l.md5"])
      let error = #expect(throws: HashListError.self) { try readList(folder + "/l.zip") }
      #expect(error?.description.contains("l.md5 encrypted") == true)
    }
  }

  @Test(
    "Zstandard is read, and fails where it is cut",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zstd")))
  func zstandard() throws {
    try withTemporaryFolder { folder in
      try Self.text.write(toFile: folder + "/l", atomically: true, encoding: .utf8)
      try runProgram("/usr/bin/zstd", ["-q", folder + "/l", "-o", folder + "/l.zst"])
      #expect(try readList(folder + "/l.zst").digests.map(\.hash.description) == Sample.md5)
      let bytes = Array(try Data(contentsOf: URL(filePath: folder + "/l.zst")))
      for count in 0..<bytes.count {
        #expect(throws: HashListError.self, "\(count) of \(bytes.count)") {
          try readList(bytes: Array(bytes[..<count]))
        }
      }
    }
  }

  @Test("A bomb ends, and takes no memory", arguments: ["gzip", "bz2", "lzma"])
  func bomb(module: String) throws {
    try withTemporaryFolder { folder in
      let path = try made("out.write(\(module).compress(bytes(100 << 20)))", in: folder)
      #expect(throws: HashListError.self) { try readList(path) }
    }
  }
}
