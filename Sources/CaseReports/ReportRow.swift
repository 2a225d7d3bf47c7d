// A row of a case as the machine-readable reports write it.

internal import CaseFile
internal import Foundation
internal import PerceptualHash

/// An entry with its findings. Keys without a value are left out.
struct ReportRow: Encodable {
  /// An entry of a list that the file matches.
  struct Match: Encodable {
    var list: String
    var entry: String
    var category: String?
    var algorithm: String
    var grade: String
    var distance: Int
    var radius: Int
    /// Matches of this list, at this distance or less, that chance alone would bring to the whole case.
    var expectedByChance: Double?
    var variant: String
    var start: Double?
    var end: Double?
    var queryShare: Double?
    var knownShare: Double?
  }

  /// Absolute path of the volume.
  var volume: String
  /// Whether anything could write to the volume when it was examined.
  var volumeWritable: Bool?
  /// Path below it, with `\xE9` for a byte that is not UTF-8.
  var path: String
  /// The path's bytes, where `path` is not exactly them.
  var pathBytes: Data?
  var kind: String
  var size: Int64?
  var inode: UInt64?
  var modified: String?
  var accessed: String?
  var changed: String?
  var created: String?
  var format: String?
  var extensionMismatch: Bool?
  var width: Int?
  var height: Int?
  /// How the picture is to be turned for display, as it says itself: 1...8.
  var exifOrientation: Int?
  var outcome: String
  var reason: String?
  /// Bytes that could not be read.
  var unreadBytes: Int64?
  /// The class of process that decoded the file.
  var decoder: String?
  var md5: String?
  var sha1: String?
  var sha256: String?
  var pdq: String?
  var quality: Int?
  /// Number of sampled frames.
  var frames: Int?
  var matches: [Match]

  init(_ row: CaseRow, lists: [CaseList], chance: CaseChance) {
    let (path, isExact) = PrintableText.text(of: row.entry.path)
    let status = row.entry.status
    let content = row.content
    volume = PrintableText.text(of: row.volume).text
    volumeWritable = row.isVolumeWritable ? true : nil
    self.path = path
    pathBytes = isExact ? nil : Data(row.entry.path)
    kind = row.entry.kind.rawValue
    size = status?.size
    inode = status?.inode
    modified = status.map { Timestamp.text(nanoseconds: $0.modified) }
    accessed = status.map { Timestamp.text(nanoseconds: $0.accessed) }
    changed = status.map { Timestamp.text(nanoseconds: $0.changed) }
    created = status?.created.map { Timestamp.text(nanoseconds: $0) }
    format = content?.format
    extensionMismatch = row.hasOtherExtension ? true : nil
    width = content?.width
    height = content?.height
    exifOrientation = content?.exifOrientation
    outcome = row.outcome.rawValue
    reason = row.reason
    unreadBytes = content?.unread
    decoder = content?.decoder
    md5 = content?.md5
    sha1 = content?.sha1
    sha256 = content?.sha256
    pdq = content?.picture?.hash.description
    quality = content?.picture?.quality
    frames = row.frameCount > 0 ? row.frameCount : nil
    matches = (content?.matches ?? []).map { match in
      Match(
        list: lists.indices.contains(match.list - 1) ? lists[match.list - 1].name : "?",
        entry: match.entry, category: match.category,
        algorithm: match.algorithm, grade: match.grade, distance: match.distance,
        radius: match.radius, expectedByChance: chance.expected(of: match, in: lists),
        variant: match.variant, start: match.start, end: match.end,
        queryShare: match.queryShare, knownShare: match.knownShare)
    }
  }
}

/// Points in time as text.
enum Timestamp {
  /// ISO 8601 in UTC with nine digits of a second, as `2026-11-21T08:15:00.000000001Z`.
  ///
  /// - Parameter nanoseconds: Since 1970.
  static func text(nanoseconds: Int64) -> String {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let (seconds, rest) =
      remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
    let whole = Date(timeIntervalSince1970: Double(seconds)).ISO8601Format().dropLast()
    let digits = String(rest)
    return "\(whole).\(String(repeating: "0", count: 9 - digits.count))\(digits)Z"
  }
}
