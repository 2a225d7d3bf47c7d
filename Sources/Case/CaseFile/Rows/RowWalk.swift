// Entries in the order of their whole paths' bytes, though only names are stored.
//
// The names of directories end in a slash. No name contains one, so that all that lies in a directory
// sorts where that name itself does among the entries beside it: "a-b" < "a/" < "a/x" < "a0". It is
// enough to walk depth-first and, in each directory, to give the entries up to the next subdirectory's
// name, then what is in that, and so on.
//
// What is open is a path and, for each level, one name: queries continue behind the last name rather than
// stay open. A case may be crafted, with an index that has a directory in several places: more visits
// than there are directories end the walk.

internal import EvidenceEntries
internal import Findings
internal import Foundation
internal import GRDB

/// An entry with what is recorded of its content.
struct WalkedRow {
  /// Its position among all rows, those that are not selected included.
  var number: Int
  var entry: CaseEntry
  var content: ContentRecord?
  var hasMatches: Bool
}

/// Reads the entries of volumes in order.
struct RowWalk {
  /// Entries that are read at once.
  private static let batch = 256

  /// The words of outcomes that are failures, for SQL.
  static let failures = Outcome.allCases.filter(\.isFailure).map { "'\($0.rawValue)'" }
    .joined(separator: ", ")

  private let database: Database
  private let condition: String
  private let selectsAll: Bool
  /// Rows that lie behind, those that are not selected included.
  private var passed = 0
  /// Directories that may still be visited.
  private var visits: Int

  /// A directory that is being read.
  private struct Level {
    var id: Int64
    /// Bytes of the path that are this directory's own name.
    var nameLength: Int
    /// The subdirectory that was visited last.
    var subdirectory: Data?
  }

  /// Prepares for rows of a selection.
  init(_ database: Database, _ selection: CaseFile.Selection) throws {
    self.database = database
    selectsAll = if case .all = selection { true } else { false }
    condition =
      switch selection {
      case .all: "TRUE"
      case .matched: "EXISTS (SELECT 1 FROM match WHERE match.content = entry.content)"
      case .leftOut: "entry.reasons LIKE '%\"\(Reason.Code.otherFileSystem.rawValue)\"%'"
      case .failed:
        """
        CASE WHEN entry.outcome IS NULL
          THEN content.outcome IN (\(Self.failures)) OR content.unread NOT NULL
          ELSE entry.outcome IN (\(Self.failures)) END
        """
      }
    visits = try Int.fetchOne(database, sql: "SELECT count(*) FROM directory") ?? 0
  }

  /// Gives the rows of a volume.
  mutating func rows(of volume: Int, _ body: (WalkedRow) throws -> Void) throws {
    var path: [UInt8] = []
    var levels = [Level(id: Int64(volume), nameLength: 0)]
    while let level = levels.last {
      let next = try subdirectory(of: level)
      try entries(of: level, to: next?.name, volume, path, body)
      guard let next, let id = next.id else {
        path.removeLast(level.nameLength)
        levels.removeLast()
        continue
      }
      guard visits > 0 else { throw SenselessValue("directory.parent") }
      visits -= 1
      path += next.name
      levels[levels.count - 1].subdirectory = next.name
      levels.append(Level(id: id, nameLength: next.name.count))
    }
  }

  /// The subdirectory behind the one that was visited last.
  private func subdirectory(of level: Level) throws -> DirectoryRecord? {
    guard let last = level.subdirectory else {
      return try DirectoryRecord.first(
        database, "SELECT * FROM directory WHERE parent = ? ORDER BY name LIMIT 1", [level.id])
    }
    let next = try DirectoryRecord.first(
      database, "SELECT * FROM directory WHERE parent = ? AND name > ? ORDER BY name LIMIT 1",
      [level.id, last])
    guard let next else { return nil }
    guard last.lexicographicallyPrecedes(next.name) else { throw SenselessValue("directory.name") }
    return next
  }

  /// Gives the entries between the subdirectory that was visited last and the next.
  private mutating func entries(
    of level: Level, to end: Data?, _ volume: Int, _ path: [UInt8],
    _ body: (WalkedRow) throws -> Void
  ) throws {
    var (name, ordinal) = (level.subdirectory ?? Data(), Int.min)
    while true {
      let rows = try batch(of: level.id, from: name, ordinal, to: end)
      for row in rows {
        let record = try EntryRecord(row: row)
        let isBehind =
          name == record.name
          ? ordinal <= record.ordinal : name.lexicographicallyPrecedes(record.name)
        guard isBehind, record.ordinal < Int.max else { throw SenselessValue("entry.name") }
        passed +=
          try skipped(in: level.id, from: name, ordinal, to: (record.name, record.ordinal)) + 1
        (name, ordinal) = (record.name, record.ordinal + 1)
        let content = row.scopes["content"]
        try body(
          WalkedRow(
            number: passed, entry: try record.entry(volume: volume, below: path),
            content: try content.flatMap {
              $0.hasNull(atIndex: 0) ? nil : try ContentRecord(row: $0)
            },
            hasMatches: try row.decode(Bool.self, forColumn: "has_matches")))
      }
      if rows.count < Self.batch {
        passed += try skipped(in: level.id, from: name, ordinal, to: end.map { ($0, Int.min) })
        return
      }
    }
  }

  /// How many rows that are not selected lie between two names; `nil` is the end of the directory.
  private func skipped(
    in directory: Int64, from name: Data, _ ordinal: Int, to end: (name: Data, ordinal: Int)?
  ) throws -> Int {
    guard !selectsAll else { return 0 }
    let statement = try database.cachedStatement(
      sql: """
        SELECT count(*) FROM entry LEFT JOIN content ON content.id = entry.content
        WHERE entry.directory = ? AND (entry.name, entry.ordinal) >= (?, ?)
          \(end == nil ? "" : "AND (entry.name, entry.ordinal) < (?, ?)") AND \(Self.isRow)
        """)
    var arguments: StatementArguments = [directory, name, ordinal]
    if let end { arguments += [end.name, end.ordinal] }
    return try Int.fetchOne(statement, arguments: arguments) ?? 0
  }

  /// Whether an entry has a row: names of a file that is still being examined have none.
  private static let isRow = "COALESCE(entry.outcome, content.outcome) NOT NULL"

  /// The next rows from a name and ordinal on.
  private func batch(
    of directory: Int64, from name: Data, _ ordinal: Int, to end: Data?
  ) throws -> [Row] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT entry.*, content.*,
          EXISTS (SELECT 1 FROM match WHERE match.content = entry.content) AS has_matches
        FROM entry LEFT JOIN content ON content.id = entry.content
        WHERE entry.directory = ? AND (entry.name, entry.ordinal) >= (?, ?)
          \(end == nil ? "" : "AND entry.name < ?")
          AND \(Self.isRow) AND \(condition)
        ORDER BY entry.name, entry.ordinal LIMIT \(Self.batch)
        """)
    var arguments: StatementArguments = [directory, name, ordinal]
    if let end { arguments += [end] }
    return try Row.fetchAll(
      statement, arguments: arguments,
      adapter: ScopeAdapter(["content": SuffixRowAdapter(fromIndex: Self.entryColumns)]))
  }

  /// Columns of the table `entry`.
  private static let entryColumns = 15
}
