// Compiled sets as a user makes and uses them.

import Foundation
import TestSupport
import Testing

struct KnownSetCommandTests {
  private static let program = Bundle.main.executableURL!.deletingLastPathComponent()
    .appending(path: "vigie")

  /// Runs the program; returns its status, and what it prints on either stream.
  private func vigie(_ arguments: [String]) throws -> (
    status: Int32, output: String, errors: String
  ) {
    let process = Process()
    process.executableURL = Self.program
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text, said)
  }

  private let lists = Fixtures.names(in: "known").sorted().map { Fixtures.path("known/\($0)") }

  @Test("A compiled set is used like the lists it was made of, whichever index is asked for")
  func compiled() throws {
    try withTemporaryFolder { folder in
      let set = folder + "/known.set"
      let compiled = try vigie(["known", "compile"] + lists + ["--output", set])
      #expect(compiled.status == 0 && compiled.output == "")
      #expect(!compiled.errors.contains("\u{1B}"))  // No progress where there is no terminal.

      let info = try vigie(["known", "info", set, "--verify"])
      #expect(info.status == 0)
      #expect(info.output.contains("pictures.pdq\n  SHA-256    "))
      #expect(info.output.contains("  index      pictures: scan: at radius 31"))
      #expect(info.output.hasSuffix("  verified   as it was written\n"))

      let hash = try String(contentsOfFile: Fixtures.path("known/pictures.pdq"), encoding: .utf8)
        .split(separator: "\n").first { !$0.hasPrefix("#") }!.prefix(64)
      let expected = try vigie(["lookup", "--known"] + lists + ["--", String(hash)])
      #expect(expected.output.contains(",0,pictures.pdq,"))
      for index in ["auto", "scan", "tree", "hash"] {
        let found = try vigie(["lookup", "--known", set, "--index", index, "--", String(hash)])
        #expect(found.status == 0 && found.output == expected.output)
      }
      let wrong = try vigie(["lookup", "--known", set, "--index", "best", "--", String(hash)])
      #expect(wrong.status == 64 && wrong.errors.contains("auto, scan, tree, hash"))
    }
  }

  @Test("A scan verifies a set before it begins, and says which array is damaged")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let set = folder + "/known.set"
      let known = Fixtures.path("known/pictures.pdq")
      #expect(try vigie(["known", "compile", known, "--output", set]).status == 0)
      var data = try Data(contentsOf: URL(filePath: set))
      // The first array begins here.
      data[65_536] ^= 1
      try data.write(to: URL(filePath: set))
      let scan = try vigie([
        "scan", Fixtures.path("evidence/DCIM"), "--known", set, "--case", folder + "/case",
        "--allow-writable-evidence",
      ])
      #expect(scan.status == 65 && scan.output == "" && scan.errors.contains("damaged: "))
      #expect(!FileManager.default.fileExists(atPath: folder + "/case"))
    }
  }

  @Test("What is wrong with a set is one line, with a status")
  func wrong() throws {
    try withTemporaryFolder { folder in
      let set = folder + "/known.set"
      _ = try vigie(["known", "compile", lists[0], "--output", set])
      let again = try vigie(["known", "compile", set, "--output", folder + "/x"])
      #expect(again.status == 65 && again.errors.contains("is compiled already"))
      let nowhere = try vigie(["known", "compile", lists[0], "--output", folder + "/no/set"])
      #expect(nowhere.status == 73 && nowhere.errors.contains("cannot be written"))
      let data = try Data(contentsOf: URL(filePath: set))
      try data.prefix(70_000).write(to: URL(filePath: set))
      let short = try vigie(["lookup", "--known", set, "--", "00"])
      #expect(short.status == 65 && short.errors.contains("bytes long, where"))
      #expect(short.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("A Bloom filter is for --ignore alone, and what it is and how often it is wrong is said")
  func filters() throws {
    try withTemporaryFolder { folder in
      let filter = Fixtures.path("lists/hashlookup.bloom")
      let info = try vigie(["known", "info", filter])
      #expect(info.status == 0 && info.errors == "")
      for line in [
        "  format     Bloom filter (DCSO) 1\n",
        "  filter     3 of at most 100 elements, 14 bits an element; 41 of 1917 bits are set (2.1 %); 10",
        "  wrong in   1 of 1000000000 or more files that it does not hold, as it is filled; 1 of 10000",
        "  note       a Bloom filter: it takes 1 of 1000000000 files that it does not hold for one",
        "  note       it does not say what it holds: SHA-1 in upper case is looked up",
      ] { #expect(info.output.contains(line), "\(info.output)") }
      #expect(!info.output.contains("  read  "))

      let hash = "d1284846d8cd929de36bc5f086690fa0b96a51d6"
      for arguments in [
        ["lookup", "--known", filter, "--", hash], ["known", "diff", filter, filter],
        ["known", "compile", filter, "--output", folder + "/set"],
        [
          "scan", Fixtures.path("evidence/DCIM"), "--known", filter, "--case", folder + "/case",
          "--allow-writable-evidence",
        ],
      ] {
        let refused = try vigie(arguments)
        #expect(refused.status == 65 && refused.output == "", "\(refused)")
        let lines = refused.errors.split(separator: "\n").filter { !$0.contains("writable") }
        #expect(lines.count == 1 && refused.errors.contains("is a Bloom filter"), "\(refused)")
      }

      let scanned = try vigie([
        "scan", Fixtures.path("evidence/DCIM"), "--known", lists[0], "--ignore", filter, "--case",
        folder + "/case", "--allow-writable-evidence",
      ])
      #expect([0, 1].contains(scanned.status))
      #expect(scanned.errors.contains("hash list hashlookup.bloom: a Bloom filter: it takes 1 of"))
    }
  }
}
