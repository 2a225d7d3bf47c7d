// A file is there whole or not at all, and nothing else is touched.

import Foundation
import Platform
import SystemPackage
import TestSupport
import Testing

struct DraftFileTests {
  private struct Failure: Error {}

  private func write(
    _ text: String, to path: String, replacing: Bool, permissions: FilePermissions = .ownerReadWrite
  ) throws {
    let draft = try DraftFile(
      for: FilePath(path), replacing: replacing, permissions: permissions)
    _ = try draft.descriptor.writeAll(text.utf8)
    try draft.place()
  }

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test(
    "A file gets its name, content and permissions, and no draft stays", arguments: [true, false])
  func placed(replacing: Bool) throws {
    try withTemporaryFolder { folder in
      try write("whole", to: folder + "/file", replacing: replacing)
      #expect(try text(folder + "/file") == "whole" && names(folder) == ["file"])
      let status = try FilePath(folder + "/file").stat()
      #expect(status.permissions == .ownerReadWrite)
    }
  }

  @Test("Until it is placed, the file has the draft's name alone, and what was there stays")
  func beforePlacing() throws {
    try withTemporaryFolder { folder in
      try "old".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
      let draft = try DraftFile(
        for: FilePath(folder + "/file"), replacing: true, permissions: .ownerReadWrite)
      _ = try draft.descriptor.writeAll("new".utf8)
      #expect(names(folder) == [".file.vigie-draft", "file"])
      #expect(draft.path == FilePath(folder + "/.file.vigie-draft"))
      #expect(try text(folder + "/file") == "old")
      try draft.place()
      #expect(try text(folder + "/file") == "new" && names(folder) == ["file"])
    }
  }

  @Test("A draft whose writing fails is removed with what belongs to it; what was there stays")
  func failed() throws {
    func fail(_ folder: String) throws {
      let draft = try DraftFile(
        for: FilePath(folder + "/file"), replacing: true, permissions: .ownerReadWrite,
        companions: ["-journal"])
      try "".write(toFile: draft.path.string + "-journal", atomically: false, encoding: .utf8)
      _ = try draft.descriptor.writeAll("half".utf8)
      throw Failure()
    }
    try withTemporaryFolder { folder in
      try "old".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
      #expect(throws: Failure.self) { try fail(folder) }
      #expect(try text(folder + "/file") == "old" && names(folder) == ["file"])
    }
  }

  @Test("A file that is there is not replaced unless that was asked for, even if it came meanwhile")
  func neverReplacing() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try "old".write(toFile: path, atomically: false, encoding: .utf8)
      #expect(throws: Errno.fileExists) { try write("new", to: path, replacing: false) }
      try FileManager.default.removeItem(atPath: path)
      #expect(throws: Errno.fileExists) {
        let draft = try DraftFile(
          for: FilePath(path), replacing: false, permissions: .ownerReadWrite)
        try "other".write(toFile: path, atomically: false, encoding: .utf8)
        try draft.place()
      }
      #expect(try text(path) == "other" && names(folder) == ["file"])
      // A link that leads nowhere is there as well.
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "nowhere")
      #expect(throws: Errno.fileExists) { try write("new", to: folder + "/link", replacing: false) }
    }
  }

  @Test("What a killed process left is replaced; a link in its place is not followed")
  func stale() throws {
    try withTemporaryFolder { folder in
      let draft = folder + "/.file.vigie-draft"
      try "left over, and longer".write(toFile: draft, atomically: false, encoding: .utf8)
      try write("new", to: folder + "/file", replacing: false)
      #expect(try text(folder + "/file") == "new" && names(folder) == ["file"])
      try "other".write(toFile: folder + "/other", atomically: false, encoding: .utf8)
      try FileManager.default.createSymbolicLink(atPath: draft, withDestinationPath: "other")
      try write("newer", to: folder + "/file", replacing: true)
      #expect(try text(folder + "/file") == "newer" && text(folder + "/other") == "other")
    }
  }

  @Test("Of two that write the same file, the second is told that it is busy")
  func busy() throws {
    try withTemporaryFolder { folder in
      let path = FilePath(folder + "/file")
      let first = try DraftFile(for: path, replacing: true, permissions: .ownerReadWrite)
      _ = try first.descriptor.writeAll("half".utf8)
      #expect(throws: Errno.resourceBusy) { try write("other", to: path.string, replacing: true) }
      _ = try first.descriptor.writeAll(", whole".utf8)
      try first.place()
      #expect(try text(path.string) == "half, whole" && names(folder) == ["file"])
      try write("other", to: path.string, replacing: true)
      #expect(try text(path.string) == "other" && names(folder) == ["file"])
    }
  }

  @Test("A draft that was taken away is not placed, and what is there instead is left alone")
  func takenAway() throws {
    try withTemporaryFolder { folder in
      let path = FilePath(folder + "/file")
      let first = try DraftFile(for: path, replacing: true, permissions: .ownerReadWrite)
      try FileManager.default.removeItem(atPath: folder + "/.file.vigie-draft")
      let second = try DraftFile(for: path, replacing: true, permissions: .ownerReadWrite)
      _ = try second.descriptor.writeAll("half".utf8)
      var failure: Errno?
      do throws(Errno) { try first.place() } catch { failure = error }
      #expect(failure == .resourceBusy)
      #expect(names(folder) == [".file.vigie-draft"])
      _ = try second.descriptor.writeAll(", whole".utf8)
      try second.place()
      #expect(try text(path.string) == "half, whole" && names(folder) == ["file"])
    }
  }

  @Test("A link is replaced itself; folders, devices and what has no name are refused")
  func otherTargets() throws {
    try withTemporaryFolder { folder in
      try "old".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "file")
      try write("new", to: folder + "/link", replacing: true)
      #expect(try text(folder + "/link") == "new" && text(folder + "/file") == "old")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/null", withDestinationPath: "/dev/null")
      #expect(throws: Errno.fileExists) { try write("", to: folder + "/null", replacing: true) }
      for path in [folder, folder + "/", folder + "/..", "/", ""] {
        #expect(throws: Errno.isDirectory) { try write("", to: path, replacing: true) }
      }
      #expect(throws: Errno.noSuchFileOrDirectory) {
        try write("", to: folder + "/missing/file", replacing: true)
      }
      #expect(names(folder) == ["file", "link", "null"])
    }
  }

  @Test("Names need not be text")
  func bytes() throws {
    try withTemporaryFolder { folder in
      let path = FilePath(folder).pushing(FilePath(bytes: [0x61, 0xFF, 0x62]))
      let draft = try DraftFile(for: path, replacing: false, permissions: .ownerReadWrite)
      #expect(draft.path.bytes.suffix(16) == [0x2E, 0x61, 0xFF, 0x62] + Array(".vigie-draft".utf8))
      try draft.place()
      #expect(try path.stat().type == .regular)
    }
  }
}
