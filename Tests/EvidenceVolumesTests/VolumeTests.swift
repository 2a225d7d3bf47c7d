// A volume is what it was when it was checked, or it is not examined.

import EvidenceEntries
import EvidenceVolumes
import Foundation
import Platform
import SystemPackage
import TestSupport
import Testing

struct VolumeTests {
  /// The system's table of mounts, each line as `change` leaves it.
  private func table(_ change: (inout MountTableEntry) -> Bool) throws -> MountTable {
    let text = try Data(contentsOf: URL(filePath: "/proc/self/mountinfo"))
    var table = MountTable(text: Array(text))
    table.entries = table.entries.compactMap { entry in
      var entry = entry
      return change(&entry) ? entry : nil
    }
    return table
  }

  /// The volume `v` in a folder, as if a program showed a file as everything that is mounted here.
  private func volume(
    in folder: String, showing source: String, as fileSystem: String = "fuse.fuse2fs"
  ) throws -> EvidenceVolume {
    try EvidenceVolume(FilePath(folder + "/v")) { () throws(Errno) in
      let table = try? table { entry in
        entry.major = 0
        entry.fileSystem = Array(fileSystem.utf8)
        entry.source = Array("\(folder)/\(source)".utf8)
        return true
      }
      guard let table else { throw .ioError }
      return table
    }
  }

