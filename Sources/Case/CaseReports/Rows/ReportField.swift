// The fields of a row and of a match, in one table each: a new field is one line here, and stands in every
// format that it has a name in.

internal import EvidenceEntries
internal import Findings
internal import Foundation
internal import HashLists
internal import MediaFormats
internal import PerceptualHash

/// A field of a report.
struct ReportField<Subject>: Sendable {
  typealias Value = @Sendable (Subject, ReportContext) -> ReportValue?

  /// Its key in JSON; `nil` if it is not there.
  var key: String?
  /// Its title in CSV; `nil` if it is not there.
  var title: String?
  /// Its value; `nil` if it has none.
  var value: Value

  init(_ key: String?, _ title: String?, _ value: @escaping Value) {
    self.key = key
    self.title = title
    self.value = value
  }
}

extension ReportField<CaseRow> {
  static let ofRow: [ReportField<CaseRow>] = [
    .init("row", "Row") { row, context in
      // Rows that are still to come would move the numbers.
      context.isComplete ? number(row.number) : nil
    },
    .init("volume", "Source ID") { row, _ in .path(row.volume) },
    .init("path", nil) { row, _ in .path(row.entry.path) },
    .init("pathBytes", nil) { row, _ in
      UntrustedText.text(of: row.entry.path).isExact ? nil : .bytes(row.entry.path)
    },
    .init(nil, "File Path") { row, _ in
      .path(row.volume + [EntryPath.slash] + row.entry.path)
    },
    .init("kind", "Kind") { row, _ in .word(row.entry.kind.rawValue) },
    .init("size", "Size") { row, _ in (row.entry.status?.size).map { .integer($0) } },
    .init("inode", "Inode") { row, _ in (row.entry.status?.inode).map { .unsigned($0) } },
    .init("modified", "Last Write Time") { row, _ in time(row.entry.status?.modified) },
    .init("accessed", "Last Access Time") { row, _ in time(row.entry.status?.accessed) },
    .init("changed", "Last Change Time") { row, _ in time(row.entry.status?.changed) },
    .init("created", "Created Date") { row, _ in time(row.entry.status?.created) },
    .init("format", "File Type") { row, _ in (row.content?.format).map { .word($0.rawValue) } },
    .init("extensionMismatch", "Extension Mismatch") { row, _ in
      row.hasOtherExtension ? .flag(true) : nil
    },
    .init("width", "Width") { row, _ in number(row.content?.width) },
    .init("height", "Height") { row, _ in number(row.content?.height) },
    .init("exifOrientation", "EXIF Orientation") { row, _ in
      number(row.content?.exifOrientation)
    },
    .init("outcome", "Outcome") { row, _ in .word(row.outcome.rawValue) },
    .init("reason", "Reason") { row, context in
      context.sentence(row.reasons).map { .text($0) }
    },
    .init("reasons", nil) { row, _ in row.reasons.isEmpty ? nil : .reasons(row.reasons) },
    .init("unreadBytes", "Unread Bytes") { row, _ in (row.content?.unread).map { .integer($0) } },
    .init("decoder", "Decoded By") { row, context in
      (row.content?.decoder).map { .text(context.wording.name(of: $0)) }
    },
    .init("md5", "MD5") { row, _ in digest(.md5, row) },
    .init("sha1", "SHA-1") { row, _ in digest(.sha1, row) },
    .init("sha256", "SHA-256") { row, _ in digest(.sha256, row) },
    .init("pdq", "PDQ") { row, _ in row.picture.map { .word($0.hash.description) } },
    .init("quality", "Quality") { row, _ in number(row.picture?.quality) },
    .init("frames", "Frames") { row, _ in
      row.frameCount > 0 ? .integer(Int64(row.frameCount)) : nil
    },
    .init("volumeWritable", "Volume Writable") { row, _ in
      row.isVolumeWritable ? .flag(true) : nil
    },
    .init(nil, "Path Bytes") { row, _ in
      UntrustedText.line(of: row.entry.path).isExact ? nil : .bytes(row.entry.path)
    },
  ]

