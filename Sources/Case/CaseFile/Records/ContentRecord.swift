// The table `content`.

internal import Findings
internal import Foundation
internal import GRDB
internal import MediaFormats
internal import PerceptualHash

struct ContentRecord: CaseRecord {
  static let databaseTableName = "content"

  var id: Int
  var outcome: String
  var reasons: StoredReasons?
  var unread: Int64?
  var format: String?
  var decoder: String?
  var width: Int?
  var height: Int?
  var exifOrientation: Int?
  var md5: String?
  var sha1: String?
  var sha256: String?
  var pdq: String?
  var quality: Int?
  var lookups: Int
  var frames: Int

  enum CodingKeys: String, CodingKey {
    case id, outcome, reasons, unread, format, decoder, width, height, md5, sha1, sha256, pdq
    case quality, lookups, frames
    case exifOrientation = "exif_orientation"
  }

  /// What a decoder gave that cannot be is not recorded: it may have been broken by a file, which must
  /// not make the case unreadable.
  init(_ content: CaseContent) {
    id = content.id
    outcome = content.outcome.rawValue
    reasons = StoredReasons(content.reasons)
    unread = content.unread
    format = content.format?.rawValue
    decoder = content.decoder?.rawValue
    width = content.width
    height = content.height
    exifOrientation = content.exifOrientation.flatMap { (1...8).contains($0) ? $0 : nil }
    md5 = content.digest(.md5)?.description
    sha1 = content.digest(.sha1)?.description
    sha256 = content.digest(.sha256)?.description
    pdq = content.picture?.hash.description
    quality = (content.picture?.quality).map { min(max($0, 0), 100) }
    lookups = content.lookups
    frames = content.frames.count
  }

  /// The content, without part, hashes, frames and matches. Digests are in the order of
  /// `DigestAlgorithm`.
  func content() throws -> CaseContent {
    var content = CaseContent(
      id: id, outcome: try word(Outcome.self, outcome, "content.outcome"))
    content.reasons = reasons?.reasons ?? []
    content.unread = try unread.map { try checked($0, in: 0...Int64.max, "content.unread") }
    content.format = try format.map { try word(MediaFormat.self, $0, "content.format") }
    content.decoder = try decoder.map { try word(DecoderClass.self, $0, "content.decoder") }
    content.width = try width.map { try checked($0, in: 0...mostOfAnything, "content.width") }
    content.height = try height.map { try checked($0, in: 0...mostOfAnything, "content.height") }
    content.exifOrientation = try exifOrientation.map {
      try checked($0, in: 1...8, "content.exif_orientation")
    }
    content.lookups = try checked(lookups, in: 0...mostOfAnything, "content.lookups")
    for (algorithm, text) in [(DigestAlgorithm.md5, md5), (.sha1, sha1), (.sha256, sha256)] {
      guard let text else { continue }
      guard let digest = FileDigest(algorithm, hex: text.utf8) else {
        throw SenselessValue("content.\(algorithm.rawValue)")
      }
      content.digests.append(digest)
    }
    return content
  }

  /// The hash of the picture as stored.
  func picture() throws -> PDQResult? {
    guard let pdq, let quality else { return nil }
    guard let hash = PDQHash(pdq) else { throw SenselessValue("content.pdq") }
    return PDQResult(hash: hash, quality: try checked(quality, in: 0...100, "content.quality"))
  }

  /// How many frames were sampled.
  func frameCount() throws -> Int {
    try checked(frames, in: 0...mostOfAnything, "content.frames")
  }
}
