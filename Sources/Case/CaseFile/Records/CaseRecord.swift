// What the records have in common. A record is a row as it is stored, one structure a table; values that
// are checked are made of it.

internal import Foundation
internal import GRDB

/// A row of a table.
protocol CaseRecord: Codable, FetchableRecord, MutablePersistableRecord {}

extension CaseRecord {
  /// The rows of a query.
  ///
  /// Rows are copied before they are decoded: then a column of another type than expected is an error,
  /// and not a zero.
  static func all(
    _ database: Database, _ sql: String, _ arguments: StatementArguments = []
  ) throws -> [Self] {
    let statement = try database.cachedStatement(sql: sql)
    return try Row.fetchAll(statement, arguments: arguments).map { try Self(row: $0) }
  }

  /// The first row of a query.
  static func first(
    _ database: Database, _ sql: String, _ arguments: StatementArguments = []
  ) throws -> Self? {
    let statement = try database.cachedStatement(sql: sql)
    return try Row.fetchOne(statement, arguments: arguments).map { try Self(row: $0) }
  }

  /// Inserts a copy, of whose number nothing needs to be known.
  func add(to database: Database) throws {
    var record = self
    try record.insert(database)
  }
}
