// Marks go out as lists, as an examiner does it: scan, report, mark, export.

import Foundation
import TestSupport
import Testing

struct ExportCommandTests {
  /// A case of two pictures, one of them twice, a video and an empty file, and the numbers of its rows.
  private func withCase(
    _ body: (_ folder: String, _ rows: [String: Int]) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let evidence = folder + "/evidence"
      try FileManager.default.createDirectory(
        atPath: evidence + "/DCIM", withIntermediateDirectories: true)
      for (name, origin) in [
        ("DCIM/a.jpg", "evidence/DCIM/Camera/IMG_0001.jpg"),
        ("b copy.jpg", "evidence/DCIM/Camera/IMG_0001.jpg"),
        ("c.jpg", "evidence/Pictures/edited/turned-90.jpg"),
        ("d.mp4", "evidence/DCIM/Camera/VID_0001.mp4"),
      ] {
        try FileManager.default.copyItem(
          atPath: Fixtures.path(origin), toPath: evidence + "/" + name)
      }
      try Data().write(to: URL(filePath: evidence + "/empty"))
      let scan = try vigie(
        "scan", evidence, "--known", Fixtures.path("known/files.md5"), "--digest", "sha1", "--case",
        folder + "/case.vigie", "--allow-writable-evidence")
      #expect(scan.status == 0, "\(scan.errors)")
      let report = try vigie("report", folder + "/case.vigie", "--format", "csv", "--all")
      try report.output.write(toFile: folder + "/report.csv", atomically: false, encoding: .utf8)
      var rows: [String: Int] = [:]
      for row in Fixtures.table(at: folder + "/report.csv") {
        rows[String(row["File Path"]!.dropFirst(evidence.count + 1))] = Int(row["Row"]!)
      }
      try body(folder, rows)
    }
  }

  /// Writes marks and exports them.
  private func export(
    _ folder: String, _ marks: String, _ format: String, _ options: String...
  ) throws -> (ending: Ending, list: String?) {
    let list = folder + "/list"
    try? FileManager.default.removeItem(atPath: list)
    try marks.write(toFile: folder + "/marks.csv", atomically: false, encoding: .utf8)
    let ending = try run(
      program.path(percentEncoded: false),
      [
        "known", "export", folder + "/case.vigie", "--marks", folder + "/marks.csv", "--format",
        format, "--output", list,
      ] + options)
    return (ending, try? String(contentsOfFile: list, encoding: .utf8))
  }

  @Test("Categories that readers of VICS may pass over are named")
  func textCategories() throws {
    try withCase { folder, rows in
      let marks = "row,category\n\(rows["DCIM/a.jpg"]!),1\n\(rows["c.jpg"]!),A 2\n"
      let (ending, _) = try export(folder, marks, "vics2")
      #expect(ending.status == 0 && ending.errors.contains("readers of vics2 may pass over: A 2\n"))
      let (other, _) = try export(folder, marks, "csv")
      #expect(!other.errors.contains("may pass over"))
    }
  }

  @Test("Rows of a report are marked, and go out once each without their paths")
  func lists() throws {
    try withCase { folder, rows in
      #expect(rows.count == 6)
      let marks =
        "row,category,note\n\(rows["DCIM/a.jpg"]!),1,x\n\(rows["b copy.jpg"]!),1,\n"
        + "\(rows["c.jpg"]!),A 2,\n\(rows["d.mp4"]!),1,\n\(rows["DCIM"]!),,\n"
      let (ending, list) = try export(folder, marks, "csv")
      #expect(ending.status == 0 && ending.output == "")
      #expect(
        ending.errors == """
          vigie: marks: columns not used: note
          vigie: files in the list: 3, of 4 marks; by category: 1 (2), A 2 (1)
          vigie: marks: rows without a category: 1
          vigie: csv has no place for: frames of videos

          """)
      let table = Fixtures.table(at: folder + "/list")
      #expect(list != nil && table.count == 3)
      #expect(table[0]["Rows"] == "\(rows["DCIM/a.jpg"]!) | \(rows["b copy.jpg"]!)")
      #expect(table.map { $0["Category"] } == ["1", "A 2", "1"])
      #expect(table.map { $0["Media Type"] } == ["image/jpeg", "image/jpeg", "video/mp4"])
      #expect(
        table.allSatisfy { $0["Paths"] == "" && $0["Source"]?.hasSuffix("case case.vigie") == true }
      )
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/list")
      #expect(attributes[.posixPermissions] as? Int == 0o600)

      let withPaths = try export(folder, marks, "csv", "--with-paths")
      #expect(withPaths.list?.contains("/evidence/DCIM/a.jpg | ") == true)

      // What comes back finds the files again.
      for format in ["vics2", "csv", "icse", "hashdeep"] {
        _ = try export(folder, marks, format)
        let again = try vigie(
          "scan", folder + "/evidence", "--known", folder + "/list", "--case",
          folder + "/again-\(format)", "--allow-writable-evidence")
        #expect(again.output.contains("4 files match."), "\(format)")
      }
      for (format, count) in [("pdq", 3), ("vpdq", 1), ("stopncii", 4)] {
        _ = try export(folder, marks, format)
        let again = try vigie(
          "scan", folder + "/evidence", "--known", folder + "/list", "--case",
          folder + "/again-\(format)", "--allow-writable-evidence")
        #expect(again.output.contains("\(count) file"), "\(format): \(again.output)")
      }
    }
  }

  @Test("What cannot be followed is a line each, and the status says so")
  func faults() throws {
    try withCase { folder, rows in
      let marks =
        "Category;Row\n1;\(rows["c.jpg"]!)\n1;999\n1;\(rows["empty"]!)\n1;\(rows["DCIM"]!)\n"
      let (ending, list) = try export(folder, marks, "hashdeep")
      #expect(ending.status == 1 && list?.hasSuffix("row-\(rows["c.jpg"]!)\n") == true)
      #expect(
        ending.errors.hasSuffix(
          """
          vigie: marks: line 3: row 999 is not in the case
          vigie: marks: line 4: row \(rows["empty"]!) is of an empty file, and every empty file has its hashes
          vigie: marks: line 5: row \(rows["DCIM"]!) has no hash that can be matched (notMedia)

          """))
      let nothing = try export(folder, "row,category\n999,1\n", "vics2")
      #expect(nothing.ending.status == 65 && nothing.list == nil)
      #expect(nothing.ending.errors.hasSuffix("no mark gave an entry; nothing was written\n"))
      let report = try String(contentsOfFile: folder + "/report.csv", encoding: .utf8)
      let refused = try export(folder, report, "csv")
      #expect(refused.ending.status == 65 && refused.ending.errors.contains("is a report"))
      let paths = try export(folder, marks, "icse", "--with-paths")
      #expect(paths.ending.status == 64 && paths.list == nil)
    }
  }

  @Test("Nothing is replaced, and nothing written into the evidence")
  func places() throws {
    try withCase { folder, rows in
      try "row,category\n\(rows["c.jpg"]!),1\n".write(
        toFile: folder + "/marks", atomically: false, encoding: .utf8)
      for (place, problem) in [
        ("marks", "exists; name another file"), ("case.vigie", "is the case itself"),
        ("evidence/list", "lies in the evidence"), ("no/list", "name a folder that exists"),
      ] {
        let ending = try vigie(
          "known", "export", folder + "/case.vigie", "--marks", folder + "/marks", "--format",
          "csv",
          "--output", "\(folder)/\(place)")
        #expect(ending.status == 73 && ending.errors.contains(problem), "\(ending.errors)")
      }
      let missing = try vigie(
        "known", "export", folder + "/case.vigie", "--marks", folder + "/none", "--format", "csv",
        "--output", folder + "/list")
      #expect(missing.status == 66 && missing.errors.contains("/none: No such file"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/list"))
    }
  }

  private static let hasHashdeep = (try? runProgram("/usr/bin/env", ["hashdeep", "-V"])) != nil

  @Test(
    "hashdeep audits the folder with its list",
    .enabled(if: hasHashdeep, "hashdeep is not installed"))
  func hashdeep() throws {
    try withCase { folder, rows in
      let marks = rows.filter { $0.key.contains(".") }.map { "\($0.value),1\n" }.sorted().joined()
      _ = try export(folder, "row,category\n" + marks, "hashdeep", "--with-paths")
      try FileManager.default.removeItem(atPath: folder + "/evidence/empty")
      let audit = try run(
        "/usr/bin/env", ["hashdeep", "-a", "-k", folder + "/list", "-r", folder + "/evidence"])
      #expect(audit.output == "hashdeep: Audit passed\n" && audit.status == 0)
    }
  }
}
