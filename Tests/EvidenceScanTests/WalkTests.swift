// Every entry of a volume has exactly one row, whatever it is.

import CaseFile
import EvidenceScan
import Foundation
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct WalkTests {
  private let list = [FilePath(Fixtures.path("known/files.md5"))]

  /// Paths below a folder as another program sees them.
  private func found(_ folder: String) throws -> [[UInt8]] {
    try run("/usr/bin/find", [folder, "-mindepth", "1", "-printf", "%P\\0"])
      .split(separator: 0).map { Array($0) }
  }

  @Test("Every entry of the fixtures has one row")
  func fixtures() throws {
    try withTemporaryFolder { folder in
      let file = try scan(
        [Fixtures.folder.path(percentEncoded: false)], lists: list, into: folder + "/case")
      let paths = try file.rows().map(\.entry.path)
      #expect(Set(paths).count == paths.count)
      #expect(Set(paths) == Set(try found(Fixtures.folder.path(percentEncoded: false))))
    }
  }

  @Test("Links, FIFOs and sockets have a row, and are neither followed nor opened")
  func specialFiles() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir -p "$1/sub" && cd "$1" && echo data > file && ln -s file link && ln -s . sub/loop \
        && ln -s /etc outside && ln -s missing dangling && mkfifo fifo \
        && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
        """
      try run("/bin/sh", ["-c", script, "sh", volume])
      let file = try scan([volume], lists: list, into: folder + "/case")
      for name in ["link", "sub/loop", "outside", "dangling"] {
        let row = try #require(try file.row(name))
        #expect(row.entry.kind == .link && row.outcome == .skipped && row.content == nil)
      }
      #expect(try file.row("fifo")?.entry.kind == .fifo)
      #expect(try file.row("fifo")?.outcome == .skipped)
      #expect(try file.row("socket")?.entry.kind == .socket)
      #expect(try file.row("file")?.outcome == .notMedia)
      #expect(Set(try file.rows().map(\.entry.path)) == Set(try found(volume)))
    }
  }

  @Test("A file with several names is read once, and every name has its findings")
  func hardLinks() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir -p "$1/a/b" && cp "$2" "$1/one.jpg" && ln "$1/one.jpg" "$1/a/two.jpg" \
        && ln "$1/one.jpg" "$1/a/b/three.txt"
        """
      let picture = Fixtures.path("evidence/DCIM/Camera/IMG_0001.jpg")
      try run("/bin/sh", ["-c", script, "sh", volume, picture])
      let progress = ScanProgress()
      let file = try scan([volume], into: folder + "/case", progress: progress)
      #expect(progress.files.load(ordering: .relaxed) == 1)
      let rows = try file.rows(.matched)
      #expect(
        rows.map { String(decoding: $0.entry.path, as: UTF8.self) } == [
          "a/b/three.txt", "a/two.jpg", "one.jpg",
        ])
      #expect(Set(rows.map(\.content)).count == 1)
      #expect(rows.map(\.hasOtherExtension) == [true, false, false])
    }
  }

  @Test("A tree that is deeper than any path may be long is walked to its end")
  func deepTree() throws {
    try withTemporaryFolder { folder in
      // 3000 levels, 2 subdirectories in every hundredth: 6 kB of path.
      let script = """
        import os, sys
        os.mkdir(sys.argv[1])
        os.chdir(sys.argv[1])
        for level in range(3000):
            if level % 100 == 0:
                os.mkdir("z")
                open("z/file", "w").close()
            open("f", "w").close()
            os.mkdir("d")
            os.chdir("d")
        """
      let volume = folder + "/volume"
      try run("/usr/bin/env", ["python3", "-c", script, volume])
      let file = try scan([volume], lists: list, into: folder + "/case")
      let rows = try file.rows()
      #expect(rows.count == 3000 * 2 + 30 * 2)
      #expect(rows.map(\.entry.path.count).max()! >= 6000 - 2)
      #expect(rows.allSatisfy { $0.outcome == .notMedia })
      try run("/bin/rm", ["-rf", volume])
    }
  }

  @Test("A directory of many subdirectories is walked, whatever their number")
  func wideTree() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = "import os, sys\nfor i in range(30000): os.makedirs(f'{sys.argv[1]}/d{i}')"
      try run("/usr/bin/env", ["python3", "-c", script, volume])
      let file = try scan([volume], lists: list, into: folder + "/case")
      #expect(try file.rows().count == 30_000)
    }
  }

  @Test("Only the digests that lists hold are computed, and SHA-256")
  func onlyDigestsThatAreNeeded() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try run("/bin/sh", ["-c", "mkdir \"$1\" && echo a > \"$1/a\"", "sh", volume])
      let content = try #require(
        try scan([volume], lists: list, into: folder + "/case").row("a")?.content)
      #expect(content.md5 == "60b725f10c9c85c70d97880dfe8191b3")
      #expect(content.sha1 == nil)
      #expect(
        content.sha256 == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7")
    }
  }

  @Test(
    "Mebibytes of zeros, an empty file and a sparse file have the digests that other tools give")
  func digests() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir "$1" && cd "$1" && : > empty && head -c 3000000 /dev/zero > zeros \
        && truncate -s 9000001 sparse && head -c 1048576 /dev/urandom > noise
        """
      try run("/bin/sh", ["-c", script, "sh", volume])
      let file = try scan([volume], lists: list, into: folder + "/case", digests: [.sha1])
      for (program, digest) in [
        ("md5sum", \CaseContent.md5), ("sha1sum", \.sha1), ("sha256sum", \.sha256),
      ] {
        for name in ["empty", "zeros", "sparse", "noise"] {
          let expected = try run("/usr/bin/\(program)", [volume + "/" + name])
          let content = try #require(try file.row(name)?.content)
          #expect(
            content[keyPath: digest]
              == String(decoding: expected, as: UTF8.self).split(separator: " ").first.map(
                String.init))
        }
      }
    }
  }

  @Test("A directory that may not be read is one row that says so", .enabled(if: getuid() != 0))
  func unreadableDirectory() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try run("/bin/sh", ["-c", "mkdir -p \"$1/closed\" && chmod 0 \"$1/closed\"", "sh", volume])
      let file = try scan([volume], lists: list, into: folder + "/case")
      #expect(try file.row("closed")?.outcome == .unreadable)
      try run("/bin/chmod", ["700", volume + "/closed"])
    }
  }

  @Test("Volumes that overlap, and outputs inside one, are refused, links or not")
  func refusals() throws {
    try withTemporaryFolder { folder in
      try run(
        "/bin/sh", ["-c", "cd \"$1\" && mkdir -p v/in out && ln -s ../v/in out/link", "sh", folder])
      let outer = try EvidenceVolume(FilePath(folder + "/v"))
      let inner = try EvidenceVolume(FilePath(folder + "/v/in"))
      let beside = try EvidenceVolume(FilePath(folder + "/out"))
      #expect(throws: EvidenceError.self) { try EvidenceVolume.refuseOverlaps([outer, inner]) }
      #expect(throws: EvidenceError.self) { try EvidenceVolume.refuseOverlaps([outer, outer]) }
      #expect(throws: Never.self) { try EvidenceVolume.refuseOverlaps([outer, beside]) }
      for output in ["/v/case", "/v/in/case", "/out/link/case", "/v/in/../case", "/missing/case"] {
        #expect(throws: EvidenceError.self) { try outer.refuse(output: FilePath(folder + output)) }
      }
      #expect(throws: Never.self) { try outer.refuse(output: FilePath(folder + "/out/case")) }
      try run("/bin/ln", ["-s", "../v/case", folder + "/out/toCase"])
      let link = #expect(throws: EvidenceError.self) {
        try outer.refuse(output: FilePath(folder + "/out/toCase"))
      }
      #expect(link?.problem == .outputIsLink)
      #expect(throws: EvidenceError.self) { try EvidenceVolume(FilePath(folder + "/nothing")) }
    }
  }
}
