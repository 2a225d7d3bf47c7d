// vigie report

public import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import EvidenceScan
internal import Glibc
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
      if let output {
        try write(file, toFile: output.path)
      } else {
        try write(file, to: .standardOutput)
      }
      if try file.information()["finished"] == nil {
        Console.warn("\(caseFile.path): the scan has not finished; run its command again")
        throw ExitStatus.stopped
      }
    }
  }

  /// Writes beside the file that is to be, and puts the report in its place when it is whole.
  private func write(_ file: CaseFile, toFile path: FilePath) throws {
    for volume in try file.volumes() {
      // A volume that is no longer mounted cannot be written to either.
      try (try? EvidenceVolume(FilePath(bytes: volume)))?.refuse(output: path)
    }
    let name = path.lastComponent.map { FilePath(root: nil, [$0]).bytes } ?? []
    let draft = path.removingLastComponent().pushing(
      FilePath(bytes: Array(".".utf8) + name + Array(".vigie-draft".utf8)))
    // Once the report is in its place there is no draft any longer.
    defer { _ = unsafe draft.withPlatformString { unsafe unlink($0) } }
    do {
      guard try !Self.isSameFile(path, caseFile.path) else {
        Console.warn("\(path): is the case itself; name another file")
        throw ExitStatus.cannotCreate
      }
      let target = try FileDescriptor.open(
        draft, .writeOnly, options: [.create, .truncate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try target.closeAfter { try write(file, to: target) }
      let renamed = unsafe draft.withPlatformString { from in
        unsafe path.withPlatformString { unsafe rename(from, $0) == 0 }
      }
      guard renamed else { throw Errno(rawValue: errno) }
    } catch let error as Errno {
      Console.warn("\(path): \(error); name a file that can be written")
      throw ExitStatus.cannotCreate
    }
  }

  private static func isSameFile(_ a: FilePath, _ b: FilePath) throws -> Bool {
    guard let a = try? a.stat(), let b = try? b.stat() else { return false }
    return a.inode == b.inode && a.deviceID == b.deviceID
  }

  private func write(_ file: CaseFile, to descriptor: FileDescriptor) throws {
    var output = Output(descriptor)
    try file.report(format, all ? .all : .matched) { try output.write($0) }
    try output.flush()
  }
}
