// What a run that goes on with a case asks of it.

internal import Findings
internal import Foundation
internal import GRDB
internal import Platform
internal import Synchronization
internal import SystemPackage

extension CaseFile {
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
  ///
  /// - Parameters:
  ///   - volume: Its volume's number.
  ///   - path: Its path below that.
  ///   - ordinal: How many entries of that path come before it.
  public func contains(
    volume: Int, path: [UInt8], ordinal: Int
  ) throws(CaseFileError) -> Bool {
    try read { database in
      let directory = try directories.withLock { directories in
        try directories.directory(of: path, volume: volume) { parent, name in
          try Self.directory(name, in: parent, database)
        }
      }
      guard let directory else { return false }
      let name = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
      let statement = try database.cachedStatement(
        sql:
          "SELECT EXISTS (SELECT 1 FROM entry WHERE directory = ? AND name = ? AND ordinal = ?)")
      return try Bool.fetchOne(statement, arguments: [directory, Data(name), ordinal]) ?? false
    }
  }

  /// The largest number that a content has; 0 if there is none.
  public func lastContent() throws(CaseFileError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT max(id) FROM content") ?? 0 }
  }

  /// The contents of files with more than one name.
  public func linkedContents() throws(CaseFileError) -> [(device: UInt64, inode: UInt64, id: Int)] {
    try read { database in
      let entries = try LinkRecord.all(
        database,
        """
        SELECT DISTINCT device, inode, content FROM entry
        WHERE links NOT IN (0, 1) AND content NOT NULL
        """)
      return entries.map {
        (UInt64(bitPattern: $0.device), UInt64(bitPattern: $0.inode), $0.content)
      }
    }
  }
}

/// What an entry says of the file that it is a name of.
private struct LinkRecord: CaseRecord {
  var device: Int64
  var inode: Int64
  var content: Int
}
