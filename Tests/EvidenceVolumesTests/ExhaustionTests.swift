// A process that has no descriptor left says so, and nothing of the evidence. Each test runs in a
// process of its own, which gives all of them away.

import EvidenceEntries
import EvidenceVolumes
import Foundation
import Platform
import SystemPackage
import TestSupport
import Testing

struct ExhaustionTests {
  @Test("A volume that cannot be opened for want of descriptors is exhausted, not unreadable")
  func root() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let volume = try EvidenceVolume(FilePath(folder))
        _ = try useUp(leaving: 0)
        let started = #expect(throws: EvidenceError.self) {
          _ = try volume.entries(opensFiles: true, watch: WalkWatch())
        }
        try #require(started?.problem == .exhausted(.tooManyOpenFiles))
        let checked = #expect(throws: EvidenceError.self) { try EvidenceVolume(FilePath(folder)) }
        try #require(checked?.problem == .exhausted(.tooManyOpenFiles))
        #expect(throws: Errno.tooManyOpenFiles) { try volume.mountChanges() }
      }
    }
  }

  @Test("So is a root that can be opened but not listed, and a file or folder below")
  func entries() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        try FileManager.default.createDirectory(
          atPath: folder + "/sub/deep", withIntermediateDirectories: true)
        try Data("data".utf8).write(to: URL(filePath: folder + "/file"))
        let volume = try EvidenceVolume(FilePath(folder))
        var spare = try useUp(leaving: 1)
        let error = #expect(throws: EvidenceError.self) {
          _ = try volume.entries(opensFiles: true, watch: WalkWatch())
        }
        try #require(error?.problem == .exhausted(.tooManyOpenFiles))
        // One for the root, one to list it.
        try spare.removeLast().close()
        let walk = try volume.entries(opensFiles: true, watch: WalkWatch())
        var obstacles: [String: EvidenceEntry.Obstacle?] = [:]
        while let entry = walk.next() {
          obstacles[String(decoding: entry.path, as: UTF8.self)] = entry.obstacle
        }
        try #require(obstacles["file"] == .exhausted(.tooManyOpenFiles))
        try #require(obstacles["sub/deep"] ?? obstacles["sub"] == .exhausted(.tooManyOpenFiles))
      }
    }
  }
}

/// Opens files until there can be no more, and closes so many of them; gives the others.
private func useUp(leaving count: Int) throws -> [FileDescriptor] {
  var limit = rlimit(rlim_cur: 64, rlim_max: 64)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  var files: [FileDescriptor] = []
  while let file = try? FileDescriptor.open("/dev/null", .readOnly) { files.append(file) }
  for _ in 0..<count { try files.removeLast().close() }
  return files
}