  @Test(
    "Of an image that a program shows it is said that its file is writable, and no output replaces it",
    arguments: [
      ("image", "fuse.fuse2fs", MountState.Device.writableImage),
      ("link", "fuseblk", .writableImage), ("v", "fuse", .none), ("missing", "fuse.x", .none),
      ("image", "tmpfs", .none),
    ])
  func shownImage(source: String, fileSystem: String, device: MountState.Device) throws {
    try withTemporaryFolder { folder in
      let script = "cd \"$1\" && mkdir v && echo image > image && ln -s image link && ln image name"
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let volume = try volume(in: folder, showing: source, as: fileSystem)
      #expect(volume.mountStates.map(\.device) == [device])
      guard device == .writableImage else { return }
      for output in ["/image", "/name"] {
        #expect(
          problem { try volume.refuse(output: FilePath(folder + output)) }
            == .outputIsImage(of: volume.path))
      }
      #expect(throws: Never.self) { try volume.refuse(output: FilePath(folder + "/other")) }
    }
  }

  @Test(
    "Of an image on a read-only file system it is said that its file is not writable",
    .enabled(if: canMount, "needs root"))
  func shownImageReadOnly() throws {
    try withTemporaryFolder { folder in
      let script = """
        set -e; cd "$1"; mkdir v images; mount -t tmpfs none images; echo image > images/image
        mount -o remount,ro images
        """
      defer { _ = try? runProgram("/bin/umount", [folder + "/images"]) }
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let volume = try volume(in: folder, showing: "images/image")
      #expect(volume.mountStates.map(\.device) == [.readOnlyImage])
    }
  }

  private func problem(of body: () throws -> Void) -> EvidenceError.Problem? {
    #expect(throws: EvidenceError.self) { try body() }?.problem
  }

  private func start(_ volume: EvidenceVolume) throws {
    _ = try volume.entries(opensFiles: true, watch: WalkWatch())
  }

  @Test("Another folder in a volume's place is not examined; the same one, back there, is")
  func replacedFolder() throws {
    try withTemporaryFolder { folder in
      let script = "cd \"$1\" && mkdir v other && echo evidence > v/file"
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let volume = try EvidenceVolume(FilePath(folder + "/v"))
      try start(volume)
      try runProgram("/bin/sh", ["-c", "cd \"$1\" && mv v aside && mv other v", "sh", folder])
      #expect(problem { try start(volume) } == .replaced)
      try runProgram("/bin/sh", ["-c", "cd \"$1\" && mv v other", "sh", folder])
      #expect(problem { try start(volume) } == .unreadable(.noSuchFileOrDirectory))
      // A link to it leads to it.
      try runProgram("/bin/sh", ["-c", "cd \"$1\" && ln -s aside v", "sh", folder])
      #expect(try entries(of: volume).map(\.path) == [Array("file".utf8)])
      try runProgram("/bin/sh", ["-c", "cd \"$1\" && rm v && mv aside v", "sh", folder])
      try start(volume)
    }
  }

  @Test(
    "A volume that was unmounted, mounted anew or mounted over is not examined, and that is said",
    .enabled(if: canMount, "needs root"))
  func remounted() throws {
    try withTemporaryFolder { folder in
      let place = folder + "/v"
      func shell(_ script: String) throws {
        try runProgram("/bin/sh", ["-ec", "cd \"$1\"; \(script)", "sh", folder])
      }
      defer {
        _ = try? runProgram(
          "/bin/sh", ["-c", "while umount \"$1\"; do :; done 2> /dev/null; :", "sh", place])
      }
      try shell("mkdir v; truncate -s 8M i; mkfs.ext4 -q -F i; mount -o ro,loop,noload i v")
      let volume = try EvidenceVolume(FilePath(place))
      #expect(!volume.isFolderOfMount)
      #expect(try volume.mountChanges().isEmpty)
      let checked = try #require(volume.mounts.first?.state)
      try start(volume)

      try shell("mount -t tmpfs none v")
      #expect(problem { try start(volume) } == .replaced)
      #expect(try volume.mountChanges().isEmpty)
      try shell("umount v")
      try start(volume)

      try shell("umount v")
      #expect(problem { try start(volume) } == .replaced)
      let gone = MountChange(before: checked, after: nil)
      #expect(try volume.mountChanges() == [gone])
      #expect(gone.description == "\(place) is no longer mounted" && !gone.isWritableNow)

      // The same disk again, writable.
      try shell("mount -o loop i v")
      let again = try EvidenceVolume(FilePath(place))
      try start(again)
      try shell("umount v")
      #expect(problem { try start(again) } == .replaced)
    }
  }

  @Test(
    "A remount to writable in the midst of a scan is said", .enabled(if: canMount, "needs root"))
  func remountedWritable() throws {
    try withTemporaryFolder { folder in
      try runProgram("/bin/mount", ["-t", "tmpfs", "-o", "ro", "none", folder])
      defer { _ = try? runProgram("/bin/umount", [folder]) }
      let volume = try EvidenceVolume(FilePath(folder))
      #expect(throws: Never.self) { try volume.requireReadOnly() }
      #expect(try volume.mountChanges().isEmpty)
      try runProgram("/bin/mount", ["-o", "remount,rw", folder])
      let changes = try volume.mountChanges()
      #expect(changes.count == 1 && changes.allSatisfy(\.isWritableNow))
      // The directory is the same, by the same mount: what to do about it is for the scan to say.
      try start(volume)
      try runProgram("/bin/mount", ["-o", "remount,ro", folder])
      #expect(try volume.mountChanges().isEmpty)
    }
  }

  @Test("What differs in the mount table since the check is said, flag by flag")
  func changes() throws {
    try withTemporaryFolder { folder in
      var ids: Set<UInt64> = []
      let isReadOnly = try table { entry in
        entry.options = Array("ro,relatime".utf8)
        (entry.major, entry.source) = (0, Array("none".utf8))
        ids.insert(entry.id)
        return true
      }
      let volume = try EvidenceVolume(FilePath(folder)) { () throws(Errno) in isReadOnly }
      let before = try #require(volume.mounts.first?.state)
      #expect(!volume.isWritable)
      #expect(throws: Never.self) { try volume.requireReadOnly() }
      #expect(try volume.mountChanges(in: isReadOnly).isEmpty)
      #expect(
        try volume.mountChanges(in: MountTable(text: []))
          == [MountChange(before: before, after: nil)])

      var writable = isReadOnly
      for position in writable.entries.indices {
        writable.entries[position].options = Array("rw,relatime".utf8)
        writable.entries[position].superOptions = Array("rw".utf8)
      }
      var after = before
      (after.options, after.superOptions) = ("rw,relatime", "rw")
      let change = try #require(try volume.mountChanges(in: writable).first)
      #expect(change == MountChange(before: before, after: after) && change.isWritableNow)
      #expect(change.description.contains(": options was ro,relatime, is rw,relatime"))

      var unknown = isReadOnly
      for position in unknown.entries.indices { unknown.entries[position].major = 4095 }
      let device = try #require(try volume.mountChanges(in: unknown).first)
      #expect(device.after?.device == .writable && device.isWritableNow)
      #expect(device.description.hasSuffix(": device was none, is writable"))
    }
  }

  @Test("A writable volume where nothing is mounted says of what it is a folder")
  func folderOfMount() throws {
    try withTemporaryFolder { folder in
      var point: [UInt8] = []
      let path = FilePath(folder)
      let real = try EvidenceVolume(path)
      try #require(real.isFolderOfMount)
      point = try #require(real.mounts.first?.state.point)
      let table = try table { entry in
        (entry.options, entry.superOptions) = (Array("rw".utf8), Array("rw".utf8))
        return true
      }
      let volume = try EvidenceVolume(path) { () throws(Errno) in table }
      let error = #expect(throws: EvidenceError.self) { try volume.requireReadOnly() }
      #expect(error?.problem == volume.mounts.first.map { .writableFolder($0) })
      #expect(
        error?.description == """
          volume \(folder): nothing is mounted at \(folder) itself; it is a folder of \
          \(FilePath(bytes: point)) (mounted writable); mount the disk there with -o ro \
          (ext3, ext4: ro,noload; xfs: ro,norecovery), or give --allow-writable-evidence
          """)

      // The same, if it were a mount point.
      var mounted = table
      for position in mounted.entries.indices where mounted.entries[position].point == point {
        mounted.entries[position].point = volume.path.bytes
      }
      let mount = try EvidenceVolume(path) { () throws(Errno) in mounted }
      #expect(!mount.isFolderOfMount)
      let other = #expect(throws: EvidenceError.self) { try mount.requireReadOnly() }
      #expect(other?.problem == mount.mounts.first.map { .writable($0) })
    }
  }

  @Test("A system that says nothing of mounts makes a volume neither read-only nor changed")
  func unknownMounts() throws {
    try withTemporaryFolder { folder in
      let none = MountTable(text: [])
      let volume = try EvidenceVolume(FilePath(folder)) { () throws(Errno) in none }
      #expect(volume.isWritable && volume.mounts.isEmpty && !volume.isFolderOfMount)
      #expect(problem { try volume.requireReadOnly() } == .unknownMount)
      #expect(try volume.mountChanges().isEmpty)
      try start(volume)
    }
  }

  @Test("Mounts below are listed as left out unless they are entered")
  func leftOutMounts() throws {
    try withTemporaryFolder { folder in
      var table = try table { _ in true }
      let path = try EvidenceVolume(FilePath(folder)).path
      for (number, name) in ["/a", "/a/b", ""].enumerated() {
        let point = String(decoding: path.bytes, as: UTF8.self) + name + (name.isEmpty ? "x" : "")
        let line = "\(900_000 + number) 1 0:99 / \(point) ro - tmpfs none ro"
        table.entries.append(try #require(MountTableEntry(line: Array(line.utf8))))
      }
      let below = ["/a", "/a/b"].map { path.bytes + Array($0.utf8) }
      let staying = try EvidenceVolume(path) { () throws(Errno) in table }
      #expect(staying.leftOutMounts == below && staying.mounts.count == 1)
      let crossing = try EvidenceVolume(path, crossesFileSystems: true) { () throws(Errno) in table
      }
      #expect(crossing.leftOutMounts.isEmpty)
      #expect(crossing.mounts.dropFirst().map(\.state.point) == below)
    }
  }

  @Test(
    "Lack of what the machine must have is told from what is wrong with evidence",
    arguments: [
      Errno.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .resourceTemporarilyUnavailable,
    ])
  func exhaustion(error: Errno) {
    #expect(EvidenceEntry.Obstacle(error) == .exhausted(error))
    #expect(EvidenceError(path: "/v", opening: error).problem == .exhausted(error))
    for error in [Errno.ioError, .permissionDenied, .noSuchFileOrDirectory] {
      #expect(EvidenceEntry.Obstacle(error) == .unreadable(error))
      #expect(EvidenceError(path: "/v", opening: error).problem == .unreadable(error))
    }
    #expect(EvidenceEntry.Obstacle(.improperLink) == .otherFileSystem)
  }
}
