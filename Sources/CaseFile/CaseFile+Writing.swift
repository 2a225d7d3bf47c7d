// What a scan writes into its case.

internal import Foundation
internal import GRDB
internal import PerceptualHash
internal import SystemPackage

extension CaseFile {
  static func insert(
    _ information: [String: String], _ volumes: [[UInt8]], _ lists: [CaseList],
    into database: Database
  ) throws {
    for (key, value) in information {
      try database.execute(literal: "INSERT INTO information VALUES (\(key), \(value))")
    }
    for (position, path) in volumes.enumerated() {
      try database.execute(literal: "INSERT INTO volume VALUES (\(position + 1), \(Data(path)))")
    }
    for (position, list) in lists.enumerated() {
      try database.execute(
        literal: """
          INSERT INTO list VALUES (\(position + 1), \(list.name), \(list.sha256), \(list.format),
            \(list.entries), \(list.pictures), \(list.malformed))
          """)
    }
  }

  /// Notes how volumes are mounted, unless that very state is noted already.
  public func record(_ mounts: [CaseMount]) throws(CaseFileError) {
    let new = Set(mounts).subtracting(try self.mounts())
    try perform { database in
      for mount in mounts where new.contains(mount) {
        try database.execute(
          literal: """
            INSERT INTO mount VALUES (\(mount.volume), \(Data(mount.point)), \(Data(mount.source)),
              \(mount.fileSystem), \(mount.options), \(mount.superOptions), \(mount.device),
              \(mount.isWritable))
            """)
      }
    }
  }

  /// Notes a fact about the run, replacing what was noted under the same key.
  public func note(_ key: String, _ value: String) throws(CaseFileError) {
    try perform { database in
      try database.execute(
        literal: "INSERT OR REPLACE INTO information VALUES (\(key), \(value))")
    }
  }

  /// Writes records in one transaction: all of them, or none.
  public func record(
    _ records: [(entry: CaseEntry, content: CaseContent?)]
  ) throws(CaseFileError) {
    try perform { database in
      for (entry, content) in records {
        try Self.insert(entry, into: database)
        if let content { try Self.insert(content, into: database) }
      }
    }
  }

  private static func insert(_ entry: CaseEntry, into database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let status = entry.status
    try statement.execute(arguments: [
      entry.volume, Data(entry.path), entry.ordinal, entry.kind.rawValue, status?.size,
      status.map { Int64(bitPattern: $0.inode) }, status.map { Int64(bitPattern: $0.device) },
      status.map { Int64(bitPattern: $0.links) }, status?.modified, status?.accessed,
      status?.changed, status?.created, entry.outcome?.rawValue, entry.reason,
      entry.content,
    ])
  }

  private static func insert(_ content: CaseContent, into database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO content VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    try statement.execute(arguments: [
      content.id, content.outcome.rawValue, content.reason, content.unread, content.format,
      content.decoder, content.width, content.height, content.exifOrientation, content.md5,
      content.sha1, content.sha256, content.picture?.hash.description, content.picture?.quality,
      content.lookups,
      content.frames.count,
    ])
    for distance in content.sampledDistances {
      let statement = try database.cachedStatement(
        sql: """
          INSERT INTO background VALUES (?, 1)
          ON CONFLICT (distance) DO UPDATE SET pairs = pairs + 1
          """)
      try statement.execute(arguments: [distance])
    }
    for frame in content.frames {
      let statement = try database.cachedStatement(sql: "INSERT INTO frame VALUES (?, ?, ?, ?)")
      try statement.execute(arguments: [
        content.id, frame.time, frame.pdq.hash.description, frame.pdq.quality,
      ])
    }
    for match in content.matches {
      let statement = try database.cachedStatement(
        sql: "INSERT INTO match VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      try statement.execute(arguments: [
        content.id, match.list, match.entry, match.category, match.algorithm, match.grade,
        match.distance, match.radius, match.variant, match.start, match.end, match.queryShare,
        match.knownShare,
      ])
    }
  }
}
