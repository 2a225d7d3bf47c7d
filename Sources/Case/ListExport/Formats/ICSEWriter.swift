// INTERPOL's ICSE CSV: semicolons, CRLF. Only what the case knows is filled in: the numbers of pictures are
// ICSE's own, and what is distributed, or who is identified, nobody has said.

internal import Findings
internal import MediaFormats

struct ICSEWriter: ListWriter {
  private static let columns = [
    "MD5", "SHA1", "PhotoDNA", "Image ID", "Is distributed", "Victim identified",
    "Offender identified", "Series name", "Number of submissions", "File Available", "Media Type",
    "Baseline",
  ]

  func begin() -> String { Self.line { $0 } }

  func entry(_ entry: ExportEntry) -> String? {
    let (md5, sha1) = (entry.digest(.md5), entry.digest(.sha1))
    guard md5 != nil || sha1 != nil else { return nil }
    return Self.line { column in
      switch column {
      case "MD5": md5?.uppercased() ?? ""
      case "SHA1": sha1?.uppercased() ?? ""
      case "Media Type": entry.format.map { $0.kind == .video ? "Video" : "Image" } ?? ""
      default: ""
      }
    }
  }

  func end() -> String { "" }

  /// A line; nothing in it needs quotes.
  private static func line(_ field: (String) -> String) -> String {
    columns.map(field).joined(separator: ";") + "\r\n"
  }
}
