// Running scans in tests.

import CaseFile
import CaseReports
import DecodeWorker
import EvidenceScan
import Foundation
import KnownContent
import MediaHashing
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

/// The lists of the fixtures.
let fixtureLists = Fixtures.names(in: "known").map { FilePath(Fixtures.path("known/\($0)")) }

/// Scans volumes into a new case, or goes on with the one that is there.
@discardableResult
func scan(
  _ volumes: [String], lists: [FilePath] = fixtureLists, into path: String, workers: Int = 2,
  examiner: any MediaExaminer = InProcessExaminer(), digests: Set<DigestAlgorithm> = [],
  method: HashingMethod = HashingMethod(), radius: Int = 31, allOrientations: Bool = true,
  ignoring: [FilePath] = [],
  progress: ScanProgress = ScanProgress()
) throws -> CaseFile {
  let volumes = try volumes.map { try EvidenceVolume(FilePath($0)) }
  let known = try KnownSet(reading: lists)
  let isResuming = FileManager.default.fileExists(atPath: path)
  let file: CaseFile
  if isResuming {
    file = try CaseFile.open(at: FilePath(path), readOnly: false)
  } else {
    file = try CaseFile.create(
      at: FilePath(path),
      information: ["tool": "test", "radius": "31"], volumes: volumes.map { $0.path.bytes },
      lists: known.lists.map {
        CaseList(
          name: $0.name, sha256: $0.sha256.description, format: $0.format,
          entries: $0.counts.total, pictures: $0.counts.pictures, malformed: $0.malformedCount)
      })
  }
  var scan = Scan(
    volumes: volumes, known: known, examiner: examiner, workers: workers, radius: radius)
  if !ignoring.isEmpty { scan.ignored = try KnownSet(reading: ignoring) }
  scan.looksUpAllOrientations = allOrientations
  scan.digests.formUnion(digests)
  scan.method = method
  if try scan.run(into: file, isResuming: isResuming, progress: progress) {
    try file.note("finished", "now")
  }
  return file
}

extension CaseFile {
  func text(_ format: ReportFormat, _ selection: Selection = .all) throws -> String {
    var text = ""
    try report(format, selection) { text += $0 }
    return text
  }

  func rows(_ selection: Selection = .all) throws -> [CaseRow] {
    var rows: [CaseRow] = []
    try forEachRow(selection) { rows.append($0) }
    return rows
  }

  /// The row of a path.
  func row(_ path: String) throws -> CaseRow? {
    try rows().first { $0.entry.path == Array(path.utf8) }
  }
}

/// Runs a program and returns what it printed on standard output.
@discardableResult
func run(_ program: String, _ arguments: [String]) throws -> Data {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return data
}
