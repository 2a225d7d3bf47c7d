// Running the program, and others, in tests.

import Foundation
import TestSupport
import Testing

/// How a program ended, and what it printed.
struct Ending {
  var status: Int32
  var output: String
  var errors: String
}

/// The program, which is built beside the tests.
let program = Bundle.main.executableURL!.deletingLastPathComponent().appending(path: "vigie")

/// Runs `vigie`.
func vigie(
  _ arguments: String..., input: String = "", environment: [String: String] = [:]
) throws -> Ending {
  try run(
    program.path(percentEncoded: false), arguments, input: input, environment: environment)
}

/// Runs a script of the shell, whose `$1` and so on are `arguments`, and whose `$VIGIE` is the program.
func shell(_ script: String, _ arguments: [String]) throws -> Ending {
  try run(
    "/bin/sh", ["-c", script, "sh"] + arguments,
    environment: ["VIGIE": program.path(percentEncoded: false)])
}

/// Runs a program.
func run(
  _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
) throws -> Ending {
  try withTemporaryFolder { folder in
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    for name in ["in", "out", "err"] {
      try (name == "in" ? input : "").write(
        toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }
    process.standardInput = FileHandle(forReadingAtPath: folder + "/in")
    process.standardOutput = FileHandle(forWritingAtPath: folder + "/out")
    process.standardError = FileHandle(forWritingAtPath: folder + "/err")
    try process.run()
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus,
      output: try String(contentsOfFile: folder + "/out", encoding: .utf8),
      errors: try String(contentsOfFile: folder + "/err", encoding: .utf8))
  }
}

/// Whether images can be mounted here.
let canMount: Bool = {
  let script = """
    test "$(id -u)" = 0 && command -v mkfs.ext4 losetup unshare && f=$(mktemp) && truncate -s 4M $f \
      && mkfs.ext4 -q -F $f && unshare -m sh -c 'mount -o ro,loop,noload '$f' /mnt'; s=$?; rm -f $f
    exit $s
    """
  return (try? shell(script, []))?.status == 0
}()

/// A row of a JSON Lines report.
struct ReportedRow: Decodable {
  var path: String
  var pathBytes: Data?
  var kind: String
  var outcome: String
  var decoder: String?
  var reason: String?
  var unreadBytes: Int64?
  var volumeWritable: Bool?
  var size: Int64?
  var md5: String?
  var sha256: String?
  var pdq: String?

  /// The path as the disk holds it.
  var bytes: [UInt8] { pathBytes.map { Array($0) } ?? Array(path.utf8) }
}

/// Every row of a case, by the bytes of its path.
func reportedRows(_ caseFile: String) throws -> [[UInt8]: ReportedRow] {
  let report = try vigie("report", caseFile, "--format", "jsonl", "--all")
  let rows = try report.output.split(separator: "\n").map {
    try JSONDecoder().decode(ReportedRow.self, from: Data($0.utf8))
  }
  return Dictionary(rows.map { ($0.bytes, $0) }) { first, _ in
    Issue.record("two rows of \(first.path)")
    return first
  }
}
