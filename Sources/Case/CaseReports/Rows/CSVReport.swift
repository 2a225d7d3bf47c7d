// CSV for spreadsheets and case tools: a line for every match, or one for a row without any. The first
// columns have the names that police tools exchange.

public import Findings

/// Reports matches as CSV.
public struct CSVReport: Report {
  /// The titles that police tools exchange, in their order; all others follow in that of the fields.
  private static let first = [
    "Category", "File Path", "File Type", "Created Date", "Last Write Time", "Source ID", "MD5",
    "SHA-1", "SHA-256",
  ]

  /// The titles of the columns, in order.
  static let columns =
    first
    + (ReportField<CaseRow>.ofRow.compactMap(\.title) + ReportField.ofMatch.compactMap(\.title))
    .filter { !first.contains($0) }

  /// The line of titles.
  static let header = CSVWriter.line(columns)

  private let context: ReportContext

  /// Prepares a report.
  public init(_ context: ReportContext) {
    self.context = context
  }

  /// The titles.
  public func begin() -> String { Self.header }

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
