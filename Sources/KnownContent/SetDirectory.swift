// What a compiled known set says of itself, as JSON behind its arrays.

internal import Foundation

/// The directory of a set.
struct SetDirectory: Codable {
  /// Where an array lies.
  struct Section: Codable {
    var name: String
    var offset: Int
    var byteCount: Int
    /// Of its bytes, in hexadecimal digits.
    var sha256: String
  }

  /// A list that the set was made of.
  struct List: Codable {
    var name: String
    var sha256: String
    var format: String
    var md5: Int
    var sha1: Int
    var sha256s: Int
    var pictures: Int
    var videos: Int
    var frames: Int
    var malformedLines: [Int]
    var malformedCount: Int
    var notes: [String]
  }

  /// The tables over an array of codes.
  struct Tables: Codable {
    /// First bit, width and bits that choose the group, of each.
    var chunks: [[Int]]
    var positionBits: Int
    var skews: [Double]
  }

  /// An array of codes.
  struct Codes: Codable {
    /// The bit of a PDQ hash that stands at each place.
    var bitOrder: [UInt8]
    /// Left out if a scan was chosen.
    var tables: Tables?
  }

  var lists: [List] = []
  var categories: [String] = []
  var pictures: Codes
  var frames: Codes
  /// Left out of a set in memory.
  var sections: [Section] = []
}

extension SetDirectory.List {
  init(_ list: HashList) {
    self.init(
      name: list.name, sha256: list.sha256.description, format: list.format, md5: list.counts.md5,
      sha1: list.counts.sha1, sha256s: list.counts.sha256, pictures: list.counts.pictures,
      videos: list.counts.videos, frames: list.counts.frames,
      malformedLines: list.malformedLines, malformedCount: list.malformedCount, notes: list.notes)
  }

  /// The list again; `nil` if its digest is none.
  var list: HashList? {
    guard let digest = FileDigest(.sha256, hex: Array(sha256.utf8)[...]) else { return nil }
    var list = HashList(name: name, sha256: digest, format: format)
    (list.counts.md5, list.counts.sha1, list.counts.sha256) = (md5, sha1, sha256s)
    (list.counts.pictures, list.counts.videos, list.counts.frames) = (pictures, videos, frames)
    list.malformedLines = malformedLines
    list.malformedCount = malformedCount
    list.notes = notes
    return list
  }
}
