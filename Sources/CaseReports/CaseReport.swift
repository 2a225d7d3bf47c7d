// A case as a report: rows in the order of volumes and paths, whatever the order of the scan.

public import CaseFile
internal import Foundation

/// The formats that a case can be reported in.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// JSON Lines: an object a row.
  case jsonl
  /// Comma-separated values (RFC 4180): a line a match.
  case csv
}

extension CaseFile {
  /// Writes a report. Memory does not grow with the case.
  ///
  /// - Parameters:
  ///   - format: How.
  ///   - selection: Which rows.
  ///   - write: Takes the text, some lines at a time.
  /// - Throws: ``CaseFileError``, or what `write` throws.
  public func report(
    _ format: ReportFormat, _ selection: Selection, to write: (String) throws -> Void
  ) throws {
    let lists = try lists()
    let chance = try chance()
    switch format {
    case .jsonl:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try forEachRow(selection) { row in
        let line = try encoder.encode(ReportRow(row, lists: lists, chance: chance))
        try write(String(decoding: line, as: UTF8.self) + "\n")
      }
    case .csv:
      try write(CSVReport.header)
      try forEachRow(selection) { row in
        try write(CSVReport.lines(of: ReportRow(row, lists: lists, chance: chance)))
      }
    }
  }
}
