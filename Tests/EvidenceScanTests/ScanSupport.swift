// Running scans in tests.

import CaseFile
import CaseReports
import EvidenceScan
import EvidenceVolumes
import Findings
import Foundation
import FullExamination
import KnownContent
import MediaExamination
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
  var scan = Scan(
    volumes: try volumes.map { try EvidenceVolume(FilePath($0)) },
    known: try KnownSet(reading: lists), examiner: examiner, workers: workers, radius: radius)
  if !ignoring.isEmpty { scan.ignored = try KnownSet(reading: ignoring) }
  scan.looksUpAllOrientations = allOrientations
  scan.digests.formUnion(digests)
  scan.method = method
  let run = try ScanRun(
    scan, case: FilePath(path), program: "test", arguments: [], counters: progress)
  _ = try run.perform()
  return run.file
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

extension CaseContent {
  /// A digest's digits.
  func digits(_ algorithm: DigestAlgorithm) -> String? { digest(algorithm)?.description }
}
