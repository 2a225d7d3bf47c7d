// Scans a folder into a case, telling how far it is, and writes a report.
//
//     swift run ScanAFolder WORKERS FOLDER LIST CASE

import Vigie

// snippet.scan
let arguments = CommandLine.arguments
let run = try ScanRun(
  folders: [arguments[2]], lists: [arguments[3]], case: arguments[4],
  examiner: try WorkerPool(workersIn: arguments[1]), allowsWritableEvidence: true)
for await progress in run.progress {
  print(progress.files, "files,", progress.matches, "match")
}
if try await run.ending() {
  try run.file.report(.jsonl, .matched) { print($0, terminator: "") }
}
// snippet.end
