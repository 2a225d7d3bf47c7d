// JSON Lines: an object a row, with an array of its matches. Keys without a value are left out.

public import Findings

/// Reports rows as JSON Lines.
public struct JSONLinesReport: Report {
  private let context: ReportContext

  /// Prepares a report.
  public init(_ context: ReportContext) {
    self.context = context
  }

  /// Nothing.
  public func begin() -> String { "" }

  /// An object on a line.
  public func row(_ row: CaseRow) -> String {
    let matches = (row.content?.matches ?? []).map { match in
      JSONText.object(members(ReportField<KnownMatch>.ofMatch, of: match))
    }
    let ofRow = members(ReportField<CaseRow>.ofRow, of: row)
    let all = ofRow + [("matches", "[" + matches.joined(separator: ",") + "]")]
    return JSONText.object(all) + "\n"
  }

  /// Nothing.
  public func end() -> String { "" }

  private func members<Subject>(
    _ fields: [ReportField<Subject>], of subject: Subject
  ) -> [(key: String, value: String)] {
    fields.compactMap { field in
      guard let key = field.key, let value = field.value(subject, context) else { return nil }
      return (key, value.json)
    }
  }
}
