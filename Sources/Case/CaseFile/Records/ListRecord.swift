// The table `list`.

internal import Findings
internal import Foundation
internal import GRDB

struct ListRecord: CaseRecord {
  static let databaseTableName = "list"

  var id: Int
  var name: String
  var sha256: String
  var format: String
  var entries: Int
  var pictures: Int
  var videos: Int
  var frames: Int
  var malformed: Int
  /// The whole of it; the other columns are for readers of SQL.
  var detail: String

  init(_ list: HashList, number: Int) throws {
    id = number
    name = list.name
    sha256 = list.sha256.description
    format = list.format
    entries = list.counts.total
    pictures = list.counts.pictures
    videos = list.counts.videos
    frames = list.counts.frames
    malformed = list.rejectedCount
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    detail = String(decoding: try encoder.encode(list), as: UTF8.self)
  }

  func list() throws -> HashList {
    guard let list = try? JSONDecoder().decode(HashList.self, from: Data(detail.utf8)) else {
      throw SenselessValue("list.detail")
    }
    let counts = list.counts
    for count in [
      counts.md5, counts.sha1, counts.sha256, counts.pictures, counts.videos, counts.frames,
      list.rejectedCount, list.records,
    ] {
      _ = try checked(count, in: 0...mostOfAnything, "list.detail")
    }
    // Other programs show the columns: they have to say the same.
    guard
      list.name == name, list.sha256.algorithm == .sha256, list.sha256.description == sha256,
      list.format == format, counts.total == entries, counts.pictures == pictures
    else { throw SenselessValue("list.detail") }
    return list
  }
}
