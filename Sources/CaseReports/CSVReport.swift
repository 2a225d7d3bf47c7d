// CSV for spreadsheets and case tools: a line for every match, or one for a row without any.
//
// The first eight columns have the names that police tools exchange. What a spreadsheet would take for
// a formula gets an apostrophe ahead of it; paths start with their volume, and so with a slash.

internal import Foundation

enum CSVReport {
  private typealias Column = (
    name: String, value: @Sendable (ReportRow, ReportRow.Match?) -> String?
  )

  private static let columns: [Column] = [
    ("Category", { $1?.category }),
    ("File Path", { row, _ in PrintableText.line("\(row.volume)/\(row.path)") }),
    ("File Type", { row, _ in row.format }),
    ("Created Date", { row, _ in row.created }),
    ("Last Write Time", { row, _ in row.modified }),
    ("Source ID", { row, _ in PrintableText.line(row.volume) }),
    ("MD5", { row, _ in row.md5 }),
    ("SHA-1", { row, _ in row.sha1 }),
    ("SHA-256", { row, _ in row.sha256 }),
    ("Kind", { row, _ in row.kind }),
    ("Size", { row, _ in row.size.map { "\($0)" } }),
    ("Inode", { row, _ in row.inode.map { "\($0)" } }),
    ("Last Access Time", { row, _ in row.accessed }),
    ("Last Change Time", { row, _ in row.changed }),
    ("Extension Mismatch", { row, _ in row.extensionMismatch.map { "\($0)" } }),
    ("Width", { row, _ in row.width.map { "\($0)" } }),
    ("Height", { row, _ in row.height.map { "\($0)" } }),
    ("EXIF Orientation", { row, _ in row.exifOrientation.map { "\($0)" } }),
    ("Outcome", { row, _ in row.outcome }),
    ("Reason", { row, _ in row.reason }),
    ("Unread Bytes", { row, _ in row.unreadBytes.map { "\($0)" } }),
    ("Decoded By", { row, _ in row.decoder }),
    ("PDQ", { row, _ in row.pdq }),
    ("Quality", { row, _ in row.quality.map { "\($0)" } }),
    ("Frames", { row, _ in row.frames.map { "\($0)" } }),
    ("List", { $1.map { PrintableText.line($0.list) } }),
    ("List Entry", { $1?.entry }),
    ("Algorithm", { $1?.algorithm }),
    ("Grade", { $1?.grade }),
    ("Distance", { $1.map { "\($0.distance)" } }),
    ("Radius", { $1.map { "\($0.radius)" } }),
    ("Expected By Chance", { $1?.expectedByChance.map { "\($0)" } }),
    ("Variant", { $1?.variant }),
    ("Video Start", { $1?.start.map { "\($0)" } }),
    ("Video End", { $1?.end.map { "\($0)" } }),
    ("Share Of File", { $1?.queryShare.map { "\($0)" } }),
    ("Share Of Known Video", { $1?.knownShare.map { "\($0)" } }),
    ("Volume Writable", { row, _ in row.volumeWritable.map { "\($0)" } }),
    ("Path Bytes", { row, _ in row.pathBytes?.base64EncodedString() }),
  ]

  static var header: String { line(columns.map(\.name)) }

  static func lines(of row: ReportRow) -> String {
    let matches: [ReportRow.Match?] = row.matches.isEmpty ? [nil] : row.matches
    return matches.map { match in line(columns.map { $0.value(row, match) ?? "" }) }.joined()
  }

  private static func isFormula(_ field: String) -> Bool {
    guard let first = field.first, Double(field) == nil else { return false }
    return ["=", "+", "-", "@", "\t"].contains(first)
  }

  private static func line(_ fields: [String]) -> String {
    let quoted = fields.map { field in
      let field = isFormula(field) ? "'" + field : field
      return field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
    return quoted.joined(separator: ",") + "\r\n"
  }
}
