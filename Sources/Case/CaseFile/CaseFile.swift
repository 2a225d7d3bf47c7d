// A case on disk: one open file, and the two ways into its database.

internal import Foundation
internal import GRDB
internal import Platform
internal import Synchronization
internal import SystemPackage

/// A case file, open. Safe to use from several threads; writes are serialised.
///
/// Records are written in transactions, so that a scan that is stopped at any moment leaves a case
/// with whole records, which the next run continues. One process writes at a time; others may read.
public final class CaseFile: Sendable {
  /// How long a writer waits for readers, in seconds.
  private static let patience = 60.0

  let path: FilePath
  let database: DatabaseQueue
  /// Where the last paths were: the next ones are close.
  let directories = Lock(DirectoryStack())
  /// Keeps other writers out. Open as long as the database is: closing any descriptor of the file
  /// would end the database's own locks.
  private let lock: FileDescriptor?

  /// Opens the database, which is a case.
  ///
  /// - Parameter lock: The descriptor that keeps other writers out; `nil` to read only.
  init(_ path: FilePath, lock: FileDescriptor?) throws(CaseFileError) {
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

  /// Runs `body`, whose errors are the database's, in a transaction.
  func perform<Result>(
    _ body: (Database) throws -> Result
  ) throws(CaseFileError) -> Result {
    do {
      return try database.write(body)
    } catch {
      // Directories of the transaction are gone with it.
      directories.withLock { $0 = DirectoryStack() }
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
    } catch  where CaseFileError.isOfCase(error) {
      throw CaseFileError(path, error)
    }
  }
}
