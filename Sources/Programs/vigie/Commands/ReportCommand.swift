// vigie report

public import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import HashLists
internal import Platform
internal import SystemPackage

extension ReportFormat: ExpressibleByArgument {}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a report of a case.",
    discussion: """
      jsonl: one JSON object a row, keys without a value left out. csv: one line a match. Rows are in \
      the order of volumes and paths. In paths every byte that is not UTF-8, every control character and \
      every backslash is escaped; such paths are given byte for byte in Base64 as well (pathBytes, Path \
      Bytes).
      """)

  @Argument(help: ArgumentHelp("Case file.", valueName: "case"))
  var caseFile: PathArgument

  @Option(help: ArgumentHelp("jsonl or csv.", valueName: "format"))
  var format: ReportFormat

  @Flag(help: "All entries, not only those that match.")
  var all = false

  @OptionGroup var options: ReportOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("File to write; standard output if not given.", valueName: "file"))
  var output: PathArgument?

  func run() throws {
    try Console.run {
      let file = try CaseFile.open(at: caseFile.path, readOnly: true)
      if let output {
        try write(file, toFile: output.path)
      } else {
        var printed = Output()
        try write(file, to: &printed)
      }
      if try !file.isComplete() {
        Console.warn(
          about: caseFile.path.bytes, "the scan has not finished; run its command again")
        throw ExitStatus.stopped
      }
    }
  }

  /// Writes beside the file that is to be, and puts the report in its place when it is whole.
  private func write(_ file: CaseFile, toFile path: FilePath) throws {
    try CaseOutput.refuse(path, of: file, at: caseFile.path)
    guard Self.mayReplace(path) else {
      Console.warn(
        about: path.bytes, "exists and is no report of vigie; name another file, or remove it")
      throw ExitStatus.cannotCreate
    }
    try CaseOutput.write(
      path, replacing: true, permissions: [.ownerReadWrite, .groupRead, .otherRead]
    ) { output in
      try write(file, to: &output)
      return true
    }
  }

  /// Whether there is no file, an empty one, or a report: nothing else is replaced.
  private static func mayReplace(_ path: FilePath) -> Bool {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
      return try file.closeAfter {
        guard try file.stat().type == .regular else { return false }
        var head = [UInt8](repeating: 0, count: 1 << 16)
        // The buffer is as long as what is read into it.
        let count = try unsafe head.withUnsafeMutableBytes {
          try unsafe file.read(fromAbsoluteOffset: 0, into: $0)
        }
        return count == 0 || ReportFormat.isReport(head.prefix(count))
      }
    } catch {
      // What cannot be read is told of when the report is put in its place.
      return error as? Errno == .noSuchFileOrDirectory
    }
  }

  private func write(_ file: CaseFile, to output: inout Output) throws {
    var context = try ReportContext(file, wording: Console.wording)
    try options.apply(to: &context)
    try file.report(format, all ? .all : .matched, context) { try output.write($0) }
    try output.flush()
    if !context.newerLists.isEmpty {
      let withdrawn = try file.matchCount(.withdrawn, context)
      Console.warn("matches whose entry a newer list has withdrawn: \(withdrawn)")
    }
  }
}
