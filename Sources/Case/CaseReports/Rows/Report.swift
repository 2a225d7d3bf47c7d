// A case as a report: rows in the order of volumes and paths, whatever the order of the scan.

public import CaseFile
public import Findings
public import HashLists
internal import Foundation

/// The formats that a case can be reported in.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// JSON Lines: an object a row.
  case jsonl
  /// Comma-separated values (RFC 4180): a line a match.
  case csv
}

extension ReportFormat {
  /// Whether a file that begins like this is a report of any format, also one of no rows.
  public static func isReport(_ head: some Collection<UInt8>) -> Bool {
    if head.starts(with: CSVReport.header.utf8) { return true }
    let line = Data(head.prefix { $0 != UInt8(ascii: "\n") })
    let row = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
    return row?["volume"] != nil && row?["path"] != nil && row?["outcome"] != nil
  }
}

/// Makes the text of a report, row by row.
public protocol Report {
  /// What comes ahead of all rows.
  func begin() -> String
  /// The text of a row.
  func row(_ row: CaseRow) -> String
  /// What comes behind all rows.
  func end() -> String
}

extension ReportFormat {
  /// A report in this format.
  public func report(_ context: ReportContext) -> any Report {
    switch self {
    case .jsonl: JSONLinesReport(context)
    case .csv: CSVReport(context)
    }
  }
}

extension CaseFile {
  /// Writes a report. Memory does not grow with the case.
  ///
  /// - Parameters:
  ///   - format: How.
  ///   - selection: Which rows.
  ///   - context: What rows are reported with; what the case itself says if not given.
  ///   - write: Takes the text, some lines at a time.
  /// - Throws: ``CaseFileError``, or what `write` throws.
  public func report(
    _ format: ReportFormat, _ selection: Selection, _ context: ReportContext? = nil,
    to write: (String) throws -> Void
  ) throws {
    let report = format.report(try context ?? ReportContext(self))
    try write(report.begin())
    try forEachRow(selection) { try write(report.row($0)) }
    try write(report.end())
  }

  /// How many matches of rows rest on an entry of which a newer list says this.
  public func matchCount(
    _ standing: NewerList.Standing, _ context: ReportContext
  ) throws -> Int {
    var count = 0
    try forEachRow(.matched) { row in
      count += (row.content?.matches ?? []).count {
        context.newerList(of: $0)?.standing(of: $0) == standing
      }
    }
    return count
  }
}
