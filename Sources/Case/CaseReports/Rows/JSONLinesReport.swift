// JSON Lines: an object a row, with an array of its matches, and one of those set aside. Keys without a value are left out.

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
    let matches = row.content?.matches ?? []
    let counted = matches.filter { $0.quarantine == nil }
    var members = members(ReportField<CaseRow>.ofRow, of: row) + [("matches", array(counted))]
    if counted.count < matches.count {
      members.append(("setAside", array(matches.filter { $0.quarantine != nil })))
    }
    return JSONText.object(members) + "\n"
  }

  /// Nothing.
  public func end() -> String { "" }

  private func array(_ matches: [KnownMatch]) -> String {
    JSONText.array(matches.map { JSONText.object(members(ReportField.ofMatch, of: $0)) })
  }

  private func members<Subject>(
    _ fields: [ReportField<Subject>], of subject: Subject
  ) -> [(key: String, value: String)] {
    fields.compactMap { field in
      guard let key = field.key, let value = field.value(subject, context) else { return nil }
      return (key, value.json)
    }
  }
}
