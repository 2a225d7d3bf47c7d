// A tree of everything that a name or an entry can be: one row each, byte for byte.

import Foundation
import TestSupport
import Testing

struct NastyPathTests {
  /// Makes the tree, and prints every path below it with `find`, each ended by a NUL.
  private static let script = """
    import os, socket, stat, subprocess, sys
    root = os.fsencode(sys.argv[1])
    os.mkdir(root)
    os.chdir(root)
    def write(name, data=b"data"):
        with open(name, "wb") as file: file.write(data)
    # Names that are not text, that differ in normalisation only, that break lines, that steer terminals.
    write(b"caf\\xe9"); write(b"\\xff\\xfe"); write(b"\\xc0\\xaf"); write(b"\\xed\\xa0\\x80")
    write("caf\\u00e9".encode()); write("cafe\\u0301".encode())
    write(b"two\\nlines"); write(b"bell\\x07\\x1b[2J"); write(b"tab\\tback\\\\slash \\"quoted\\"")
    write("gpj\\u202eexe".encode()); write(b"-rf"); write(b" "); write(b"$(reboot)"); write(b"...")
    write(b"n" * 255); write(b"\\xe9" * 255); write(b".hidden"); write(b"x,y;z")
    # Links, in circles and to nowhere.
    os.symlink(b"missing", b"dangling"); os.symlink(b"self", b"self"); os.symlink(b".", b"here")
    os.symlink(b"b", b"a"); os.symlink(b"a", b"b"); os.symlink(b"/etc", b"outside")
    os.mkdir(b"loop"); os.symlink(b"../loop", b"loop/again"); os.symlink(b"x" * 4000, b"long")
    # What must not be opened.
    os.mkfifo(b"fifo")
    socket.socket(socket.AF_UNIX).bind(b"socket")
    if os.geteuid() == 0:
        try: os.mknod(b"device", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        except OSError: pass
    # Sizes and modes.
    write(b"empty", b"")
    write(b"sparse"); os.truncate(b"sparse", 8 << 40)
    write(b"one name"); os.link(b"one name", b"another name"); os.mkdir(b"sub")
    os.link(b"one name", b"sub/third name")
    for mode in (0o000, 0o001, 0o444, 0o777, 0o1644, 0o7755):
        write(b"mode%o" % mode); os.chmod(b"mode%o" % mode, mode)
        os.mkdir(b"dir%o" % mode); write(b"dir%o/file" % mode); os.chmod(b"dir%o" % mode, mode)
    # A path of 20 kB.
    for level in range(82):
        name = b"deep" + bytes([0x80 + level]) * 246
        os.mkdir(name); os.chdir(name)
    write(b"bottom")
    os.chdir(root)
    found = subprocess.run(["find", ".", "-mindepth", "1", "-print0"], stdout=subprocess.PIPE)
    sys.stdout.buffer.write(found.stdout)
    """

  @Test("Every entry of a tree of nasty ones has one row, byte for byte, and ends as it should")
  func tree() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let found = folder + "/found"
      let made = try shell(
        "python3 -c \"$1\" \"$2\" > \"$3\"", [Self.script, volume, found])
      try #require(made.status == 0, "\(made.errors)")
      defer { _ = try? shell("chmod -R u+rwx \"$1\"; rm -rf \"$1\"", [volume]) }
      let expected = try Data(contentsOf: URL(filePath: found)).split(separator: 0).map {
        Array($0.dropFirst(2))  // Without "./".
      }
      #expect(expected.count > 130 && expected.contains { $0.count > 20_000 })

      let start = ContinuousClock.now
      let ending = try vigie(
        "scan", volume, "--known", Fixtures.path("known/files.md5"), "--case", folder + "/case",
        "--allow-writable-evidence")
      // The sparse file alone would take hours.
      #expect(start.duration(to: .now) < .seconds(60))
      #expect(ending.status == 1)
      let report = try vigie("report", folder + "/case", "--format", "jsonl", "--all")
      #expect(report.output.split(separator: "\n").count == expected.count)
      let rows = try reportedRows(folder + "/case")
      #expect(Set(rows.keys) == Set(expected))

