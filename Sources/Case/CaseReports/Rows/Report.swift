// A case as a report: rows in the order of volumes and paths, whatever the order of the scan.

public import CaseFile
public import Findings
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
  ///   - wording: In which language.
  ///   - write: Takes the text, some lines at a time.
  /// - Throws: ``CaseFileError``, or what `write` throws.
  public func report(
    _ format: ReportFormat, _ selection: Selection, wording: any Wording = EnglishWording(),
    to write: (String) throws -> Void
  ) throws {
    let report = format.report(try ReportContext(self, wording: wording))
    try write(report.begin())
    try forEachRow(selection) { try write(report.row($0)) }
    try write(report.end())
  }
}
