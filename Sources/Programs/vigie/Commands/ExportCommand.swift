// vigie known export

public import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import Findings
internal import Foundation
public import ListExport
internal import Platform
internal import SystemPackage

extension ExportFormat: ExpressibleByArgument {}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write what was marked in a case as a hash list.",
    discussion: """
      Marks are a table with a header (comma, semicolon or tab) that has the columns row, the number that \
      reports call a file by (row, Row), and category, any text, which is written as it is. Columns of \
      MD5, SHA-1 or SHA-256 are compared with the case; others are named as not used. Rows without a \
      category are not marked. Files of the same bytes are one entry.

      vics2: Project VIC and CAID, a set of VICS 2.0. csv: a table of hashes, category, size, media type \
      and source. hashdeep: as hashdeep writes. pdq: a PDQ hash a line. vpdq: the frames of a video; of \
      several, a tar. stopncii: a page of StopNCII. icse: INTERPOL ICSE. What a format has no place for \
      is said.

      No path goes out unless --with-paths is given. The list is put in place when it is whole, readable by \
      its owner only; a file that is there is never replaced. A mark that cannot be followed is told of in a \
      line, and the others are written. Exit status: 0 if all marks were followed, 1 if some were not, 2 \
      if the scan has not finished and nothing was written, 65 if none gave an entry and nothing was written.
      """)

  @Argument(help: ArgumentHelp("Case file.", valueName: "case"))
  var caseFile: PathArgument

  @Option(help: ArgumentHelp("Table of marks.", valueName: "file"))
  var marks: PathArgument

  @Option(
    help: ArgumentHelp(
      "\(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: ExportFormat

  @Option(name: .shortAndLong, help: ArgumentHelp("List to write.", valueName: "file"))
  var output: PathArgument

  @Flag(help: "Write the paths of the files too: vics2, csv, hashdeep.")
  var withPaths = false

  func validate() throws {
    guard !withPaths || format.hasPaths else {
      throw ValidationError("--with-paths: \(format.rawValue) has no place for paths")
    }
  }

  func run() throws {
    try Console.run {
      let file = try CaseFile.open(at: caseFile.path, readOnly: true)
      // Rows have other numbers when more of them come.
      guard try file.isComplete() else {
        Console.warn(
          about: caseFile.path.bytes,
          "the scan has not finished; run its command again, and mark rows of a new report")
        throw ExitStatus.stopped
      }
      let table = try MarkTable(reading: marks.path)
      if !table.unusedColumns.isEmpty {
        Console.warn("marks: columns not used: \(table.unusedColumns.joined(separator: ", "))")
      }
      try CaseOutput.refuse(output.path, of: file, at: caseFile.path)
      var result = ExportResult()
      try CaseOutput.write(output.path, replacing: false, permissions: .ownerReadWrite) { output in
        result = try file.export(
          table.marks, as: format, from: try source(file), withPaths: withPaths
        ) { try output.write($0) }
        return result.entryCount > 0
      }
      say(table, result)
      let faults = (table.faults + result.faults).sorted { $0.place < $1.place }
      for fault in faults { Console.warn("marks: \(fault)") }
      if result.entryCount == 0 {
        Console.warn("no mark gave an entry; nothing was written")
        throw ExitStatus.unusableData
      }
      if !faults.isEmpty { throw ExitStatus.incomplete }
    }
  }

  private func source(_ file: CaseFile) throws -> ExportSource {
    let path = caseFile.path
    let name = UntrustedText.text(
      of: (path.lastComponent.map { FilePath(root: nil, [$0]) } ?? path).bytes)
    let digests = try file.settings().digests
    return ExportSource(
      caseName: name.text, program: "vigie \(Vigie.version)",
      time: Int64(Date().timeIntervalSince1970),
      digests: DigestAlgorithm.allCases.filter { $0 == .sha256 || digests.contains($0) })
  }

  /// Says what was written, and what was not.
  private func say(_ table: MarkTable, _ result: ExportResult) {
    let categories = result.categories.map { "\($0.code ?? "") (\($0.count))" }
    let parts = ["files in the list: \(result.entryCount), of \(table.marks.count) marks"]
    let ofCategories =
      categories.isEmpty ? [] : ["by category: " + categories.joined(separator: ", ")]
    Console.warn((parts + ofCategories).joined(separator: "; "))
    let unread = result.categories.compactMap(\.code).filter { !format.isRead(category: $0) }
    if !unread.isEmpty {
      Console.warn(
        "categories that are no whole number, and whose entries readers of \(format.rawValue) may pass over: "
          + unread.joined(separator: ", "))
    }
    if table.unmarked > 0 { Console.warn("marks: rows without a category: \(table.unmarked)") }
    Console.warn("\(format.rawValue) has no place for: \(format.omissions.joined(separator: ", "))")
  }
}
