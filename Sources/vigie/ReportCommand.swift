// vigie report

public import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import EvidenceScan
internal import SystemPackage

extension ReportFormat: ExpressibleByArgument {}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a report of a case.",
    discussion: """
      jsonl: one JSON object a row, keys without a value left out. csv: one line a match. Rows are in \
      the order of volumes and paths. Paths that are not UTF-8 are escaped, and given byte for byte \
      in Base64 (pathBytes, Path Bytes).
      """)

  @Argument(help: ArgumentHelp("Case file.", valueName: "case"))
  var caseFile: PathArgument

  @Option(help: ArgumentHelp("jsonl or csv.", valueName: "format"))
  var format: ReportFormat

  @Flag(help: "All entries, not only those that match.")
  var all = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("File to write; standard output if not given.", valueName: "file"))
  var output: PathArgument?

  func run() throws {
    try Console.run {
      let file = try CaseFile.open(at: caseFile.path, readOnly: true)
      guard let output else {
        try write(file, to: .standardOutput)
        return
      }
      for path in try file.volumes() {
        // A volume that is no longer mounted cannot be written to either.
        let volume = try? EvidenceVolume(FilePath(bytes: path))
        try volume?.refuse(output: output.path)
      }
      let target: FileDescriptor
      do {
        target = try FileDescriptor.open(
          output.path, .writeOnly, options: [.create, .truncate, .closeOnExec],
          permissions: [.ownerReadWrite, .groupRead, .otherRead])
      } catch {
        Console.warn("\(output.path): \(error); name a file that can be written")
        throw ExitStatus.cannotCreate
      }
      try target.closeAfter { try write(file, to: target) }
    }
  }

  private func write(_ file: CaseFile, to descriptor: FileDescriptor) throws {
    var output = Output(descriptor)
    try file.report(format, all ? .all : .matched) { try output.write($0) }
    try output.flush()
  }
}
