// SQLite files that others made, read only and as they stand: nothing of them is trusted or changed.

internal import Foundation
internal import GRDBSQLite
internal import Platform
internal import SystemPackage

/// An open SQLite database.
@safe final class SQLiteFile {
  private let connection: OpaquePointer
  /// What the database is read from, if it has no path.
  private let copy: SQLiteCopy?

  /// Opens a database that nobody may change meanwhile; no file is written beside it.
  ///
  /// - Throws: ``ListFault/truncated(_:)`` if pages are missing, ``ListFault/unusable(_:)`` if
  ///   SQLite cannot open it.
  init(_ path: FilePath, header: [UInt8]) throws(ListFault) {
    let length: Int
    do { length = Int(try path.stat().size) } catch { throw .unreadable(error) }
    try Self.check(length, header)
    if let log = try? FilePath("\(path.string)-wal").stat().size, log > 0 {
      throw .unusable(
        "has changes that are not in it yet, in a file with -wal behind its name; "
          + "let sqlite3 write them into a copy (PRAGMA wal_checkpoint), and use that")
    }
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/._-"))
    let name = path.string.addingPercentEncoding(withAllowedCharacters: allowed) ?? path.string
    let start = name.hasPrefix("/") ? "file://" : "file:"
    unsafe connection = try Self.open("\(start)\(name)?immutable=1")
    copy = nil
  }

  /// Opens a copy of a database.
  init(_ copy: SQLiteCopy, header: [UInt8]) throws(ListFault) {
    let mapping = copy.mapping
    try Self.check(mapping.length, header)
    self.copy = copy
    unsafe connection = try Self.open(":memory:")
    // The mapping has that many bytes, which SQLite only reads, and outlives the connection.
    let code = unsafe sqlite3_deserialize(
      connection, "main", mapping.base.assumingMemoryBound(to: UInt8.self), Int64(mapping.length),
      Int64(mapping.length), UInt32(SQLITE_DESERIALIZE_READONLY))
    guard code == SQLITE_OK else { throw Self.unopened(code) }
  }

  private static func open(_ name: String) throws(ListFault) -> OpaquePointer {
    var opened: OpaquePointer?
    // `opened` lives through the call; what it gets is closed here or in deinit, once.
    let code = unsafe sqlite3_open_v2(
      name, &opened,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      unsafe sqlite3_close(opened)
      throw unopened(code)
    }
    return unsafe opened
  }

  private static func unopened(_ code: Int32) -> ListFault {
    .unusable("SQLite cannot open it (error \(code)); check it with `sqlite3`")
  }

  // The connection is open, and no statement outlives `rows`.
  deinit { unsafe sqlite3_close(connection) }

  private static func check(_ length: Int, _ header: [UInt8]) throws(ListFault) {
    if let declared = declaredLength(header), declared > length {
      throw .truncated("at byte \(length) of \(declared)")
    }
  }

  /// Pages times their size, if the header says how many there are; numbers are big-endian.
  private static func declaredLength(_ header: [UInt8]) -> Int? {
    guard header.count >= 100, header[24..<28].elementsEqual(header[92..<96]) else { return nil }
    func number(_ range: Range<Int>) -> Int { header[range].reduce(0) { $0 << 8 | Int($1) } }
    let size = number(16..<18)
    return number(28..<32) * (size == 1 ? 65536 : size)
  }

  /// Runs a query, and hands on its rows; a row is good only inside of `body`.
  func rows(
    _ query: String, _ body: (SQLiteRow) throws(ListFault) -> Void
  ) throws(ListFault) {
    var prepared: OpaquePointer?
    // The connection is open; the statement is finalised below, whatever happens.
    let code = unsafe sqlite3_prepare_v2(connection, query, -1, &prepared, nil)
    guard code == SQLITE_OK, let statement = unsafe prepared else { throw damaged(code, 0) }
    defer { unsafe sqlite3_finalize(statement) }
    var count = 0
    while true {
      let code = unsafe sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw damaged(code, count) }
      count += 1
      try body(unsafe SQLiteRow(statement: statement))
    }
  }

  private func damaged(_ code: Int32, _ count: Int) -> ListFault {
    .unusable(
      "is damaged: SQLite gives up behind record \(count) (error \(code)); get a whole copy")
  }
}

/// The row that a statement stands at.
@safe struct SQLiteRow {
  fileprivate let statement: OpaquePointer

  /// The text or blob of a column; empty if it is NULL.
  func bytes(_ column: Int) -> [UInt8] {
    // SQLite's pointer is good for as many bytes as it says until the next call; they are copied.
    guard let start = unsafe sqlite3_column_blob(statement, Int32(column)) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The text of a column.
  func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
