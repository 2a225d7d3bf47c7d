// Decoding in locked processes: the same records, and no harm from a decoder that misbehaves.

import DecodePool
import DecodeProtocol
import Foundation
import HammingSpace
import FullExamination
import MediaExamination
import MediaFormats
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct WorkerPoolTests {
  /// The programs of the product, or another in place of both.
  private static func programs(_ name: String? = nil) -> WorkerPrograms {
    WorkerPrograms(
      pictures: program(name ?? "vigie-picture-worker"), media: program(name ?? "vigie-worker"))
  }

  private static func program(_ name: String) -> FilePath {
    let folder = Bundle.main.executableURL!.deletingLastPathComponent()
    return FilePath(folder.appending(path: name).path(percentEncoded: false))
  }

  private func examine(
    _ path: String, with examiner: any MediaExaminer,
    limit: (inout ExaminationLimits) -> Void = { _ in }
  ) throws -> MediaRecord? {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      let head = Array(bytes.prefix(MediaFormat.signatureLength))
      guard let format = MediaFormat(signature: head.span) else { return nil }
      var input = MediaInput(descriptor: file, byteCount: Int64(bytes.count), format: format)
      limit(&input.limits)
      return examiner.examine(input)
    }
  }

  @Test(
    "Every fixture gives the same record in a locked process as in the open",
    arguments: ["formats", "malformed"])
  func sameRecords(folder: String) throws {
    let pool = try WorkerPool(Self.programs())
    for name in Fixtures.names(in: folder) {
      let path = Fixtures.path("\(folder)/\(name)")
      let locked = try examine(path, with: pool)
      #expect(try locked == examine(path, with: InProcessExaminer()), "\(name)")
    }
  }

  /// What a decoder does, and what its record then says.
  static let misbehaviours: [(command: String, issue: MediaIssue)] = [
    ("segfault", .crashed(signal: 11)), ("trap", .crashed(signal: 4)),
    ("abort", .crashed(signal: 31)), ("kill", .crashed(signal: 31)), ("wait", .timedOut),
    ("exit", .crashed(signal: 0)), ("exit with status", .crashed(signal: 0)),
    ("loop", .timeLimit), ("sleep", .crashed(signal: 31)), ("memory", .crashed(signal: 4)),
    ("rename", .crashed(signal: 31)), ("open", .crashed(signal: 31)),
    ("socket", .crashed(signal: 31)), ("execute", .crashed(signal: 31)),
    ("fork", .crashed(signal: 31)), ("executable memory", .crashed(signal: 31)),
    ("kill another", .crashed(signal: 31)), ("write elsewhere", .crashed(signal: 31)),
    ("send a descriptor", .crashed(signal: 31)),
    ("short record", .crashed(signal: 0)), ("garbage", .crashed(signal: 0)),
    ("flood", .crashed(signal: 0)), ("close and loop", .crashed(signal: 9)),
    ("two summaries", .crashed(signal: 0)),
  ]

  private func pool() throws -> WorkerPool {
    try WorkerPool(Self.programs("misbehaving-worker"))
  }

  /// Examines a file that misbehaves, which has little time.
  ///
  /// - Parameter patience: Wall seconds that it may take beyond its processor time.
  private func examineBriefly(
    _ path: String, with pool: WorkerPool, patience: Double = 1
  ) throws -> MediaRecord? {
    try examine(path, with: pool) { limits in
      limits.processorSeconds = 0.3
      limits.wallSeconds = patience + 1.2
      limits.frames = 10
    }
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
      let bad = try #require(
        try examineBriefly(
          folder + "/bad", with: pool, patience: issue == .timeLimit ? 60 : 1))
      #expect(bad.issue == issue)
      #expect(bad.picture == nil && bad.frames.isEmpty)
      let good = try #require(try examine(folder + "/good", with: pool))
      #expect(good.issue == nil && good.picture?.quality == 77)
    }
  }

  @Test("A decoding process has its file and its pipe, and nothing else that its server has open")
  func openDescriptors() throws {
    try withTemporaryFolder { folder in
      // The program that starts a worker may have opened anything, not to be closed on exec.
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD, 300)
      #expect(descriptor >= 300)
      defer { close(descriptor) }
      let pool = try pool()
      try write("what is open", folder + "/file")
      // More than once: a server must not gather descriptors, either.
      for _ in 0..<3 {
        let record = try #require(try examine(folder + "/file", with: pool))
        #expect(record.issue == nil && record.picture?.quality == 77)
      }
    }
  }

  @Test("Files that behave are not disturbed by those that do not, many at once")
  func chaos() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vigie-chaos-\(UUID().uuidString)").path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pool = try pool()
    let quick = Self.misbehaviours.filter {
      $0.issue != .timedOut && $0.issue != .timeLimit && $0.command != "memory"
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          var random = SeededGenerator(seed: UInt64(worker))
          for number in 0..<150 {
            let path = "\(folder)/\(worker)-\(number)"
            if let bad = quick.randomElement(using: &random), Bool.random(using: &random) {
              try self.write(bad.command, path)
              let record = try self.examineBriefly(path, with: pool)
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
      try FileManager.default.copyItem(
        atPath: Self.program("misbehaving-worker").string,
        toPath: folder + "/vigie-picture-worker")
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
    func problem(_ program: FilePath) -> WorkerError.Problem? {
      do throws(WorkerError) {
        _ = try WorkerPool(WorkerPrograms(pictures: program, media: program))
        return nil
      } catch {
        return error.problem
      }
    }
    #expect(problem("/nonexistent/vigie-worker") == .notStarted(.noSuchFileOrDirectory))
    #expect(problem("/bin/true") == .doesNotServe)
  }

  @Test("A program whose processes survive what is forbidden is refused, whatever it says")
  func lenient() throws {
    try withTemporaryFolder { folder in
      let script = """
        #!/usr/bin/env -S -i PATH=/usr/local/bin:/usr/bin:/bin python3
        import socket, struct
        magic, layers = 0x5657474B, 31
        channel = socket.socket(fileno=3)
        channel.send(struct.pack("<III52x", magic, layers, 1))
        while channel.recv(64):
            channel.send(struct.pack("<IIQI44x", magic, 0, 0, 0))

        """
      let program = FilePath(folder + "/lenient-worker")
      try script.write(toFile: program.string, atomically: false, encoding: .utf8)
      chmod(program.string, 0o755)
      do throws(WorkerError) {
        _ = try WorkerPool(WorkerPrograms(pictures: program, media: program))
        Issue.record("a lock that does not hold was accepted")
      } catch {
        #expect(error.problem == .callsAllowed(ForbiddenCall.allCases))
      }
      let unlocked = try WorkerPool(
        WorkerPrograms(pictures: program, media: program), isUnlocked: true)
      #expect(unlocked.allowedCalls == ForbiddenCall.allCases && !unlocked.isLocked)
      #expect(unlocked.missingIsolation == ["filter"])
    }
  }

  @Test("A program that is started as needed costs nothing until then, and then says what is wrong")
  func startedAsNeeded() throws {
    let missing = FilePath("/nonexistent/vigie-worker")
    let pool = try WorkerPool(
      WorkerPrograms(pictures: Self.programs().pictures, media: missing), startsAsNeeded: true)
    let picture = try examine(Fixtures.path("formats/jpeg-420.jpg"), with: pool)
    #expect(picture?.hashes != nil && picture?.issue == nil)
    #expect(pool.problem == nil)
    let video = try examine(Fixtures.path("formats/clip-vp9.webm"), with: pool)
    #expect(video?.issue == .noProcess)
    #expect(pool.problem?.program == missing)
    #expect(pool.problem?.problem == .notStarted(.noSuchFileOrDirectory))
  }

  @Test("The lock is whole here, kills every forbidden call, and lets every decoder work")
  func selfTest() throws {
    let pool = try WorkerPool(Self.programs())
    #expect(pool.isLocked && pool.allowedCalls.isEmpty)
    #expect(pool.layers == Set(IsolationLayer.allCases))
    let checks = try pool.requireFormats(workers: 3)
    for check in checks { #expect(check.problem == nil, "\(check.format)") }
    // No encoder made a sample of these.
    let missing = Set(MediaFormat.allCases).subtracting(checks.map(\.format))
    #expect(missing == [.heic, .dv, .dhav])
  }

  @Test("Decoders that do not work under the lock are named")
  func brokenDecoders() throws {
    try withTemporaryFolder { folder in
      let program = FilePath(folder + "/broken-worker")
      try FileManager.default.copyItem(
        atPath: Self.program("misbehaving-worker").string, toPath: program.string)
      let pool = try WorkerPool(WorkerPrograms(pictures: program, media: program))
      do throws(WorkerError) {
        _ = try pool.requireFormats(workers: 1)
        Issue.record("decoders that crash have passed")
      } catch {
        guard case .brokenFormats(let formats) = error.problem else { throw error }
        #expect(formats.contains(.png) && formats.contains(.mp4) && !formats.contains(.gif))
      }
    }
  }

  @Test("A worker that has stopped answering is abandoned, and its file is tried in another")
  func stuckServer() throws {
    try withTemporaryFolder { folder in
      let pool = try pool()
      try write("behave", folder + "/good")
      #expect(try examine(folder + "/good", with: pool)?.issue == nil)
      let stopped = try Self.children(named: "misbehaving-worker")
      #expect(!stopped.isEmpty)
      for process in stopped { kill(process, SIGSTOP) }
      let start = ContinuousClock.now
      #expect(try examineBriefly(folder + "/good", with: pool)?.issue == nil)
      #expect(ContinuousClock.now - start < .seconds(10))
      for process in stopped { #expect(kill(process, 0) != 0) }
    }
  }

  /// This process's children that run a program of such a name.
  private static func children(named name: String) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { entry in
      guard let process = pid_t(entry),
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let command = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
      else { return nil }
      // "pid (name) state parent ..."
      let parent = status.split(separator: ")").last?.split(separator: " ").dropFirst().first
      let isChild = parent.map { $0 == "\(getpid())" } ?? false
      return isChild && command.contains(name) ? process : nil
    }
  }
}
