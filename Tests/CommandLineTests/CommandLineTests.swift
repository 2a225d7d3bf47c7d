// The program as a user runs it: what it prints, where, and how it ends.

import Foundation
import PerceptualHash
import TestSupport
import Testing

struct CommandLineTests {
  private let evidence = Fixtures.path("evidence")
  private let list = Fixtures.path("known/pictures.pdq")
  /// Fixtures lie on a disk that is written to.
  private let allow = "--allow-writable-evidence"

  @Test("A scan prints matches first, then counts, then what could not be examined")
  func scanPrintsSummary() throws {
    try withTemporaryFolder { folder in
      let ending = try vigie(
        "scan", evidence, "--known", list, "--case", folder + "/case", allow)
      #expect(ending.status == 1)  // One picture cannot be decoded.
      #expect(ending.errors.split(separator: "\n").allSatisfy { $0.contains("WARNING: ") })
      let output = ending.output
      let matches = try #require(output.range(of: "DCIM/Camera/IMG_0001.jpg"))
      let counts = try #require(output.range(of: "hashed: pictures and videos"))
      let failures = try #require(
        output.range(of: "Not examined:\n  cache/broken.png: undecodable"))
      #expect(matches.lowerBound < counts.lowerBound && counts.lowerBound < failures.lowerBound)

      let again = try vigie(
        "scan", evidence, "--known", list, "--case", folder + "/case", allow)
      #expect(again.status == 1 && again.output == output)
      #expect(again.errors.contains("is complete"))

      let report = try vigie("report", folder + "/case", "--format", "jsonl", "--all")
      #expect(report.status == 0)
      #expect(report.output.split(separator: "\n").count == 95)
      let written = try vigie(
        "report", folder + "/case", "--format", "csv", "--output", folder + "/report.csv")
      #expect(written.status == 0 && written.output == "")
      let csv = try String(contentsOfFile: folder + "/report.csv", encoding: .utf8)
      #expect(
        csv.hasPrefix(
          "\"Category\",\"File Path\",\"File Type\",\"Created Date\",\"Last Write Time\",\"Source ID\","
        ))
    }
  }

  @Test("A scan of which every entry could be examined ends with 0")
  func completeScan() throws {
    try withTemporaryFolder { folder in
      let ending = try vigie(
        "scan", Fixtures.path("evidence/Documents"), "--known", list, "--case", folder + "/case",
        allow)
      #expect(ending.status == 0)
    }
  }

  @Test(
    "Whichever standard streams are closed, nothing that is printed gets into a case",
    arguments: ["0<&- 1>&- 2>&-", "1>&-", "2>&-", "0<&-"])
  func closedStreams(redirection: String) throws {
    try withTemporaryFolder { folder in
      let ending = try shell(
        "\"$VIGIE\" scan \"$1\" --known \"$2\" --case \"$3/case\" \(allow) \(redirection)",
        [evidence, list, folder])
      // Who cannot be told what was found is told that.
      #expect(ending.status == (redirection.contains("1>") ? 74 : 1))
      #expect(try reportedRows(folder + "/case").count == 95)
    }
  }

  /// What is asked, the status, and what the one line has to name. `@` stands for a folder of its own.
  static let wrong: [(arguments: [String], status: Int32, says: String)] = [
    (["scan", "/nonexistent", "--known", "LIST", "--case", "@/c"], 66, "volume /nonexistent"),
    (["scan", "LIST", "--known", "LIST", "--case", "@/c"], 66, "Not a directory"),
    (
      ["scan", "EVIDENCE", "--known", "/nonexistent", "--case", "@/c"], 66, "hash list /nonexistent"
    ),
    (["scan", "EVIDENCE", "--known", "EVIDENCE", "--case", "@/c"], 66, "Is a directory"),
    (
      ["scan", "EVIDENCE", "--known", "PICTURE", "--case", "@/c"], 65, "is a JPEG, and no hash list"
    ),
    (["scan", "EVIDENCE", "--known", "LIST", "--case", "EVIDENCE/c"], 73, "lies in the evidence"),
    (["scan", "EVIDENCE", "--known", "LIST", "--case", "@/no/c"], 73, "name a folder that exists"),
    (["scan", "EVIDENCE", "--known", "LIST", "--case", "@/other"], 65, "is not a vigie case"),
    (
      ["scan", "EVIDENCE", "EVIDENCE/DCIM", "--known", "LIST", "--case", "@/c"], 64,
      "lies in volume"
    ),
    (["report", "@/c", "--format", "csv"], 66, "no such file"),
    (["report", "@/other", "--format", "csv"], 65, "is not a vigie case"),
    (["lookup", "--known", "LIST", "--", "12"], 65, "\"12\" is not a hash"),
    (["compare", "@/c", "PICTURE"], 66, "No such file"),
    (["hash", "@/c"], 1, "No such file"),
    (["hash", "LIST"], 1, "not a picture or video"),
    (["known", "info", "PICTURE"], 65, "is a JPEG, and no hash list"),
  ]

  @Test(
    "What is wrong is said in one line, with a status, and nothing is written", arguments: wrong)
  func wrongInput(arguments: [String], status: Int32, says: String) throws {
    try withTemporaryFolder { folder in
      try "other".write(toFile: folder + "/other", atomically: false, encoding: .utf8)
      let places = [
        "@": folder, "EVIDENCE": evidence, "LIST": list,
        "PICTURE": Fixtures.path("evidence/DCIM/Camera/IMG_0002.jpg"),
      ]
      let allowed = arguments[0] == "scan" ? [allow] : []
      let arguments = arguments.map { argument in
        places.reduce(argument) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
      }
      let process = Process()
      process.executableURL = program
      process.arguments = arguments + allowed
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == status)
      #expect(text.hasPrefix("vigie: ") && text.contains(says), "\(text)")
      #expect(text.split(separator: "\n").count == 1, "\(text)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["other"])
      #expect(!FileManager.default.fileExists(atPath: evidence + "/c"))
    }
  }

  @Test(
    "Missing or senseless arguments end with 64",
    arguments: [
      ["scan"], ["scan", "/"], ["report", "x"], ["report", "x", "--format", "pdf"], ["nonsense"],
      ["scan", "/", "--known", "x", "--case", "y", "--workers", "0"],
      ["lookup", "--known", "x", "--radius", "-1"],
    ])
  func usage(arguments: [String]) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
  }

  @Test("Hashes that are printed are a list that finds the files again, at distance 0")
  func hashIsAList() throws {
    try withTemporaryFolder { folder in
      let formats = Fixtures.path("formats")
      let hashes = try vigie("hash", formats, "--workers", "3")
      #expect(hashes.status == 1)  // HEIC and animated WebP.
      #expect(hashes.errors.contains("heic.heic: no decoder"))
      try hashes.output.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      let rows = try matches(in: formats, list: folder + "/list", folder)
      #expect(rows.count == Fixtures.names(in: "formats").count - 2)
      #expect(rows.values.allSatisfy { $0 == 0 })
      #expect(try vigie("hash", formats, "--workers", "1").output == hashes.output)
    }
  }

  @Test("Keyframes alone give some of the lines that every second gives")
  func hashKeyframes() throws {
    let clip = evidence + "/DCIM/Camera/VID_0001.mp4"
    let all = try vigie("hash", clip)
    #expect(try vigie("hash", "--video", "all", clip).output == all.output)
    let keyframes = try vigie("hash", "--video", "keyframes", clip)
    #expect(keyframes.status == 0)
    let (some, every) = (
      Set(keyframes.output.split(separator: "\n")), Set(all.output.split(separator: "\n"))
    )
    #expect(!some.isEmpty && some.isStrictSubset(of: every))
  }

  @Test(
    "Hashes of the reference pictures and videos find each of them again at distance 0",
    .enabled(if: ReferenceData.isPresent))
  func referenceFilesAreFound() throws {
    try withTemporaryFolder { folder in
      let data = try #require(ReferenceData.folder)
      try vigie("hash", data).output
        .write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      let rows = try matches(in: data, list: folder + "/list", folder)
      #expect(rows.count > 90)
      #expect(rows.values.allSatisfy { $0 == 0 })
    }
  }

  @Test(
    "Every edit and every colour mode of the reference picture lies within the radius",
    .enabled(if: ReferenceData.isPresent), arguments: [("bridge-mods", 12), ("modes", 14)])
  func editsAreFound(name: String, count: Int) throws {
    try withTemporaryFolder { folder in
      let original = ReferenceData.path("pdq/bridge-mods/aaa-orig.jpg")
      try vigie("hash", original).output
        .write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      let rows = try matches(
        in: ReferenceData.path("pdq/\(name)"), list: folder + "/list", folder)
      #expect(rows.count == count)
      #expect(rows.values.allSatisfy { $0 >= 0 && $0 <= 31 })
    }
  }

  /// Scans a folder: the smallest distance of every file that was hashed and can be matched, -1 if
  /// it matches nothing.
  private func matches(
    in volume: String, list: String, _ folder: String
  ) throws -> [String: Int] {
    _ = try vigie("scan", volume, "--known", list, "--case", folder + "/case", allow)
    let report = try vigie("report", folder + "/case", "--format", "jsonl", "--all")
    var distances: [String: Int] = [:]
    for line in report.output.split(separator: "\n") {
      let row = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let (outcome, path) = (row["outcome"] as? String, row["path"] as? String)
      guard outcome == "hashed" || outcome == "partial", let path else { continue }
      let matches = row["matches"] as? [[String: Any]]
      distances[path] = matches?.first?["distance"] as? Int ?? -1
    }
    return distances
  }

  @Test("A lookup reads hashes from arguments or a pipe, and a wrong line does not stop it")
  func lookup() throws {
    let hash = "4a6d135215b2ecc2802de9ef92945efb8b29176d78d316ec2d7a131af29e092b"
    let near = "4a6d135215b2ecc2802de9ef92945efb8b29176d78d316ec2d7a131af29e0928"
    let one = try vigie("lookup", "--known", list, "--", hash, near)
    #expect(one.status == 0)
    #expect(one.output == "\(hash),0,pictures.pdq,1\n\(near),2,pictures.pdq,1\n")
    let piped = try vigie(
      "lookup", "--known", list, input: "nonsense\n\n\(hash),100,name\n\(near.uppercased())\n")
    #expect(piped.status == 65)
    #expect(piped.output == "\(hash),0,pictures.pdq,1\n\(near.uppercased()),2,pictures.pdq,1\n")
    #expect(piped.errors.contains("line 1"))
    #expect(try vigie("lookup", "--known", list, "--radius", "1", "--", near).output == "")
  }

  @Test("Hashes may follow the lists, as the usage line has it")
  func lookupOrder() throws {
    let hash = "4a6d135215b2ecc2802de9ef92945efb8b29176d78d316ec2d7a131af29e092b"
    let ending = try vigie("lookup", "--known", list, hash)
    #expect(ending.output == "\(hash),0,pictures.pdq,1\n" && ending.status == 0)
    #expect(try vigie("lookup", "--known", hash).status == 66)
  }

  @Test("A report is never written over its case, and says if the scan has not finished")
  func reportIsSafe() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/case"
      _ = try vigie("scan", evidence, "--known", list, "--case", path, allow)
      let before = try Data(contentsOf: URL(filePath: path))
      let over = try vigie("report", path, "--format", "csv", "--output", path)
      #expect(over.status == 73 && over.errors.contains("is the case itself"))
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      // An output that cannot be put in place leaves nothing behind, and nobody's file is touched.
      try "mine".write(toFile: folder + "/r.csv.partial", atomically: false, encoding: .utf8)
      try FileManager.default.createDirectory(
        atPath: folder + "/r.csv", withIntermediateDirectories: false)
      #expect(
        try vigie("report", path, "--format", "csv", "--output", folder + "/r.csv").status == 73)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "case", "r.csv", "r.csv.partial",
        ])
      let inside = try vigie(
        "report", path, "--format", "csv", "--output", evidence + "/report.csv")
      #expect(inside.status == 73 && inside.errors.contains("lies in the evidence"))

      let script = """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1])
        c.execute("UPDATE run SET ended = NULL, ending = NULL")
        c.commit()
        """
      let python = Process()
      python.executableURL = URL(filePath: "/usr/bin/env")
      python.arguments = ["python3", "-c", script, path]
      try python.run()
      python.waitUntilExit()
      let whole = try vigie("report", path, "--format", "jsonl", "--all")
      #expect(whole.status == 2 && whole.errors.contains("has not finished"))
      #expect(whole.output.split(separator: "\n").count == 95)
    }
  }

  @Test("Two pictures, hashes or videos are compared")
  func compare() throws {
    let original = evidence + "/DCIM/Camera/IMG_0001.jpg"
    let pictures = try vigie("compare", original, evidence + "/Downloads/view-half.jpg")
    #expect(pictures.status == 0)
    #expect(pictures.output.contains("distance 4 of 256: a match"))
    let hash = String(repeating: "0f", count: 32)
    #expect(try vigie("compare", hash, original).output.contains("no match"))
    let videos = try vigie(
      "compare", evidence + "/DCIM/Camera/VID_0001.mp4", evidence + "/Movies/compilation.mp4")
    #expect(videos.output.contains("100 % of A is in B") && videos.output.contains("a match"))
  }

  @Test("Without its worker vigie decodes nothing and says so, and links no decoder itself")
  func decodersAreElsewhere() throws {
    try withTemporaryFolder { folder in
      let copy = folder + "/vigie"
      try FileManager.default.copyItem(
        atPath: program.path(percentEncoded: false), toPath: copy)
      let script = "\"$1\" hash \"$2\" 2>&1; echo $?; ldd \"$1\" | grep -cE 'libav|jpeg|png|sws'"
      let shell = Process()
      shell.executableURL = URL(filePath: "/bin/sh")
      shell.arguments = ["-c", script, "sh", copy, evidence + "/Documents/poster.jpg"]
      let output = Pipe()
      shell.standardOutput = output
      try shell.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      shell.waitUntilExit()
      #expect(
        text
          == "vigie: worker \(folder)/vigie-picture-worker: No such file or directory; install it beside vigie\n69\n0\n"
      )
    }
  }

  @Test("Help names every command, option and exit status")
  func help() throws {
    let help = try vigie("--help").output
    for word in [
      "scan", "report", "hash", "lookup", "compare", "known", "doctor", "Exit status: 0 complete",
    ] {
      #expect(help.contains(word))
    }
    let scan = try vigie("scan", "--help").output
    for word in [
      "--known", "--case", "--workers", "--radius", "--allow-writable-evidence", "Ctrl-C",
    ] {
      #expect(scan.contains(word))
    }
    #expect(try vigie("--version").output == "0.2.0\n")
  }
}