  private static func time(_ nanoseconds: Int64?) -> ReportValue? {
    nanoseconds.map { .word(Timestamp.text(nanoseconds: $0)) }
  }

  private static func number(_ value: Int?) -> ReportValue? { value.map { .integer(Int64($0)) } }

  private static func digest(_ algorithm: DigestAlgorithm, _ row: CaseRow) -> ReportValue? {
    (row.content?.digest(algorithm)).map { .word($0.description) }
  }
}

extension ReportField<KnownMatch> {
  static let ofMatch: [ReportField<KnownMatch>] = [
    .init("list", "List") { match, context in .text(context.list(of: match)?.name ?? "?") },
    .init("listNumber", "List Number") { match, _ in .integer(Int64(match.list) + 1) },
    .init("listSHA256", "List SHA-256") { match, context in
      context.list(of: match).map { .word($0.sha256.description) }
    },
    .init("entry", "List Entry") { match, _ in .word("\(match.line)") },
    // How many entries of the list say the same, if there are others.
    .init("equalEntries", "Equal Entries") { match, _ in
      match.count > 1 ? .integer(Int64(match.count)) : nil
    },
    .init("category", "Category") { match, _ in match.category.map { .text($0) } },
    // What a profile of the list's scheme calls the category; the code stays.
    .init("categoryLabel", "Category Label") { match, context in
      context.profile(of: match)?.label(of: match.category).map { .text($0) }
    },
    .init("labelProfile", "Label Profile") { match, context in
      context.profile(of: match).map { .text(context.wording.name(of: $0)) }
    },
    .init("knownHash", "Known Hash") { match, _ in .word(Hexadecimal.text(of: match.hash)) },
    .init("algorithm", "Algorithm") { match, _ in .word(match.algorithm.rawValue) },
    .init("grade", "Grade") { match, _ in .word(match.grade.rawValue) },
    .init("distance", "Distance") { match, _ in .integer(Int64(match.distance)) },
    .init("radius", "Radius") { match, context in
      .integer(Int64(match.grade.radius(of: context.settings.radius)))
    },
    // Matches of this list, at this distance or less, that chance alone would bring to the whole case.
    .init("expectedByChance", "Expected By Chance") { match, context in
      context.chance.expected(of: match, in: context.lists).map {
        .number(Figures.significant($0))
      }
    },
    .init("variant", "Variant") { match, _ in .word(match.variant) },
    .init("start", "Video Start") { match, _ in (match.segment?.lowerBound).map { .number($0) } },
    .init("end", "Video End") { match, _ in (match.segment?.upperBound).map { .number($0) } },
    .init("queryShare", "Share Of File") { match, _ in match.queryShare.map { .number($0) } },
    .init("knownShare", "Share Of Known Video") { match, _ in
      match.knownShare.map { .number($0) }
    },
    .init("setAside", "Set Aside") { match, _ in match.quarantine.map { .word($0.rawValue) } },
    // What became of the entry in a newer version of the list.
    .init("newerList", "Newer List") { match, context in
      context.newerList(of: match).map { .text($0.list.name) }
    },
    .init("newerListSHA256", "Newer List SHA-256") { match, context in
      context.newerList(of: match).map { .word($0.list.sha256.description) }
    },
    .init("inNewerList", "In Newer List") { match, context in
      context.newerList(of: match).map { .word($0.standing(of: match).rawValue) }
    },
    .init("newerCategory", "Newer Category") { match, context in
      context.newerList(of: match)?.categories(of: match).map {
        .text($0.joined(separator: ", "))
      }
    },
  ]
}

extension KnownMatch {
  /// How the file was turned and framed for the match, as `rotate90` or `identity insideBorder`.
  var variant: String { framing == .whole ? "\(orientation)" : "\(orientation) \(framing)" }
}
