// What a report tells beside its rows, as a user asks for it.

import Foundation
import TestSupport
import Testing

struct ReportOptionTests {
  /// A case of pictures, and the list that it was matched against.
  private func withCase(_ body: (_ folder: String, _ list: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let list = folder + "/list.json"
      try shell(
        """
        set -e
        cd "$1"; mkdir e; printf 'vigie fixture one\\n' > e/one; printf 'vigie fixture two\\n' > e/two
        one=$(md5sum < e/one | cut -c 1-32); two=$(md5sum < e/two | cut -c 1-32)
        cat > list.json <<END
        {"@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media",
        "value": [{"MediaID": 1, "Category": 1, "MD5": "$one"},
        {"MediaID": 2, "Category": 2, "MD5": "$two"}]}
        END
        printf '%s\\n' "MD5,Category" "$two,1" > newer.csv
        "$VIGIE" scan e --known list.json --case case --allow-writable-evidence
        """, [folder]
      ).requireStatus(0)
      try body(folder, list)
    }
  }

  @Test("A report says which matches rest on entries that a newer list has withdrawn")
  func newer() throws {
    try withCase { folder, _ in
      let report = try vigie(
        "report", folder + "/case", "--format", "csv", "--newer", folder + "/newer.csv")
      #expect(report.status == 0)
      #expect(
        report.output.contains("\"withdrawn\"") && report.output.contains("\"recategorised\""))
      #expect(report.errors.contains("matches whose entry a newer list has withdrawn: 1\n"))
      let other = try vigie(
        "report", folder + "/case", "--format", "csv", "--newer", "3=\(folder)/newer.csv")
      #expect(other.status == 64 && other.errors.contains("as N=FILE: 1 list.json\n"))
      let missing = try vigie(
        "report", folder + "/case", "--format", "csv", "--newer", folder + "/none")
      #expect(missing.status == 66 && missing.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("Labels of a profile are told for lists of its region, or for the list that is named")
  func profile() throws {
    try withCase { folder, list in
      let (us, uk) = (Fixtures.path("profiles/us.json"), Fixtures.path("profiles/uk.json"))
      let plain = ["report", folder + "/case", "--format", "jsonl", "--profile"]
      func report(_ profile: String) throws -> Ending {
        try run(program.path(percentEncoded: false), plain + [profile])
      }
      let own = try report(us)
      #expect(own.status == 0 && own.output.contains("\"labelProfile\":\"US (unverified)\""))
      #expect(own.output.contains("\"categoryLabel\":\"child abuse material\""))
      let other = try report(uk)
      #expect(other.status == 0 && !other.output.contains("labelProfile"))
      #expect(other.errors.contains("is of region UK, which no list names"))
      #expect(try report("1=" + uk).output.contains("\"categoryLabel\":\"category A\""))
      #expect(try report(folder + "/case").status == 65)

      let info = try vigie("known", "info", list, "--profile", us)
      #expect(info.output.contains("  categories 1 [child abuse material]: 1, 2 ["))
      #expect(info.output.contains("  labels     US (unverified)\n"))
      #expect(try !vigie("known", "info", list, "--profile", uk).output.contains("labels"))
    }
  }

  @Test("Scans say how many pictures may be like an entry, and refuse none")
  func mostPictures() throws {
    try withTemporaryFolder { folder in
      let arguments = [
        "scan", Fixtures.path("evidence/DCIM"), "--known", Fixtures.path("known/pictures.pdq"),
        "--case", folder + "/case", "--allow-writable-evidence", "--most-pictures",
      ]
      let vigie = program.path(percentEncoded: false)
      #expect(try run(vigie, arguments + ["0"]).status == 64)
      let scan = try run(vigie, arguments + ["1"])
      #expect(scan.status == 0)
      #expect(scan.output.contains("more than 1 different pictures of the case are like the entry"))
      let again = try run(vigie, arguments + ["2"])
      #expect(again.status == 64 && again.errors.contains("most"))
    }
  }
}

extension Ending {
  fileprivate func requireStatus(_ expected: Int32) throws {
    try #require(status == expected, "\(errors)")
  }
}
