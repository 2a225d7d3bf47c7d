// The system's table of mounts is read as whatever somebody may have mounted.

import EvidenceEntries
import EvidenceVolumes
import Foundation
import Testing

struct MountTableTests {
  private func parse(_ line: String) -> MountTableEntry? { MountTableEntry(line: Array(line.utf8)) }

  @Test("A line gives device, place, options and source, with or without optional fields")
  func lines() throws {
    for optional in ["", "master:1 ", "shared:7 master:1 unbindable "] {
      let entry = try #require(
        parse(
          "36 35 98:1 /sub /mnt/two\\040words ro,noatime \(optional)- ext4 /dev/sd\\134b ro,x=1"))
      #expect(entry.id == 36 && entry.major == 98 && entry.minor == 1)
      #expect(entry.root == Array("/sub".utf8))
      #expect(entry.point == Array("/mnt/two words".utf8))
      #expect(entry.options == Array("ro,noatime".utf8))
      #expect(entry.fileSystem == Array("ext4".utf8))
      #expect(entry.source == Array("/dev/sd\\b".utf8))
      #expect(entry.superOptions == Array("ro,x=1".utf8))
    }
  }

  @Test("A name that is not text, and an escape that is none, keep their bytes")
  func bytes() throws {
    var line = Array("36 35 98:1 / /m\\0 ".utf8)
    line.insert(0xE9, at: line.count - 1)
    let entry = try #require(
      MountTableEntry(line: line + Array("ro - fuse.x \\777\\04 ro".utf8)))
    #expect(entry.point == Array("/m\\0".utf8) + [0xE9])
    #expect(entry.source == Array("\\777\\04".utf8))
  }

  @Test(
    "A line that makes no sense is passed over, and traps nothing",
    arguments: [
      "", " ", "36", "36 35 98:1 / / ro - ext4 /dev/sdb", "x 35 98:1 / / ro - ext4 /dev/sdb ro",
      "36 35 98 / / ro - ext4 /dev/sdb ro", "36 35 98:1:2 / / ro - ext4 /dev/sdb ro",
      "36 35 98:99999999999 / / ro - ext4 /dev/sdb ro", "36 35 98:1 / / ro ext4 /dev/sdb ro x",
      "-1 35 98:1 / / ro - ext4 /dev/sdb ro", "- - - - - - - - -", "- - - - - - - - - -",
    ])
  func nonsense(line: String) {
    #expect(parse(line) == nil)
    let good = "36 35 98:1 / /mnt ro - ext4 /dev/sdb ro"
    let table = MountTable(text: Array("\(line)\n\(good)\n\(line)".utf8))
    #expect(table.entries.map(\.id) == [36])
  }

  @Test("Mounts below a directory are those whose place lies in it, not beside it")
  func below() {
    let places = ["/mnt", "/mnt/a", "/mnt/a/b", "/mnt/ab", "/"]
    let lines = places.enumerated().map { "\($0) 1 0:1 / \($1) ro - tmpfs none ro" }
    let table = MountTable(text: Array(lines.joined(separator: "\n").utf8))
    #expect(table.below(Array("/mnt/a".utf8)).map(\.id) == [2])
    #expect(table.below(Array("/mnt".utf8)).map(\.id) == [1, 2, 3])
    #expect(table.below(Array("/".utf8)).map(\.id) == [0, 1, 2, 3])
  }

  @Test("Directories of a file system are compared by their place in it, wherever it is mounted")
  func places() throws {
    func place(_ path: String, _ mount: String) throws -> FileSystemPlace? {
      let entry = try #require(parse("36 35 \(mount) ro - ext4 /dev/sdb ro"))
      return FileSystemPlace(Array(path.utf8), reachedBy: entry)
    }
    let volume = try #require(try place("/mnt/disk/sub", "8:1 / /mnt/disk"))
    for (path, mount, isInside) in [
      ("/mnt/disk/sub", "8:1 / /mnt/disk", true), ("/b", "8:1 /sub /b", true),
      ("/b/c/d", "8:1 /sub /b", true), ("/b", "8:1 /sub/c /b", true),
      ("/c/sub/d", "8:1 / /c", true), ("/sub", "8:1 / /", true),
      ("/b", "8:2 /sub /b", false), ("/b", "8:1 /subs /b", false), ("/c", "8:1 / /c", false),
      ("/b/sub", "8:1 /other /b", false), ("/", "8:1 / /", false),
    ] {
      let other = try #require(try place(path, mount))
      #expect(volume.contains(other) == isInside, "\(path) \(mount)")
    }
    #expect(try place("/mnt/diskette", "8:1 / /mnt/disk") == nil)
    let mount = try #require(parse("36 35 8:1 /sub/c /b ro - ext4 /dev/sdb ro"))
    #expect(volume.contains(FileSystemPlace(rootOf: mount)))
  }

  @Test(
    "A mount is writable unless it or its file system is read-only; no option name is mistaken for that",
    arguments: [
      ("rw", "rw", true), ("ro", "rw", false), ("rw", "ro", false),
      ("ro,nosuid", "ro,seclabel", false),
      ("rw,errors=remount-ro", "rw,x=ro", true), ("", "", true), ("rom", "or", true),
    ])
  func writable(options: String, superOptions: String, isWritable: Bool) throws {
    let entry = try #require(
      parse("36 35 0:1 / /mnt x\(options) - tmpfs none x\(superOptions)".replacing(" x", with: " "))
    )
    let mount = try EvidenceMount(entry).state
    #expect(mount.isMountWritable == isWritable)
    #expect(mount.device == .none && mount.isWritable == isWritable)
  }

  @Test("A device that the system does not know counts as writable")
  func unknownDevice() throws {
    let mount = try EvidenceMount(
      try #require(parse("36 35 4095:1048575 / /mnt ro - ext4 /dev/none ro,norecovery"))
    ).state
    #expect(!mount.isMountWritable && mount.device == .writable && mount.isWritable)
    #expect(!mount.mayHaveReplayedJournal)
  }

  /// A block device of this machine: its path, its number, whether it is read-only.
  private static let device: (path: String, number: String, isReadOnly: Bool)? = {
    let folder = "/sys/class/block"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    // Loop devices come and go, and are read-only now and then.
    for name in names where !name.hasPrefix("loop") {
      func read(_ file: String) -> String? {
        (try? String(contentsOfFile: "\(folder)/\(name)/\(file)", encoding: .utf8))?
          .trimmingCharacters(in: .whitespacesAndNewlines)
      }
      if let number = read("dev"), let flag = read("ro"),
        FileManager.default.fileExists(atPath: "/dev/\(name)")
      {
        return ("/dev/\(name)", number, flag == "1")
      }
    }
    return nil
  }()

  @Test(
    "The device is asked by its number, or, where the file system has a number of its own, by its path",
    .enabled(if: device != nil))
  func knownDevice() throws {
    let device = try #require(Self.device)
    for number in [device.number, "0:99"] {
      let mount = try EvidenceMount(
        try #require(parse("36 35 \(number) / /mnt ro - btrfs \(device.path) ro"))
      ).state
      #expect(mount.device == (device.isReadOnly ? .readOnly : .writable))
    }
    for source in ["none", "/dev/null", "/dev/missing", "host:/share", "relative"] {
      let mount = try EvidenceMount(
        try #require(parse("36 35 0:99 / /mnt ro - nfs \(source) ro"))
      ).state
      #expect(mount.device == .none && !mount.isWritable)
    }
  }
}
