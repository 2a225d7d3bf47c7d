// A case on disk: created, resumed, written while a scan runs, read by reports.

internal import Foundation
internal import GRDB
internal import Glibc
internal import PerceptualHash
public import SystemPackage

/// A case file, open. Safe to use from several threads; writes are serialised.
///
/// Records are written in transactions, so that a scan that is stopped at any moment leaves a case
/// with whole records, which the next run continues. One process writes at a time; others may read.
public final class CaseFile: Sendable {
  /// How long a writer waits for readers, in seconds.
  private static let patience = 60.0

  let path: FilePath
  let database: DatabaseQueue
  /// Keeps other writers out. Open as long as the database is: closing any descriptor of the file
  /// would end the database's own locks.
  private let lock: FileDescriptor?

  private init(_ path: FilePath, lock: FileDescriptor?) throws(CaseFileError) {
    self.path = path
    self.lock = lock
    var configuration = Configuration()
    configuration.readonly = lock == nil
    configuration.busyMode = .timeout(Self.patience)
    configuration.foreignKeysEnabled = false  // A content may be written after a name of it.
    do {
      database = try DatabaseQueue(path: path.string, configuration: configuration)
    } catch {
      throw CaseFileError(path, error)
    }
  }

  deinit {
    try? database.close()
    try? lock?.close()
  }

  /// Creates a case, whole or not at all.
  ///
  /// - Parameters:
  ///   - information: Tool, version, arguments, settings and the like.
  ///   - volumes: Absolute paths; numbered from 1.
  ///   - lists: Numbered from 1.
  /// - Throws: ``CaseFileError`` if there is already a file, or none can be written there.
  public static func create(
    at path: FilePath, information: [String: String], volumes: [[UInt8]], lists: [CaseList]
  ) throws(CaseFileError) -> CaseFile {
    let path = try usable(path)
    let draft = path.removingLastComponent()
      .appending(".\(path.lastComponent?.string ?? "").vigie-draft")
    removeDraft(draft)  // What is left of a run that was killed right here.
    defer { removeDraft(draft) }
    do {
      let descriptor = try FileDescriptor.open(
        draft, .readWrite, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite])
      let file = try CaseFile(draft, lock: descriptor)
      try file.perform { database in
        try database.execute(sql: CaseSchema.statements)
        try insert(information, volumes, lists, into: database)
      }
    } catch let error as CaseFileError {
      throw error
    } catch {
      throw CaseFileError(path, .notCreated("\(error)"))
    }
    guard let failure = place(draft, at: path) else { return try open(at: path, readOnly: false) }
    throw CaseFileError(path, .notCreated("\(failure)"))
  }

  /// Gives the finished draft its name, at once, and never in place of another file.
  private static func place(_ draft: FilePath, at path: FilePath) -> Errno? {
    unsafe draft.withPlatformString { from in
      unsafe path.withPlatformString { to in
        if unsafe link(from, to) == 0 { return nil }
        // File systems without links, as on memory sticks.
        let hasNoLinks = [EPERM, EOPNOTSUPP, ENOSYS].contains(errno)
        if hasNoLinks, unsafe access(to, F_OK) != 0, unsafe rename(from, to) == 0 { return nil }
        return Errno(rawValue: errno)
      }
    }
  }

  /// Removes a draft, and the journal that a killed run may have left beside it.
  private static func removeDraft(_ draft: FilePath) {
    for path in [draft, FilePath(draft.string + "-journal")] {
      _ = unsafe path.withPlatformString { unsafe unlink($0) }
    }
  }

  /// Opens a case.
  ///
  /// - Throws: ``CaseFileError`` if the file is missing, is not a case of this version, or is being
  ///   written by another process. It is not touched before that is known.
  public static func open(at path: FilePath, readOnly: Bool) throws(CaseFileError) -> CaseFile {
    let path = try usable(path)
    let head: [UInt8]
    do {
      head = try headerBytes(of: path)
    } catch Errno.noSuchFileOrDirectory {
      throw CaseFileError(path, .missing)
    } catch {
      throw CaseFileError(path, error)
    }
    // The header of an SQLite database: version at 60, application at 68, both big-endian.
    guard head.count == 100, head.starts(with: Array("SQLite format 3\0".utf8)),
      bigEndian(head, at: 68) == CaseSchema.applicationID
    else { throw CaseFileError(path, .notACase) }
    let version = bigEndian(head, at: 60)
    guard version == CaseSchema.version else { throw CaseFileError(path, .otherVersion(version)) }
    guard readOnly else { return try CaseFile(path, lock: lock(path)) }
    let file = try CaseFile(path, lock: nil)
    if (try? file.volumes()) == nil, let lock = try? lock(path) {
      // Half a transaction of a run that was killed has to be undone, which takes a writer.
      _ = try CaseFile(path, lock: lock).volumes()
    }
    return file
  }

  /// Opens a case for writing if there is a file; `nil` if there is none.
  public static func openIfPresent(at path: FilePath) throws(CaseFileError) -> CaseFile? {
    do throws(CaseFileError) {
      return try open(at: path, readOnly: false)
    } catch {
      if error.problem == .missing { return nil }
      throw error
    }
  }

  /// The path as the database takes it: text, and absolute, so that no name has a meaning of its own.
  private static func usable(_ path: FilePath) throws(CaseFileError) -> FilePath {
    guard FilePath(path.string) == path else { throw CaseFileError(path, .notText) }
    return path.isAbsolute
      ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
  }

  private static func lock(_ path: FilePath) throws(CaseFileError) -> FileDescriptor {
    do {
      let descriptor = try FileDescriptor.open(
        path, .readWrite, options: [.noFollow, .closeOnExec])
      // A process that is just being started may share a lock for a moment.
      for _ in 0..<40 {
        if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        usleep(50_000)
      }
      try? descriptor.close()
      throw CaseFileError(path, .inUse)
    } catch {
      throw error as? CaseFileError ?? CaseFileError(path, error)
    }
  }

  private static func headerBytes(of path: FilePath) throws -> [UInt8] {
    let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    return try file.closeAfter {
      var bytes = [UInt8](repeating: 0, count: 100)
      // The buffer is as long as what is read into it.
      let count = try unsafe bytes.withUnsafeMutableBytes {
        try unsafe file.read(fromAbsoluteOffset: 0, into: $0)
      }
      return Array(bytes.prefix(count))
    }
  }

  private static func bigEndian(_ bytes: [UInt8], at offset: Int) -> Int32 {
    Int32(bitPattern: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
  }

  /// Runs `body`, whose errors are the database's, in a transaction.
  func perform<Result>(
    _ body: (Database) throws -> Result
  ) throws(CaseFileError) -> Result {
    do {
      return try database.write(body)
    } catch {
      throw CaseFileError(path, error)
    }
  }

  /// Runs `body`, which only reads, and whose errors are the database's.
  func read<Result>(_ body: (Database) throws -> Result) throws(CaseFileError) -> Result {
    do {
      return try database.read(body)
    } catch {
      throw CaseFileError(path, error)
    }
  }

  /// Runs `body`, which only reads, and may throw errors of its own.
  func readAny(_ body: (Database) throws -> Void) throws {
    do {
      try database.read(body)
    } catch let error as DatabaseError {
      throw CaseFileError(path, error)
    } catch let error as RowDecodingError {
      throw CaseFileError(path, error)
    }
  }
}
