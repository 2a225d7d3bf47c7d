// Cases to report, and an independent reader of reports.

import CaseFile
import CaseReports
import EvidenceEntries
import Findings
import Foundation
import HammingSpace
import PerceptualHash
import SystemPackage
import TestSupport

/// A list of known hashes.
func list(_ name: String) -> HashList {
  var list = HashList(
    name: name, sha256: FileDigest(.sha256, bytes: Array(repeating: 7, count: 32))!,
    format: "hashes by line")
  list.counts.pictures = 12
  return list
}

/// A file that has been examined.
func file(_ path: [UInt8], content: Int?) -> CaseEntry {
  var entry = CaseEntry(
    volume: 1, path: path, kind: .file,
    status: FileStatus(
      size: 100, inode: .max, device: 1, links: 1, modified: 1, accessed: 2, changed: 3,
      created: 1_795_000_000_000_000_001))
  entry.content = content
  if content == nil { entry.outcome = .unreadable }
  return entry
}

/// A content that matches twice.
func matchingContent(_ id: Int) -> CaseContent {
  var content = CaseContent(id: id, outcome: .hashed)
  content.format = .jpeg
  content.decoder = .lockedPictures
  content.width = 64
  content.height = 48
  content.exifOrientation = 6
  content.digests = [FileDigest(.sha256, bytes: Array(repeating: 3, count: 32))!]
  let hash = PDQHash(Code256(words: SIMD4(repeating: 5)))
  content.hashes = PictureHashes(
    whole: DihedralPDQ(quality: 99, hashes: Array(repeating: hash, count: 8)))
  content.lookups = 16
  var turned = KnownMatch(
    list: 1, line: 4, category: "2", hash: [UInt8](repeating: 0xA5, count: 32), algorithm: .pdq,
    distance: 40)
  turned.orientation = .rotate90
  turned.framing = .insideBorder
  content.matches = [
    KnownMatch(
      list: 0, line: 9, category: nil, hash: [UInt8](repeating: 7, count: 32), algorithm: .sha256,
      distance: 0), turned,
  ]
  return content
}

/// A case with these rows, in a folder that goes with the test.
func withCase<Result>(
  _ rows: [(entry: CaseEntry, content: CaseContent?)], volume: String = "/mnt/a",
  lists: [HashList] = [list("first"), list("second, \"2\"")],
  settings: ScanSettings = ScanSettings(radius: 54, ignoredNames: ["good\n.txt"]),
  _ body: (CaseFile) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let file = try CaseFile.create(
      at: FilePath(folder).appending("test.vigie"), settings: settings,
      volumes: [Array(volume.utf8)], lists: lists)
    for start in stride(from: 0, to: rows.count, by: 512) {
      try file.record(Array(rows[start..<min(start + 512, rows.count)]))
    }
    return try body(file)
  }
}

extension CaseFile {
  func text(_ format: ReportFormat, _ selection: Selection = .all) throws -> String {
    var text = ""
    try report(format, selection) { text += $0 }
    return text
  }
}

/// What Python reads of a text: cells of CSV, or the objects of JSON Lines.
func python(_ script: String, reads text: String) throws -> Data {
  try withTemporaryFolder { folder in
    let path = folder + "/text"
    try Data(text.utf8).write(to: URL(filePath: path))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}

/// The cells of CSV as Python's module reads them.
func cells(_ text: String) throws -> [[String]] {
  let script = """
    import csv, json, sys
    csv.field_size_limit(1 << 30)
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
      print(json.dumps(list(csv.reader(file, strict=True))))
    """
  return try JSONDecoder().decode([[String]].self, from: python(script, reads: text))
}
