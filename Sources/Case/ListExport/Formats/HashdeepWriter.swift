// hashdeep's list: the columns in its header, the name last and without quotes.

internal import CaseReports
internal import Findings

struct HashdeepWriter: ListWriter {
  private let source: ExportSource
  private let columns: [DigestAlgorithm]

  init(_ source: ExportSource) {
    self.source = source
    columns = DigestAlgorithm.allCases.filter(source.digests.contains)
  }

  func begin() -> String {
    let names = ["size"] + columns.map(\.rawValue) + ["filename"]
    return """
      %%%% HASHDEEP-1.0
      %%%% \(names.joined(separator: ","))
      ## \(UntrustedText.line(source.text))
      ##\u{20}

      """
  }

  func entry(_ entry: ExportEntry) -> String? {
    let digests = columns.compactMap { entry.digest($0) }
    guard let size = entry.size, !digests.isEmpty, digests.count == columns.count else {
      return nil
    }
    let names =
      entry.paths.isEmpty ? [entry.plainName] : entry.paths.map { UntrustedText.line($0) }
    return names.map { (["\(size)"] + digests + [$0]).joined(separator: ",") + "\n" }.joined()
  }

  func end() -> String { "" }
}
