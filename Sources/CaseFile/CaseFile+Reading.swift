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

  /// How the volumes were mounted, whenever a scan of them was begun or gone on with.
  public func mounts() throws(CaseFileError) -> [CaseMount] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM mount ORDER BY rowid").map { row in
        let (point, source): (Data, Data) = (try row.value("point"), try row.value("source"))
        return CaseMount(
          volume: try row.value("volume"), point: Array(point), source: Array(source),
          fileSystem: try row.value("file_system"), options: try row.value("options"),
          superOptions: try row.value("super_options"), device: try row.value("device"),
          isWritable: try row.value("writable"))
      }
    }
  }

  /// The lists, in order of their numbers.
  public func lists() throws(CaseFileError) -> [CaseList] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM list ORDER BY id").map {
        CaseList(
          name: $0["name"], sha256: $0["sha256"], format: $0["format"], entries: $0["entries"],
          pictures: $0["pictures"],
          malformed: $0["malformed"])
      }
    }
  }

  /// What chance can do in this case.
  public func chance() throws(CaseFileError) -> CaseChance {
    try read { database in
      var counts: [Int: Int] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT distance, pairs FROM background") {
        counts[row[0]] = row[1]
      }
      let lookups = try Int.fetchOne(database, sql: "SELECT SUM(lookups) FROM content")
      return CaseChance(
        background: DistanceBackground(counts: counts), lookups: max(0, lookups ?? 0))
    }
  }

  /// How many entries of a kind ended in an outcome; every name of a file counts.
  public func outcomes() throws(CaseFileError) -> [(EntryKind, Outcome, count: Int)] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT kind, COALESCE(entry.outcome, content.outcome) AS ending, count(*)
          FROM entry LEFT JOIN content ON content.id = entry.content
          WHERE ending IS NOT NULL GROUP BY kind, ending
          """)
      return rows.map {
        (EntryKind(rawValue: $0[0]) ?? .unknown, Outcome(rawValue: $0[1]) ?? .unreadable, $0[2])
      }
    }
  }

  /// Whether an entry could not be examined, or not to its end.
  public func hasFailures() throws(CaseFileError) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (SELECT 1 FROM entry WHERE outcome IN (\(Self.failures)))
            OR EXISTS (SELECT 1 FROM content WHERE outcome IN (\(Self.failures)) OR unread NOT NULL)
          """) ?? false
    }
  }

  /// Which rows are wanted.
  public enum Selection: Sendable {
    /// Every entry.
    case all
    /// Entries whose content matches something.
    case matched
    /// Entries that could not be examined, or not to their end.
    case failed
  }

  /// Gives rows in the order of a report, by volume and then by the bytes of the path, one at a
  /// time: memory does not grow with the case. Names of a file whose examination a stop has cut short
  /// have no row yet.
  ///
  /// - Parameter body: Called once a row; an error ends the reading and is handed on.
  /// - Throws: ``CaseFileError``, or what `body` throws.
  public func forEachRow(_ selection: Selection, _ body: (CaseRow) throws -> Void) throws {
    try readAny { database in
      let condition =
        switch selection {
        case .all: "TRUE"
        case .matched: "entry.content IN (SELECT content FROM match)"
        case .failed: "(ending IN (\(Self.failures)) OR content.unread NOT NULL)"
        }
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT entry.*, volume.path AS root,
            EXISTS (SELECT 1 FROM mount WHERE volume = entry.volume AND writable) AS root_writable,
            COALESCE(entry.outcome, content.outcome) AS ending,
            content.id, content.outcome AS c_outcome, content.reason AS c_reason, content.unread,
            content.format, content.decoder, content.width, content.height,
            content.exif_orientation, content.md5, content.sha1, content.sha256, content.pdq,
            content.quality, content.frames
          FROM entry JOIN volume ON volume.id = entry.volume
            LEFT JOIN content ON content.id = entry.content
          WHERE ending IS NOT NULL AND \(condition) ORDER BY entry.volume, entry.path, entry.ordinal
          """)
      while let row = try rows.next() {
        var result = try CaseRow(row)
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
    return try Row.fetchAll(statement, arguments: [content]).map { try CaseMatch($0) }
  }

  // MARK: - Resuming

  /// Checks that the case was begun with these volumes, lists and settings.
  ///
  /// - Parameter settings: What its information has to say, by key.
  /// - Throws: ``CaseFileError`` that says what differs.
  public func requireSameRun(
    volumes: [[UInt8]], lists: [CaseList], settings: [String: String]
  ) throws(CaseFileError) {
    if try self.volumes() != volumes { throw CaseFileError(path, .otherRun("other volumes")) }
    if try self.lists().map(\.sha256) != lists.map(\.sha256) {
      throw CaseFileError(path, .otherRun("other hash lists"))
    }
    let information = try information()
    for (name, value) in settings where information[name] != value {
      throw CaseFileError(path, .otherRun("another value of \(name)"))
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
  public func contains(volume: Int, path: [UInt8], ordinal: Int) throws(CaseFileError) -> Bool {
    try read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE volume = ? AND path = ? AND ordinal = ?)")
      return try Bool.fetchOne(statement, arguments: [volume, Data(path), ordinal]) ?? false
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

// MARK: - Rows
//
// A case is handed on, and may have been changed by other programs: every value is decoded with a
// check.

extension Row {
  fileprivate func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    try decode(Value.self, forColumn: column)
  }
}

extension CaseRow {
  fileprivate init(_ row: Row) throws {
    let path: Data = try row.value("path")
    let root: Data = try row.value("root")
    let kind: String = try row.value("kind")
    var entry = CaseEntry(
      volume: try row.value("volume"), path: Array(path),
      kind: EntryKind(rawValue: kind) ?? .unknown,
      status: try FileStatus(row))
    entry.ordinal = try row.value("ordinal")
    let outcome: String? = try row.value("outcome")
    entry.outcome = outcome.flatMap(Outcome.init)
    entry.reason = try row.value("reason")
    entry.content = try row.value("content")
    let frames: Int? = try row.value("frames")
    self.init(
      volume: Array(root), isVolumeWritable: try row.value("root_writable"), entry: entry,
      content: try CaseContent(row), frameCount: frames ?? 0)
  }
}

extension FileStatus {
  fileprivate init?(_ row: Row) throws {
    guard let size: Int64 = try row.value("size") else { return nil }
    self.init(
      size: size, inode: UInt64(bitPattern: try row.value("inode")),
      device: UInt64(bitPattern: try row.value("device")),
      links: UInt64(bitPattern: try row.value("links")), modified: try row.value("modified"),
      accessed: try row.value("accessed"), changed: try row.value("changed"),
      created: try row.value("created"))
  }
}

extension CaseContent {
  fileprivate init?(_ row: Row) throws {
    guard let id: Int = try row.value("id"), let ending: String = try row.value("c_outcome"),
      let outcome = Outcome(rawValue: ending)
    else { return nil }
    self.init(id: id, outcome: outcome)
    reason = try row.value("c_reason")
    unread = try row.value("unread")
    format = try row.value("format")
    decoder = try row.value("decoder")
    width = try row.value("width")
    height = try row.value("height")
    exifOrientation = try row.value("exif_orientation")
    md5 = try row.value("md5")
    sha1 = try row.value("sha1")
    sha256 = try row.value("sha256")
    if let text: String = try row.value("pdq"), let hash = PDQHash(text),
      let quality: Int = try row.value("quality")
    {
      picture = PDQResult(hash: hash, quality: quality)
    }
  }
}

extension CaseMatch {
  fileprivate init(_ row: Row) throws {
    self.init(
      list: try row.value("list"), entry: try row.value("entry"),
      category: try row.value("category"), algorithm: try row.value("algorithm"),
      grade: try row.value("grade"), distance: try row.value("distance"),
      radius: try row.value("radius"), variant: try row.value("variant"),
      start: try row.value("start"), end: try row.value("end"),
      queryShare: try row.value("query_share"), knownShare: try row.value("known_share"))
  }
}
