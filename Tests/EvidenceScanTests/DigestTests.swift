// Contents are read once, and have the digests that other programs give.

import CaseFile
import EvidenceScan
import Findings
import Foundation
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct DigestTests {
  private let list = [FilePath(Fixtures.path("known/files.md5"))]

  @Test("A file with several names is read once, and every name has its findings")
  func hardLinks() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir -p "$1/a/b" && cp "$2" "$1/one.jpg" && ln "$1/one.jpg" "$1/a/two.jpg" \
        && ln "$1/one.jpg" "$1/a/b/three.txt"
        """
      let picture = Fixtures.path("evidence/DCIM/Camera/IMG_0001.jpg")
      try runProgram("/bin/sh", ["-c", script, "sh", volume, picture])
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

  @Test("Only the digests that lists hold are computed, and SHA-256")
  func onlyDigestsThatAreNeeded() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try runProgram("/bin/sh", ["-c", "mkdir \"$1\" && echo a > \"$1/a\"", "sh", volume])
      let content = try #require(
        try scan([volume], lists: list, into: folder + "/case").row("a")?.content)
      #expect(content.digits(.md5) == "60b725f10c9c85c70d97880dfe8191b3")
      #expect(content.digits(.sha1) == nil)
      #expect(
        content.digits(.sha256)
          == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7")
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
      try runProgram("/bin/sh", ["-c", script, "sh", volume])
      let file = try scan([volume], lists: list, into: folder + "/case", digests: [.sha1])
      for (program, digest) in [
        ("md5sum", DigestAlgorithm.md5), ("sha1sum", .sha1), ("sha256sum", .sha256),
      ] {
        for name in ["empty", "zeros", "sparse", "noise"] {
          let expected = try runProgram("/usr/bin/\(program)", [volume + "/" + name])
          let content = try #require(try file.row(name)?.content)
          #expect(
            content.digits(digest)
              == String(decoding: expected, as: UTF8.self).split(separator: " ").first.map(
                String.init))
        }
      }
    }
  }
}
