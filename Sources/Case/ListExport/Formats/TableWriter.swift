// A table with a header, for spreadsheets, scripts and programs that take columns by their names.

internal import CaseReports
internal import Findings
internal import MediaFormats
internal import PerceptualHash

struct TableWriter: ListWriter {
  private let source: ExportSource

  init(_ source: ExportSource) {
    self.source = source
  }

  func begin() -> String {
    CSVWriter.line([
      "Category", "MD5", "SHA-1", "SHA-256", "PDQ", "Quality", "Size", "Media Type", "Source",
      "Rows", "Paths",
    ])
  }

  func entry(_ entry: ExportEntry) -> String? {
    guard !entry.digests.isEmpty || entry.picture != nil else { return nil }
    let fields: [String?] = [
      entry.category, entry.digest(.md5), entry.digest(.sha1), entry.digest(.sha256), entry.pdq,
      (entry.picture?.quality).map { "\($0)" }, entry.size.map { "\($0)" },
      entry.format?.mediaType, source.text, Self.several(entry.rows.map { "\($0)" }),
      Self.several(entry.paths.map { UntrustedText.line($0) }),
    ]
    return CSVWriter.line(fields.map { $0 ?? "" })
  }

  func end() -> String { "" }

  private static func several(_ texts: [String]) -> String { texts.joined(separator: " | ") }
}
