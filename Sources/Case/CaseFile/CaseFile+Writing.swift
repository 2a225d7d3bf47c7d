// What a scan writes into its case.

public import Findings
internal import Foundation
internal import GRDB
internal import Platform
internal import Synchronization
internal import SystemPackage

extension CaseFile {
  /// Notes that a run begins.
  ///
  /// - Returns: Its number, from 1.
  public func begin(_ run: CaseRun) throws(CaseFileError) -> Int {
    try perform { database in
      var record = RunRecord(run)
      try record.insert(database)
      return record.number ?? 0
    }
  }

  /// Notes how a run ended.
  ///
  /// - Parameters:
  ///   - run: Its number.
  ///   - ending: How.
  ///   - time: When, in seconds since 1970, UTC.
  ///   - accessTimes: Files and directories whose time of last access it may have set.
  public func end(
    run: Int, _ ending: CaseRun.Ending, at time: Double, accessTimes: Int
  ) throws(CaseFileError) {
    try perform { database in
      guard
        var record = try RunRecord.first(
          database, "SELECT * FROM run WHERE number = ?", [run])
      else { throw SenselessValue("run.number") }
      record.ended = time
      record.ending = ending.rawValue
      record.accessTimes = accessTimes
      try record.update(database)
    }
  }

  /// Notes how volumes are mounted, unless that very state is noted already.
  ///
  /// - Parameter run: The number of the run that found them so.
  public func record(_ mounts: [CaseMount], run: Int) throws(CaseFileError) {
    var known = Set(try self.mounts())
    try perform { database in
      for mount in mounts where known.insert(mount).inserted {
        try MountRecord(mount, run: run).add(to: database)
      }
    }
  }

  /// Writes rows in one transaction: all of them, or none.
  ///
  /// - Parameters:
  ///   - rows: Entries, each with its content if that is recorded with it.
  ///   - parts: Contents that are parts of others, and have no entry.
  public func record(
    _ rows: [(entry: CaseEntry, content: CaseContent?)], parts: [CaseContent] = []
  ) throws(CaseFileError) {
    try perform { database in
      var pairs: [Int: Int] = [:]
      for (entry, content) in rows {
        let directory = try directory(of: entry, in: database)
        try EntryRecord(entry, directory: directory).add(to: database)
        if let content { try Self.insert(content, &pairs, into: database) }
      }
      for part in parts { try Self.insert(part, &pairs, into: database) }
      try Self.count(pairs, in: database)
    }
  }

  /// Writes contents that are parts of others, in one transaction.
  public func record(_ parts: [CaseContent]) throws(CaseFileError) {
    try record([], parts: parts)
  }

  private func directory(of entry: CaseEntry, in database: Database) throws -> Int64 {
    let directory = try directories.withLock { directories in
      try directories.directory(of: entry.path, volume: entry.volume) { parent, name in
        if let known = try Self.directory(name, in: parent, database) { return known }
        var record = DirectoryRecord(id: nil, volume: entry.volume, parent: parent, name: name)
        try record.insert(database)
        return record.id
      }
    }
    guard let directory else { throw SenselessValue("directory.id") }
    return directory
  }

  /// The number of a directory; `nil` if there is none of that name.
  static func directory(_ name: Data, in parent: Int64, _ database: Database) throws -> Int64? {
    try DirectoryRecord.first(
      database, "SELECT * FROM directory WHERE parent = ? AND name = ?", [parent, name])?.id
  }

  private static func insert(
    _ content: CaseContent, _ pairs: inout [Int: Int], into database: Database
  ) throws {
    try ContentRecord(content).add(to: database)
    if let part = content.part { try PartRecord(part, of: content.id).add(to: database) }
    try HashesRecord(content)?.add(to: database)
    for match in content.matches { try MatchRecord(match, of: content.id).add(to: database) }
    for distance in content.sampledDistances { pairs[distance, default: 0] += 1 }
  }

  /// Adds pairs to those of the case, by distance.
  private static func count(_ pairs: [Int: Int], in database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO background (distance, pairs) VALUES (:distance, :pairs)
        ON CONFLICT (distance) DO UPDATE SET pairs = pairs + excluded.pairs
        """)
    for (distance, count) in pairs.sorted(by: { $0.key < $1.key }) {
      try statement.execute(arguments: ["distance": distance, "pairs": count])
    }
  }
}