      func row(_ name: String) throws -> ReportedRow {
        try #require(rows[Array(name.utf8)], "\(name)")
      }
      let links = ["dangling", "self", "here", "a", "b", "outside", "loop/again", "long"]
      for name in links { #expect(try row(name).kind == "link" && row(name).outcome == "skipped") }
      #expect(try row("fifo").outcome == "skipped" && row("socket").outcome == "skipped")
      if let device = rows[Array("device".utf8)] {
        #expect(device.kind == "device" && device.outcome == "skipped")
      }
      let sparse = try row("sparse")
      #expect(sparse.outcome == "overLimit" && sparse.md5 == nil && sparse.size == 8 << 40)
      #expect(sparse.reason == "more than 4294967296 bytes of holes, not read")
      #expect(try row("empty").md5 == "d41d8cd98f00b204e9800998ecf8427e")
      let data = "8d777f385d3dfec8815d20f7496026dc"
      for name in [
        "one name", "another name", "sub/third name", "mode444", "mode7755", "-rf", "...",
      ] { #expect(try row(name).md5 == data) }
      // NFC and NFD are two files.
      #expect(rows[Array("caf\u{E9}".utf8)] != nil && rows[Array("cafe\u{301}".utf8)] != nil)
      let closed = try row("mode0")
      if getuid() == 0 {
        #expect(closed.md5 == data)
      } else {
        #expect(closed.outcome == "unreadable" && closed.reason == "Permission denied")
        #expect(try row("dir0").outcome == "unreadable")
      }
    }
  }

  @Test(
    "A sparse file is told by its holes, not by the number of blocks that its inode claims",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func claimedBlocks() throws {
    try withTemporaryFolder { folder in
      let made = try shell(
        """
        set -e
        mkdir "$1/tree"; echo data > "$1/tree/sparse"; truncate -s 6G "$1/tree/sparse"
        truncate -s 8M "$1/image"
        mkfs.ext4 -q -F -O ^metadata_csum,^has_journal -d "$1/tree" "$1/image"
        debugfs -w -R "set_inode_field /sparse blocks 20000000" "$1/image"
        """, [folder])
      try #require(made.status == 0, "\(made.errors)")
      let ending = try shell(
        """
        unshare -m sh -c 'set -e
        mkdir "$1/v"
        device=$(losetup -r -f --show "$1/image"); mount -o ro $device "$1/v"; losetup -d $device
        stat -c %b "$1/v/sparse"
        "$VIGIE" scan "$1/v" --known "$2" --case "$1/case" > "$1/null"' sh "$1" "$2"
        """, [folder, Fixtures.path("known/files.md5")])
      #expect(ending.output == "20000000\n" && ending.status == 1, "\(ending.errors)")
      let sparse = try #require(try reportedRows(folder + "/case")[Array("sparse".utf8)])
      #expect(sparse.outcome == "overLimit" && sparse.sha256 == nil)
    }
  }

  @Test(
    "Entries of one name in one directory have a row each, also if the scan was killed between them",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func repeatedNames() throws {
    try withTemporaryFolder { folder in
      let made = try shell(
        """
        set -e
        mkdir "$1/tree" "$1/tree/xxxx1" "$1/tree/xxxx2"
        for name in zzzz1 zzzz2 zzzz3 xxxx1/file xxxx2/file; do echo $name > "$1/tree/$name"; done
        truncate -s 8M "$1/image"
        mkfs.ext4 -q -F -O ^metadata_csum,^dir_index,^has_journal -d "$1/tree" "$1/image"
        # All of a kind get the name of the first.
        sed -i 's/zzzz[0-9]/zzzz1/g; s/xxxx[0-9]/xxxx1/g' "$1/image"
        """, [folder])
      try #require(made.status == 0, "\(made.errors)")
      let ending = try shell(
        """
        unshare -m sh -c "$3" sh "$1" "$2"
        """,
        [
          folder, Fixtures.path("known/files.md5"),
          """
          set -e
          mkdir "$1/v"
          device=$(losetup -r -f --show "$1/image"); mount -o ro $device "$1/v"; losetup -d $device
          scan() { "$VIGIE" scan "$1/v" --known "$2" --case "$1/case" || test $? = 1; }
          scan "$@"
          "$VIGIE" report "$1/case" --all --format jsonl > "$1/whole"
          # As a scan leaves it that was killed behind some of them.
          python3 -c 'if True:
            import sqlite3, sys
            case = sqlite3.connect(sys.argv[1])
            case.execute("UPDATE run SET ended = NULL, ending = NULL")
            case.execute("DELETE FROM entry WHERE name IN (?, ?) AND ordinal != 1",
                         (b"zzzz1", b"xxxx1"))
            case.commit()' "$1/case"
          scan "$@"
          "$VIGIE" report "$1/case" --all --format jsonl > "$1/resumed"
          cmp "$1/whole" "$1/resumed"
          """,
        ])
      #expect(ending.status == 0, "\(ending.errors)")
      let rows = try String(contentsOfFile: folder + "/whole", encoding: .utf8)
        .split(separator: "\n").map {
          try JSONDecoder().decode(ReportedRow.self, from: Data($0.utf8))
        }
      #expect(
        rows.map { "\($0.path) \($0.outcome)" } == [
          "lost+found notMedia", "xxxx1 notMedia", "xxxx1 unreadable", "xxxx1/file notMedia",
          "zzzz1 notMedia", "zzzz1 unreadable", "zzzz1 unreadable",
        ])
      for row in rows where row.outcome == "unreadable" {
        #expect(row.reason?.contains("another entry of this name") == true)
      }
    }
  }
}
