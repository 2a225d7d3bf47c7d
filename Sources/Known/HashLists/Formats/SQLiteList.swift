// Lists that are SQLite databases, told apart by their tables: NSRL RDSv3 and Autopsy's .kdb.

internal import Findings
internal import SystemPackage

/// An SQLite database.
struct SQLiteList: ListFormat {
  private let header: [UInt8]

  init?(_ head: ListHead) {
    guard head.bytes.starts(with: Array("SQLite format 3\0".utf8)) else { return nil }
    header = Array(head.bytes.prefix(100))
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    let file = try open(content)
    var names: [String] = []
    try file.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name") {
      names.append($0.text(0))
    }
    intake.list.unit = .record
    if header.count >= 72, header[68..<72].elementsEqual("vigi".utf8) {
      throw .noList("is a vigie case, and no hash list; `vigie report` shows what it holds")
    } else if names.contains("FILE") {
      try readRDS(file, hasVersion: names.contains("VERSION"), intake)
    } else if names.contains("hashes"), names.contains("db_properties") {
      try readKDB(file, intake)
    } else {
      let known = names.prefix(5).map { String($0.prefix(40)).debugDescription }
      throw .noList(
        "is an SQLite database of no list known, with the tables \(known.joined(separator: ", "));"
          + " export its hashes as text, one a line")
    }
  }

  private func open(_ content: ListContent) throws(ListFault) -> SQLiteFile {
    if let path = content.file { return try SQLiteFile(path, header: header) }
    return try SQLiteFile(SQLiteCopy(content.stream, in: content.scratch), header: header)
  }

  /// FILE is read and not DISTINCT_HASH, for which SQLite would sort all rows into a copy of them;
  /// that a hash stands there several times is told and matched as of any other list.
  private func readRDS(
    _ file: SQLiteFile, hasVersion: Bool, _ intake: ListIntake
  ) throws(ListFault) {
    intake.list.format = "NSRL RDSv3"
    intake.list.nature = .knownGood
    if hasVersion {
      try file.rows("SELECT version, build_date, description FROM VERSION") { row in
        intake.list.about.version = row.text(0)
        intake.list.about.date = row.text(1)
        intake.list.about.title = row.text(2)
      }
    }
    let columns = try columns(of: "FILE", file, [.sha256, .sha1, .md5])
    try readRows("FILE", columns, file, intake) { entry, column, bytes in
      entry.take(bytes[...], as: .digest(column), intake)
    }
  }

  private func readKDB(_ file: SQLiteFile, _ intake: ListIntake) throws(ListFault) {
    intake.list.format = "Autopsy hash database"
    try file.rows("SELECT value FROM db_properties WHERE name = 'Schema Version'") {
      intake.list.about.formatVersion = $0.text(0)
    }
    let columns = try columns(of: "hashes", file, [.md5, .sha1, .sha256])
    try readRows("hashes", columns, file, intake) { entry, algorithm, bytes in
      if let digest = FileDigest(algorithm, bytes: bytes) {
        entry.digests.append(digest)
      } else if !bytes.isEmpty {
        intake.reject(
          entry.number, .badHash(kind: HashKind.digest(algorithm).name, length: bytes.count))
        entry.isExcused = true
      }
    }
  }

  /// The columns of digests that a table has, by name.
  private func columns(
    of table: String, _ file: SQLiteFile, _ wanted: [DigestAlgorithm]
  ) throws(ListFault) -> [(name: String, algorithm: DigestAlgorithm)] {
    var columns: [(name: String, algorithm: DigestAlgorithm)] = []
    try file.rows("PRAGMA table_info(\(table))") { row in
      let name = row.text(1)
      if case .digest(let algorithm)? = HashKind(name: name), wanted.contains(algorithm) {
        columns.append((name, algorithm))
      }
    }
    guard !columns.isEmpty else {
      throw .noList("is an SQLite database whose table \(table) has no column of hashes")
    }
    return columns
  }

  private func readRows(
    _ table: String, _ columns: [(name: String, algorithm: DigestAlgorithm)], _ file: SQLiteFile,
    _ intake: ListIntake,
    _ take: (inout ListEntry, DigestAlgorithm, [UInt8]) -> Void
  ) throws(ListFault) {
    let names = columns.map { "\"\($0.name.split(separator: "\"").joined(separator: "\"\""))\"" }
    var number = 0
    try file.rows("SELECT \(names.joined(separator: ", ")) FROM \(table)") {
      row throws(ListFault) in
      number += 1
      var entry = ListEntry(number: number)
      for (index, column) in columns.enumerated() {
        take(&entry, column.algorithm, row.bytes(index))
      }
      try intake.add(entry)
    }
  }
}

/// The SQL text that turns one NSRL release into the next.
struct NSRLDelta: ListFormat {
  init?(_ head: ListHead) {
    let start = String(decoding: head.text.prefix(4096), as: UTF8.self).uppercased()
    guard start.hasPrefix("BEGIN TRANSACTION") || start.hasPrefix("INSERT INTO"),
      start.contains("INSERT INTO FILE")
    else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    throw .noList(
      "is a delta of an NSRL set, and no list of its own: apply it to the full set with sqlite3, "
        + "and name that")
  }
}
