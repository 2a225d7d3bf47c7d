// Contents read again with all that was recorded of them: what a later look-up of other lists needs.

public import Findings
internal import GRDB
public import PerceptualHash
internal import SystemPackage

extension CaseFile {
  /// All hashes of a content's picture, and its frames.
  public func hashes(
    of content: Int
  ) throws(CaseFileError) -> (picture: PictureHashes?, frames: [DihedralFrame]) {
    try read { try Self.hashes(of: content, in: $0) }
  }

  /// The parts of a content, in the order of their numbers, with all but the sampled distances.
  public func parts(of container: Int) throws(CaseFileError) -> [CaseContent] {
    try read { database in
      let crowded = try CrowdedEntries(database)
      return try ContentRecord.all(
        database,
        """
        SELECT content.* FROM part JOIN content ON content.id = part.content
        WHERE part.container = ? ORDER BY content.id
        """, [container]
      ).map { try Self.content($0, in: database, crowded) }
    }
  }

  /// Gives every content in the order of their numbers, with all but the sampled distances, one at a
  /// time: memory does not grow with the case.
  ///
  /// - Parameter body: Called once a content; an error ends the reading and is handed on. It must not use
  ///   this case file itself.
  /// - Throws: ``CaseFileError``, or what `body` throws.
  public func forEachContent(_ body: (CaseContent) throws -> Void) throws {
    try readAny { database in
      let crowded = try CrowdedEntries(database)
      var last = Int.min
      while let record = try ContentRecord.first(
        database, "SELECT * FROM content WHERE id > ? ORDER BY id LIMIT 1", [last])
      {
        guard record.id > last else { throw SenselessValue("content.id") }
        last = record.id
        try body(try Self.content(record, in: database, crowded))
      }
    }
  }

  private static func content(
    _ record: ContentRecord, in database: Database, _ crowded: CrowdedEntries
  ) throws -> CaseContent {
    var content = try record.content()
    content.part = try PartRecord.first(
      database, "SELECT * FROM part WHERE content = ?", [record.id])?.part()
    (content.hashes, content.frames) = try hashes(of: record.id, in: database)
    content.matches = try matches(of: record.id, in: database, crowded)
    return content
  }

  private static func hashes(
    of content: Int, in database: Database
  ) throws -> (picture: PictureHashes?, frames: [DihedralFrame]) {
    let record = try HashesRecord.first(
      database, "SELECT * FROM hashes WHERE content = ?", [content])
    return try record?.hashes() ?? (nil, [])
  }

  static func matches(
    of content: Int, in database: Database, _ crowded: CrowdedEntries
  ) throws -> [KnownMatch] {
    var matches = try MatchRecord.all(
      database, "SELECT * FROM match WHERE content = ? ORDER BY id", [content]
    ).map { try $0.match() }
    crowded.setAside(&matches)
    return matches
  }
}
