// The lock on decoding processes as a user meets it.

import Foundation
import TestSupport
import Testing

struct LockTests {
  private let evidence = Fixtures.path("evidence/DCIM")
  private let list = Fixtures.path("known/pictures.pdq")

  /// Runs vigie as on a kernel without Landlock.
  private func withoutLandlock(_ arguments: String...) throws -> Ending {
    let wrapper = program.deletingLastPathComponent().appending(path: "without-landlock")
    return try run(
      wrapper.path(percentEncoded: false), [program.path(percentEncoded: false)] + arguments)
  }

  @Test("Doctor says that the lock is whole, and that every sample is decoded under it")
  func doctor() throws {
    let ending = try vigie("doctor")
    #expect(ending.status == 0)
    #expect(ending.errors == "")
    #expect(ending.output.contains("  ok  Landlock"))
    #expect(ending.output.contains("  ok  execute a program"))
    #expect(ending.output.contains("  ok  mp4"))
    #expect(!ending.output.contains("  NO  "))
  }

  @Test("Where a layer of the lock is missing nothing is decoded, and one line says which")
  func missingLayer() throws {
    try withTemporaryFolder { folder in
      let scan = try withoutLandlock(
        "scan", evidence, "--known", list, "--case", folder + "/case",
        "--allow-writable-evidence")
      #expect(scan.status == 69)
      #expect(scan.output == "")
      #expect(scan.errors.contains("cannot be locked: landlock (needs Linux 5.13"))
      #expect(scan.errors.contains("--unlocked"))
      #expect(scan.errors.split(separator: "\n").count == 1)
      #expect(!FileManager.default.fileExists(atPath: folder + "/case"))

      let doctor = try withoutLandlock("doctor")
      #expect(doctor.status == 69)
      #expect(doctor.output.contains("  NO  Landlock"))
      #expect(doctor.output.contains("  ok  seccomp"))
    }
  }

  @Test("A worker that lacks a layer of its lock says so and ends, whoever has started it")
  func workerAlone() throws {
    let script = """
      import os, socket, subprocess, sys
      ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
      def start():
          os.dup2(theirs.fileno(), 3)
          os.set_inheritable(3, True)
      worker = subprocess.Popen(sys.argv[1:], preexec_fn=start, close_fds=False)
      theirs.close()
      print(ours.recv(64)[4])
      try:
          print(worker.wait(2))
      except subprocess.TimeoutExpired:
          worker.kill()
          print("serves")
      """
    let folder = program.deletingLastPathComponent()
    func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
    for name in ["vigie-picture-worker", "vigie-worker"] {
      let command = ["python3", "-c", script, path("without-landlock"), path(name)]
      // All bits but that of Landlock.
      let locked = try run("/usr/bin/env", command)
      #expect(locked.output == "23\n10\n")
      let unlocked = try run("/usr/bin/env", command + ["--unlocked"])
      #expect(unlocked.output == "23\nserves\n")
    }
  }

  @Test("Unlocked it decodes, loudly, and case and report say so")
  func unlocked() throws {
    try withTemporaryFolder { folder in
      let scan = try withoutLandlock(
        "scan", evidence, "--known", list, "--case", folder + "/case", "--unlocked",
        "--allow-writable-evidence")
      #expect(scan.status == 0)
      #expect(scan.errors.contains("WARNING: --unlocked: files are decoded without landlock"))
      let rows = try reportedRows(folder + "/case").values.filter { $0.decoder != nil }
      #expect(!rows.isEmpty)
      for row in rows { #expect(row.decoder?.contains("UNLOCKED") == true, "\(row.path)") }
      let information = try run(
        "/usr/bin/env",
        [
          "python3", "-c",
          "import sqlite3,sys; print(*sqlite3.connect(sys.argv[1]).execute('select missing_isolation from run').fetchone())",
          folder + "/case",
        ])
      #expect(information.output == "[\"landlock\"]\n")
    }
  }

  @Test("A locked scan says so in every row, and which kind of worker decoded the file")
  func locked() throws {
    try withTemporaryFolder { folder in
      _ = try vigie(
        "scan", evidence, "--known", list, "--case", folder + "/case",
        "--allow-writable-evidence")
      let decoders = Set(try reportedRows(folder + "/case").values.compactMap(\.decoder))
      #expect(
        decoders == [
          "picture worker, locked process per file", "media worker, locked process per file",
        ])
    }
  }

  @Test(
    "Only the worker of everything else links FFmpeg, and vigie no decoder at all",
    arguments: [
      ("vigie", "libav[cfu]|libsws|jpeg|png|webp|seccomp", "0"),
      ("vigie-picture-worker", "libav[cfu]|libsws|webp", "0"), ("vigie-worker", "libavcodec", "1"),
    ])
  func libraries(name: String, pattern: String, count: String) throws {
    let path = program.deletingLastPathComponent().appending(path: name)
    let ending = try shell(
      "ldd \"$1\" | grep -cE \"$2\"", [path.path(percentEncoded: false), pattern])
    #expect(ending.output == count + "\n")
  }
}
