// CSV for spreadsheets and case tools: a line for every match, or one for a row without any. The first
// columns have the names that police tools exchange.

public import Findings

/// Reports matches as CSV.
public struct CSVReport: Report {
  /// The titles of the columns, in order.
  static let columns = [
    "Category", "File Path", "File Type", "Created Date", "Last Write Time", "Source ID", "MD5",
    "SHA-1", "SHA-256", "Kind", "Size", "Inode", "Last Access Time", "Last Change Time",
    "Extension Mismatch", "Width", "Height", "EXIF Orientation", "Outcome", "Reason",
    "Unread Bytes", "Decoded By", "PDQ", "Quality", "Frames", "List", "List Entry", "Algorithm",
    "Grade", "Distance", "Radius", "Expected By Chance", "Variant", "Video Start", "Video End",
    "Share Of File", "Share Of Known Video", "Volume Writable", "Path Bytes", "List Number",
    "List SHA-256",
  ]

  private let context: ReportContext

  /// Prepares a report.
  public init(_ context: ReportContext) {
    self.context = context
  }

  /// The titles.
  public func begin() -> String { CSVWriter.line(Self.columns) }

  /// A line for every match, or one.
  public func row(_ row: CaseRow) -> String {
    let ofRow = texts(ReportField<CaseRow>.ofRow, of: row)
    let matches = row.content?.matches ?? []
    let ofMatches = matches.isEmpty ? [[:]] : matches.map { texts(ReportField.ofMatch, of: $0) }
    return ofMatches.map { ofMatch in
      CSVWriter.line(Self.columns.map { ofRow[$0] ?? ofMatch[$0] ?? "" })
    }.joined()
  }

  /// Nothing.
  public func end() -> String { "" }

  /// The text of each column that has one, by title.
  private func texts<Subject>(
    _ fields: [ReportField<Subject>], of subject: Subject
  ) -> [String: String] {
    var texts: [String: String] = [:]
    for field in fields {
      guard let title = field.title else { continue }
      texts[title] = field.value(subject, context)?.csv
    }
    return texts
  }
}
