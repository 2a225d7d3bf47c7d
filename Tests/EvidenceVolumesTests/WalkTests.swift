// Every entry of a volume comes up exactly once, whatever it is.

import EvidenceEntries
import EvidenceVolumes
import Foundation
import Platform
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct WalkTests {
  /// Paths below a folder as another program sees them.
  private func found(_ folder: String) throws -> [[UInt8]] {
    try runProgram("/usr/bin/find", [folder, "-mindepth", "1", "-printf", "%P\\0"])
      .split(separator: 0).map { Array($0) }
  }

  @Test("Every entry of the fixtures comes up once")
  func fixtures() throws {
    let paths = try entries(Fixtures.folder.path(percentEncoded: false)).map(\.path)
    #expect(Set(paths).count == paths.count)
    #expect(Set(paths) == Set(try found(Fixtures.folder.path(percentEncoded: false))))
  }

  @Test("Links, FIFOs and sockets come up, and are neither followed nor opened")
  func specialFiles() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = """
        mkdir -p "$1/sub" && cd "$1" && echo data > file && ln -s file link && ln -s . sub/loop \
        && ln -s /etc outside && ln -s missing dangling && mkfifo fifo \
        && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
        """
      try runProgram("/bin/sh", ["-c", script, "sh", volume])
      let entries = try entries(volume)
      for name in ["link", "sub/loop", "outside", "dangling"] {
        let entry = try #require(entries[name])
        #expect(entry.kind == .link && entry.obstacle == .link && entry.file == nil)
      }
      for (name, kind) in [("fifo", EntryKind.fifo), ("socket", .socket)] {
        let entry = try #require(entries[name])
        #expect(entry.kind == kind && entry.obstacle == .special && entry.file == nil)
      }
      let file = try #require(entries["file"])
      #expect(file.obstacle == nil && file.file != nil && file.status?.size == 5)
      #expect(Set(entries.map(\.path)) == Set(try found(volume)))
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
      try runProgram("/usr/bin/env", ["python3", "-c", script, volume])
      let entries = try entries(volume)
      #expect(entries.count == 3000 * 2 + 30 * 2)
      #expect(entries.map(\.path.count).max()! >= 6000 - 2)
      #expect(
        entries.allSatisfy { $0.obstacle == nil && ($0.file == nil) == ($0.kind == .directory) })
      try runProgram("/bin/rm", ["-rf", volume])
    }
  }

  @Test("What is mounted in a folder is one entry that says so, and is not entered")
  func otherMounts() throws {
    // Every system of Linux has /proc mounted. The entries of a folder that are none of its own come first.
    let walk = try DirectoryWalk("/")
    var proc: EvidenceEntry?
    while proc == nil, let entry = walk.next(), !entry.path.contains(UInt8(ascii: "/")) {
      entry.file?.close()
      if entry.path == Array("proc".utf8) { proc = entry }
    }
    let entry = try #require(proc)
    #expect(entry.kind == .directory && entry.obstacle == .otherFileSystem && entry.file == nil)
  }

  @Test("A file that another takes the place of is either opened itself, or told to be replaced")
  func replacedFiles() throws {
    try withTemporaryFolder { folder in
      let script = "cd \"$1\" && mkdir v && echo one > one && echo two > two && ln one v/file"
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      // The name leads to one file and the other by turns, thousands of times a second.
      let isOver = Mutex(false)
      let swapping = Thread {
        while !isOver.withLock({ $0 }) {
          for name in ["two", "one"] {
            link("\(folder)/\(name)", "\(folder)/next")
            rename("\(folder)/next", "\(folder)/v/file")
          }
        }
      }
      swapping.start()
      defer { isOver.withLock { $0 = true } }
      for _ in 0..<5000 {
        let walk = try DirectoryWalk(FilePath(folder + "/v"))
        while let entry = walk.next() {
          guard let file = entry.file else {
            #expect(entry.obstacle == .replaced)
            continue
          }
          let opened = try file.status()
          file.close()
          #expect(entry.obstacle == nil && opened.inode == entry.status?.inode)
        }
      }
    }
  }

  @Test("A folder that another takes the place of before its turn comes is not entered")
  func replacedFolder() throws {
    try withTemporaryFolder { folder in
      let script = "cd \"$1\" && mkdir -p v/a v/b other && touch v/a/file v/b/file other/file"
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let walk = try DirectoryWalk(FilePath(folder + "/v"))
      // By the time of the first file both folders have been found.
      let first = try #require(walk.next())
      first.file?.close()
      let name = first.path == Array("a/file".utf8) ? "b" : "a"
      let swap = "cd \"$1\" && mv v/$2 gone && mv other v/$2"
      try runProgram("/bin/sh", ["-c", swap, "sh", folder, name])
      var rest: [EvidenceEntry] = []
      while let entry = walk.next() {
        entry.file?.close()
        rest.append(entry)
      }
      #expect(rest.count == 2)
      #expect(rest.last?.path == Array(name.utf8) && rest.last?.obstacle?.isFailure == true)
    }
  }

  @Test("A directory of many subdirectories is walked, whatever their number")
  func wideTree() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      let script = "import os, sys\nfor i in range(30000): os.makedirs(f'{sys.argv[1]}/d{i}')"
      try runProgram("/usr/bin/env", ["python3", "-c", script, volume])
      #expect(try entries(volume).count == 30_000)
    }
  }

  @Test("Folders come in the order in which their own folder lists them")
  func order() throws {
    try withTemporaryFolder { folder in
      let script = "cd \"$1\" && for i in 1 2 3 4 5 6 7 8 9; do mkdir -p x$i/y; touch x$i/f; done"
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let listed = try runProgram("/bin/ls", ["-U", folder]).split(separator: 10).map { Array($0) }
      let walked = try entries(folder).map(\.path).filter { !$0.contains(UInt8(ascii: "/")) }
      #expect(walked == listed)
      // A folder comes behind its files, and ahead of the folders in it.
      let paths = try entries(folder).map { String(decoding: $0.path, as: UTF8.self) }
      #expect(paths.count == 27)
      for start in stride(from: 0, to: paths.count, by: 3) {
        let name = paths[start + 1]
        #expect(paths[start] == name + "/f" && paths[start + 2] == name + "/y")
      }
    }
  }

  @Test("A directory that may not be read is one entry that says so", .enabled(if: getuid() != 0))
  func unreadableDirectory() throws {
    try withTemporaryFolder { folder in
      let volume = folder + "/volume"
      try runProgram(
        "/bin/sh", ["-c", "mkdir -p \"$1/closed\" && chmod 0 \"$1/closed\"", "sh", volume])
      let entries = try entries(volume)
      #expect(entries.count == 1 && entries["closed"]?.obstacle == .unreadable(.permissionDenied))
      try runProgram("/bin/chmod", ["700", volume + "/closed"])
    }
  }

  @Test("All names of a file are told of with the same inode, and each is open")
  func hardLinks() throws {
    try withTemporaryFolder { folder in
      let script = "mkdir \"$1/a\" && echo data > \"$1/one\" && ln \"$1/one\" \"$1/a/two\""
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let files = try entries(folder).filter { $0.kind == .file }
      #expect(files.count == 2 && Set(files.map(\.status?.inode)).count == 1)
      #expect(files.allSatisfy { $0.status?.links == 2 && $0.file != nil })
    }
  }

  @Test("Files are only told of if they are not to be opened")
  func closedFiles() throws {
    try withTemporaryFolder { folder in
      try runProgram("/bin/sh", ["-c", "echo data > \"$1/file\"", "sh", folder])
      let entry = try #require(try entries(folder, opensFiles: false)["file"])
      #expect(entry.file == nil && entry.obstacle == nil && entry.status?.size == 5)
    }
  }

  @Test("An open file gives its bytes, holes and status until it is closed")
  func openFile() throws {
    try withTemporaryFolder { folder in
      let script = "cd \"$1\" && truncate -s 9M sparse && printf 0123456789 > plain"
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let volume = try EvidenceVolume(FilePath(folder))
      let walk = try volume.entries(opensFiles: true, watch: WalkWatch())
      while let entry = walk.next() {
        let file = try #require(entry.file)
        defer { file.close() }
        #expect(try file.status() == entry.status && file.fileSystemSize ?? 1 > 0)
        #expect(file.descriptor != nil)
        var bytes = [UInt8](repeating: 0xFF, count: 16)
        let count = try bytes.withUnsafeMutableBytes { buffer in
          Result { () throws(Errno) in try file.read(at: 4, into: buffer) }
        }.get()
        if entry.path == Array("plain".utf8) {
          #expect(bytes[..<count] == Array("456789".utf8)[...])
          #expect(try file.nextData(from: 3) == 3 && file.nextHole(from: 3) == 10)
          #expect(try file.nextData(from: 10) == nil)
        } else {
          #expect(count == 16 && bytes.allSatisfy { $0 == 0 })
        }
      }
    }
  }

  @Test("A walk of some thousand files leaves no descriptor open, whole or given up")
  func descriptors() throws {
    try withTemporaryFolder { folder in
      let script = """
        import os, sys
        for i in range(60):
            path = f"{sys.argv[1]}/{i}" + "/d" * (i % 50)
            os.makedirs(path)
            for name in range(100): open(f"{path}/{name}", "w").close()
        """
      try runProgram("/usr/bin/env", ["python3", "-c", script, folder])
      // Other tests open files, too; this folder is this one's.
      func open() throws -> Int {
        let descriptors = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: descriptors).count {
          (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)"))?
            .hasPrefix(folder) == true
        }
      }
      let volume = try EvidenceVolume(FilePath(folder))
      #expect(try open() == 0)
      #expect(try entries(of: volume).count { $0.kind == .file } == 6000)
      #expect(try open() == 0)
      do {
        let walk = try volume.entries(opensFiles: true, watch: WalkWatch())
        for _ in 0..<3000 { walk.next()?.file?.close() }
        let count = try open()
        #expect(count > 0 && count < 100)
      }
      #expect(try open() == 0)
    }
  }

  @Test("A watch knows where a walk hangs, and nothing of one that rests")
  func watch() throws {
    try withTemporaryFolder { folder in
      try runProgram("/bin/sh", ["-c", "mkdir \"$1/a\"", "sh", folder])
      let volume = try EvidenceVolume(FilePath(folder))
      let watch = WalkWatch()
      #expect(watch.stalledPath(after: .zero) == nil)
      let walk = try volume.entries(opensFiles: true, watch: watch)
      #expect(watch.stalledPath(after: .zero) == volume.path.bytes + Array("/".utf8))
      #expect(watch.stalledPath(after: .seconds(60)) == nil)
      _ = walk.next()
      #expect(watch.stalledPath(after: .zero)?.starts(with: volume.path.bytes) == true)
      watch.rest()
      #expect(watch.stalledPath(after: .zero) == nil)
    }
  }
}
