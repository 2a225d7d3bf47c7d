// What an adversary or a sceptic would try: names, lists, limits and streams that are meant to mislead.

import Foundation
import TestSupport
import Testing

struct AdversaryTests {
  private let evidence = Fixtures.path("evidence")
  private let list = Fixtures.path("known/pictures.pdq")
  private let allow = "--allow-writable-evidence"

  // MARK: - Lists

  @Test("A hash that a list has ten thousand times is one match, which says how often")
  func duplicates() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/v", withIntermediateDirectories: false)
      try "a\n".write(toFile: folder + "/v/a", atomically: false, encoding: .utf8)
      let line = "60b725f10c9c85c70d97880dfe8191b3\n"
      try String(repeating: line, count: 10_000).write(
        toFile: folder + "/many.md5", atomically: false, encoding: .utf8)
      let scan = try vigie(
        "scan", folder + "/v", "--known", folder + "/many.md5", "--case", folder + "/case", allow)
      #expect(scan.status == 0 && scan.output.contains("1 file matches."))
      let report = try vigie("report", folder + "/case", "--format", "jsonl").output
      #expect(report.split(separator: "\n").count == 1)
      #expect(report.contains("\"equalEntries\":10000") && report.contains("\"entry\":\"1\""))
    }
  }

  @Test("Lists of one name are told apart by number and SHA-256, and that is said")
  func namesakes() throws {
    try withTemporaryFolder { folder in
      for part in ["one", "two"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(part)", withIntermediateDirectories: false)
      }
      let text = try String(contentsOfFile: list, encoding: .utf8)
      try text.write(toFile: folder + "/one/list", atomically: false, encoding: .utf8)
      try (text + "# more\n").write(
        toFile: folder + "/two/list", atomically: false, encoding: .utf8)
      let scan = try vigie(
        "scan", evidence + "/Pictures", "--known", folder + "/one/list", folder + "/two/list",
        "--case", folder + "/case", allow)
      #expect(scan.errors.contains("hash lists 1, 2 are all named list"))
      let report = try vigie("report", folder + "/case", "--format", "jsonl").output
      #expect(report.contains("\"listNumber\":1") && report.contains("\"listNumber\":2"))
      let digests = Set(report.matches(of: #/"listSHA256":"[0-9a-f]{64}"/#).map { $0.output })
      #expect(digests.count == 2)
    }
  }

  @Test(
    "A look-up takes `-` for standard input, ignores comments, and ends with 1 if nothing matches")
  func lookUp() throws {
    let known = try String(contentsOfFile: list, encoding: .utf8)
    let hash = String(try #require(known.firstMatch(of: #/[0-9a-f]{64}/#)).output)
    let found = try vigie(
      "lookup", "--known", list, "--", "-", input: "# comment\n\(hash)\n")
    #expect(found.status == 0 && found.output.hasPrefix(hash))
    let other = String(repeating: "5a", count: 32)
    #expect(try vigie("lookup", "--known", list, "--", other).status == 1)
    #expect(try vigie("lookup", "--known", list, input: "#\n").status == 1)
    #expect(try vigie("lookup", "--known", list, "--", hash, "zz").status == 65)
  }

  // MARK: - Outputs

  @Test("A report replaces a report, and nothing else")
  func replacing() throws {
    try withTemporaryFolder { folder in
      let scan = try vigie(
        "scan", evidence + "/Pictures", "--known", list, "--case", folder + "/case", allow)
      #expect(scan.status <= 1)
      func report(_ format: String, _ name: String) throws -> Ending {
        try vigie(
          "report", folder + "/case", "--format", format, "--output", "\(folder)/\(name)")
      }
      for format in ["csv", "jsonl"] {
        #expect(try report(format, "r").status == 0)
        #expect(try report(format, "r").status == 0)
      }
      for content in ["my thesis", "{\"volume\":1}\n", "Category,File Path"] {
        try content.write(toFile: folder + "/mine", atomically: false, encoding: .utf8)
        let refused = try report("csv", "mine")
        #expect(refused.status == 73 && refused.errors.contains("is no report of vigie"))
        #expect(try String(contentsOfFile: folder + "/mine", encoding: .utf8) == content)
      }
      let set = try vigie("known", "compile", list, "--output", folder + "/mine")
      #expect(set.status == 73)
      #expect(try String(contentsOfFile: folder + "/mine", encoding: .utf8).hasPrefix("Category"))
    }
  }

  @Test("Two processes write the same report to the byte")
  func sameBytes() throws {
    try withTemporaryFolder { folder in
      _ = try vigie("scan", evidence, "--known", list, "--case", folder + "/case", allow)
      for format in ["csv", "jsonl"] {
        let reports = try (0..<4).map { _ in
          try vigie("report", folder + "/case", "--format", format, "--all").output
        }
        #expect(Set(reports).count == 1 && reports[0].contains("e-"))
      }
    }
  }

  @Test("A limit on the size of files is an error to tell of, and what was there before stays")
  func fileSizeLimit() throws {
    try withTemporaryFolder { folder in
      _ = try vigie("scan", evidence, "--known", list, "--case", folder + "/case", allow)
      let report = try shell(
        "ulimit -f 8; \"$VIGIE\" report \"$1/case\" --all --format jsonl --output \"$1/r\"",
        [folder])
      #expect(report.status == 73 && report.errors.contains("File too large"))
      let scan = try shell(
        "ulimit -f 8; \"$VIGIE\" scan \"$2\" --known \"$3\" --case \"$1/new\" \(allow)",
        [folder, evidence, list])
      #expect([73, 74].contains(scan.status), "\(scan.status) \(scan.errors)")
      #expect(scan.errors.contains("vigie: "))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(!left.contains("r") && !left.contains { $0.contains("draft") }, "\(left)")
    }
  }

  // MARK: - The machine

  @Test(
    "Running out of descriptors ends a scan that goes on later, and never finishes one",
    arguments: [10, 12, 16, 20, 24])
  func descriptors(most: Int) throws {
    try withTemporaryFolder { folder in
      let few = try shell(
        "ulimit -n \(most); \"$VIGIE\" scan \"$2\" --known \"$3\" --case \"$1/case\" \(allow)",
        [folder, evidence, list])
      if few.status > 1 {
        #expect(few.errors.contains("vigie: "), "\(few.errors)")
      }
      let whole = try vigie("scan", evidence, "--known", list, "--case", folder + "/case", allow)
      #expect(whole.status == 1, "\(whole.errors)")
      #expect(try reportedRows(folder + "/case").count == 95)
      #expect(
        try !reportedRows(folder + "/case").values.contains {
          $0.reason?.contains("Too many") == true
        })
    }
  }

  @Test("Without /proc the arguments cannot be had: that is refused", .enabled(if: canMount))
  func noProc() throws {
    let ending = try shell(
      "unshare -m sh -c 'mount -t tmpfs none /proc && exec \"$VIGIE\" scan /tmp --known x --case y'",
      [])
    #expect(ending.status == 69 && ending.errors.contains("/proc cannot be read"))
    #expect(ending.output.isEmpty)
  }

  @Test("An empty volume is remarked on, and so is what is mounted below", .enabled(if: canMount))
  func emptyAndLeftOut() throws {
    try withTemporaryFolder { folder in
      let ending = try shell(
        """
        unshare -m sh -c 'mkdir "$1/e" "$1/v" && mount -t tmpfs none "$1/v" && mkdir "$1/v/below" \\
          && mount -t tmpfs none "$1/v/below" && echo x > "$1/v/below/file" && echo y > "$1/v/y" \\
          && exec "$VIGIE" scan "$1/e" "$1/v" --known "$2" --case "$1/case" \(allow)' sh "$1" "$2"
        """, [folder, list])
      #expect(ending.output.contains("/e: EMPTY"), "\(ending.output) \(ending.errors)")
      #expect(ending.output.contains("/v/below: another file system is mounted there"))
    }
  }

  @Test("A folder in which nothing is mounted is said to be one", .enabled(if: canMount))
  func forgottenMount() throws {
    try withTemporaryFolder { folder in
      let ending = try vigie("scan", folder, "--known", list, "--case", "/tmp/never")
      #expect(ending.status == 77 && ending.errors.contains("nothing is mounted at"))
    }
  }
}
