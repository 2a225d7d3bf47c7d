// What reports, summaries and a resumed scan read from a case.

internal import Foundation
internal import GRDB
internal import PerceptualHash
internal import SystemPackage

extension CaseFile {
  /// What made the case.
  public func information() throws(CaseFileError) -> [String: String] {
    try read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT key, value FROM information")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
  }

  /// Paths of the volumes, in order of their numbers.
  public func volumes() throws(CaseFileError) -> [[UInt8]] {
    try read { database in
      try Data.fetchAll(database, sql: "SELECT path FROM volume ORDER BY id").map { Array($0) }
    }
  }

  /// The lists, in order of their numbers.
  public func lists() throws(CaseFileError) -> [CaseList] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM list ORDER BY id").map {
        CaseList(
          name: $0["name"], sha256: $0["sha256"], format: $0["format"], entries: $0["entries"],
          malformed: $0["malformed"])
      }
    }
  }

  /// How many entries of a kind ended in an outcome, the entries that share a content counted each.
  public func outcomes() throws(CaseFileError) -> [(EntryKind, Outcome, count: Int)] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT kind, COALESCE(entry.outcome, content.outcome) AS ending, count(*)
          FROM entry LEFT JOIN content ON content.id = entry.content GROUP BY kind, ending
          """)
      return rows.map {
        (EntryKind(rawValue: $0[0]) ?? .unknown, Outcome(rawValue: $0[1]) ?? .unreadable, $0[2])
      }
    }
  }

  /// Which rows are wanted.
  public enum Selection: Sendable {
    /// Every entry.
    case all
    /// Entries whose content matches something.
    case matched
    /// Entries that could not be examined.
    case failed
  }

  /// Gives rows in the order of a report, by volume and then by the bytes of the path, one at a
  /// time: memory does not grow with the case.
  ///
  /// - Parameter body: Called once a row; an error ends the reading and is handed on.
  /// - Throws: ``CaseFileError``, or what `body` throws.
  public func forEachRow(_ selection: Selection, _ body: (CaseRow) throws -> Void) throws {
    try readAny { database in
      let condition =
        switch selection {
        case .all: "TRUE"
        case .matched: "entry.content IN (SELECT content FROM match)"
        case .failed: "ending IN (\(Self.failures))"
        }
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT entry.*, volume.path AS root, COALESCE(entry.outcome, content.outcome) AS ending,
            content.id, content.outcome AS c_outcome, content.reason AS c_reason, content.format,
            content.width, content.height, content.md5, content.sha1, content.sha256, content.pdq,
            content.quality, content.frames
          FROM entry JOIN volume ON volume.id = entry.volume
            LEFT JOIN content ON content.id = entry.content
          WHERE \(condition) ORDER BY entry.volume, entry.path
          """)
      while let row = try rows.next() {
        var result = CaseRow(row)
        if let id = result.content?.id {
          result.content?.matches = try Self.matches(of: id, in: database)
        }
        try body(result)
      }
    }
  }

  private static let failures = Outcome.allCases.filter(\.isFailure).map { "'\($0.rawValue)'" }
    .joined(separator: ", ")

  private static func matches(of content: Int, in database: Database) throws -> [CaseMatch] {
    let statement = try database.cachedStatement(
      sql: "SELECT * FROM match WHERE content = ? ORDER BY rowid")
    return try Row.fetchAll(statement, arguments: [content]).map { CaseMatch($0) }
  }

  // MARK: - Resuming

  /// Checks that the case was begun with these volumes, lists and settings.
  ///
  /// - Throws: ``CaseFileError`` that says what differs.
  public func requireSameRun(
    volumes: [[UInt8]], lists: [CaseList], radius: Int
  ) throws(CaseFileError) {
    if try self.volumes() != volumes { throw CaseFileError(path, .otherRun("other volumes")) }
    if try self.lists().map(\.sha256) != lists.map(\.sha256) {
      throw CaseFileError(path, .otherRun("other hash lists"))
    }
    if try information()["radius"] != String(radius) {
      throw CaseFileError(path, .otherRun("another radius"))
    }
  }

  /// Removes names whose content was still being examined when the scan was stopped, so that they
  /// are examined again.
  public func discardUnfinished() throws(CaseFileError) {
    try perform { database in
      try database.execute(
        sql:
          "DELETE FROM entry WHERE content IS NOT NULL AND content NOT IN (SELECT id FROM content)")
    }
  }

  /// Whether an entry has its row.
  public func contains(volume: Int, path: [UInt8]) throws(CaseFileError) -> Bool {
    try read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE volume = ? AND path = ?)")
      return try Bool.fetchOne(statement, arguments: [volume, Data(path)]) ?? false
    }
  }

  /// The largest number that a content has; 0 if there is none.
  public func lastContent() throws(CaseFileError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT max(id) FROM content") ?? 0 }
  }

  /// The contents of files with more than one name.
  public func linkedContents() throws(CaseFileError) -> [(device: UInt64, inode: UInt64, id: Int)] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql:
          "SELECT DISTINCT device, inode, content FROM entry WHERE links > 1 AND content NOT NULL")
      return rows.map {
        (UInt64(bitPattern: $0[0]), UInt64(bitPattern: $0[1]), $0[2])
      }
    }
  }
}

extension CaseRow {
  fileprivate init(_ row: Row) {
    let path: Data = row["path"]
    let root: Data = row["root"]
    var entry = CaseEntry(
      volume: row["volume"], path: Array(path),
      kind: EntryKind(rawValue: row["kind"]) ?? .unknown, status: FileStatus(row))
    entry.outcome = (row["outcome"] as String?).flatMap(Outcome.init)
    entry.reason = row["reason"]
    entry.content = row["content"]
    self.init(
      volume: Array(root), entry: entry, content: CaseContent(row), frameCount: row["frames"] ?? 0)
  }
}

extension FileStatus {
  fileprivate init?(_ row: Row) {
    guard let size = row["size"] as Int64? else { return nil }
    self.init(
      size: size, inode: UInt64(bitPattern: row["inode"]),
      device: UInt64(bitPattern: row["device"]),
      links: UInt64(bitPattern: row["links"]), modified: row["modified"], accessed: row["accessed"],
      changed: row["changed"], created: row["created"])
  }
}

extension CaseContent {
  fileprivate init?(_ row: Row) {
    guard let id = row["id"] as Int?, let outcome = Outcome(rawValue: row["c_outcome"]) else {
      return nil
    }
    self.init(id: id, outcome: outcome)
    reason = row["c_reason"]
    format = row["format"]
    width = row["width"]
    height = row["height"]
    md5 = row["md5"]
    sha1 = row["sha1"]
    sha256 = row["sha256"]
    if let text = row["pdq"] as String?, let hash = PDQHash(text),
      let quality = row["quality"] as Int?
    {
      picture = PDQResult(hash: hash, quality: quality)
    }
  }
}

extension CaseMatch {
  fileprivate init(_ row: Row) {
    self.init(
      list: row["list"], entry: row["entry"], category: row["category"],
      algorithm: row["algorithm"], grade: row["grade"], distance: row["distance"],
      radius: row["radius"], variant: row["variant"], start: row["start"], end: row["end"],
      queryShare: row["query_share"], knownShare: row["known_share"])
  }
}
