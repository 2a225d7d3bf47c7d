// Decoding in locked processes: the same records, and no harm from a decoder that misbehaves.

import DecodeWorker
import Foundation
import HammingSpace
import MediaFormats
import MediaHashing
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct WorkerPoolTests {
  private static func program(_ name: String) -> FilePath {
    let folder = Bundle.main.executableURL!.deletingLastPathComponent()
    return FilePath(folder.appending(path: name).path(percentEncoded: false))
  }

  private func examine(
    _ path: String, with examiner: any MediaExaminer, as format: MediaFormat? = nil
  ) throws -> MediaRecord? {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      let head = Array(bytes.prefix(MediaFormat.signatureLength))
      guard let format = format ?? MediaFormat(signature: head.span) else { return nil }
      return examiner.examine(
        MediaInput(descriptor: file, byteCount: Int64(bytes.count), format: format))
    }
  }

  @Test(
    "Every fixture gives the same record in a locked process as in the open",
    arguments: ["formats", "malformed"])
  func sameRecords(folder: String) throws {
    let pool = try WorkerPool(program: Self.program("vigie-worker"))
    for name in Fixtures.names(in: folder) {
      let path = Fixtures.path("\(folder)/\(name)")
      let locked = try examine(path, with: pool)
      var open = try examine(path, with: InProcessExaminer())
      open?.variants = []  // Records do not carry them.
      #expect(locked == open, "\(name)")
    }
  }

  /// What a decoder does, and what its record then says.
  static let misbehaviours: [(command: String, issue: MediaIssue)] = [
    ("segfault", .crashed(signal: 11)), ("trap", .crashed(signal: 4)),
    ("abort", .crashed(signal: 31)), ("kill", .crashed(signal: 31)),
    ("exit", .crashed(signal: 0)), ("exit with status", .crashed(signal: 0)),
    ("loop", .timedOut), ("sleep", .crashed(signal: 31)), ("memory", .crashed(signal: 4)),
    ("rename", .crashed(signal: 31)), ("openat", .crashed(signal: 0)),
    ("socket", .crashed(signal: 31)), ("execute", .crashed(signal: 31)),
    ("fork", .crashed(signal: 31)), ("executable memory", .crashed(signal: 31)),
    ("kill another", .crashed(signal: 31)), ("write elsewhere", .crashed(signal: 31)),
    ("short record", .crashed(signal: 0)), ("garbage", .crashed(signal: 0)),
    ("flood", .crashed(signal: 9)), ("close and loop", .crashed(signal: 9)),
    ("two summaries", .crashed(signal: 0)),
  ]

  private func pool() throws -> WorkerPool {
    var limits = WorkerPool.Limits()
    limits.video = 700
    limits.frames = 10
    return try WorkerPool(program: Self.program("misbehaving-worker"), limits: limits)
  }

  private func write(_ command: String, _ path: String) throws {
    try "GIF89a\(command)".write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test("What a decoder does to its process is in the record of its file", arguments: misbehaviours)
  func classified(command: String, issue: MediaIssue) throws {
    try withTemporaryFolder { folder in
      let pool = try pool()
      try write(command, folder + "/bad")
      try write("behave", folder + "/good")
      let bad = try #require(try examine(folder + "/bad", with: pool))
      #expect(bad.issue == issue)
      #expect(bad.picture == nil && bad.frames.isEmpty)
      let good = try #require(try examine(folder + "/good", with: pool))
      #expect(good.issue == nil && good.picture?.quality == 77)
    }
  }

  @Test("Files that behave are not disturbed by those that do not, many at once")
  func chaos() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vigie-chaos-\(UUID().uuidString)").path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pool = try pool()
    let quick = Self.misbehaviours.filter { $0.issue != .timedOut && $0.command != "memory" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          var random = SeededGenerator(seed: UInt64(worker))
          for number in 0..<150 {
            let path = "\(folder)/\(worker)-\(number)"
            if let bad = quick.randomElement(using: &random), Bool.random(using: &random) {
              try self.write(bad.command, path)
              let record = try self.examine(path, with: pool)
              #expect(record?.issue == bad.issue, "\(bad.command)")
            } else {
              let command = String(repeating: "x", count: number + 20)
              try self.write(command, path)
              let record = try self.examine(path, with: pool)
              #expect(record?.picture?.hash.code.words[0] == UInt64(number + 20))
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("A worker that another thread has started serves after that thread has ended")
  func threadsEnd() async throws {
    let pool = try pool()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          try await withCheckedThrowingContinuation {
            (done: CheckedContinuation<Void, any Error>) in
            // A new thread for every file.
            Thread {
              done.resume(
                with: Result {
                  try withTemporaryFolder { folder in
                    for round in 0..<20 {
                      try self.write(String(repeating: "y", count: number + 30), folder + "/file")
                      let record = try self.examine(folder + "/file", with: pool)
                      #expect(record?.issue == nil, "\(number) \(round)")
                    }
                  }
                })
            }.start()
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("Workers and their processes end with the program that started them")
  func endTogether() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        atPath: Self.program("vigie").string, toPath: folder + "/vigie")
      try FileManager.default.copyItem(
        atPath: Self.program("misbehaving-worker").string, toPath: folder + "/vigie-worker")
      try write("loop", folder + "/endless.gif")
      let vigie = Process()
      vigie.executableURL = URL(filePath: folder + "/vigie")
      vigie.arguments = ["hash", folder + "/endless.gif"]
      try vigie.run()
      func isRunning() throws -> Bool {
        let list = Process()
        list.executableURL = URL(filePath: "/bin/sh")
        list.arguments = [
          "-c",
          "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -qx '\(folder)/[v]igie-worker'",
        ]
        try list.run()
        list.waitUntilExit()
        return list.terminationStatus == 0
      }
      Thread.sleep(forTimeInterval: 0.5)
      #expect(try isRunning())
      kill(vigie.processIdentifier, SIGKILL)
      vigie.waitUntilExit()
      for _ in 0..<50 where try isRunning() { Thread.sleep(forTimeInterval: 0.1) }
      #expect(try !isRunning())
    }
  }

  @Test("A program that is missing, or does not say that it is locked, is refused")
  func refused() throws {
    let missing = #expect(throws: WorkerError.self) {
      try WorkerPool(program: "/nonexistent/vigie-worker")
    }
    #expect(missing?.problem == .notStarted(.noSuchFileOrDirectory))
    let other = #expect(throws: WorkerError.self) { try WorkerPool(program: "/bin/true") }
    #expect(other?.problem == .doesNotServe)
  }
}
