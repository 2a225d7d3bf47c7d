// A case on disk: created, resumed, written while a scan runs, read by reports.

internal import GRDB
internal import PerceptualHash
public import SystemPackage

/// A case file, open. Safe to use from several threads; writes are serialised.
///
/// Records are written in transactions, so that a scan that is stopped at any moment leaves a case
/// with whole records, which the next run continues.
public final class CaseFile: Sendable {
  let path: FilePath
  let database: DatabaseQueue

  private init(_ path: FilePath, readOnly: Bool) throws(CaseFileError) {
    self.path = path
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = false  // A content may be written after a name of it.
    do {
      database = try DatabaseQueue(path: path.string, configuration: configuration)
    } catch {
      throw CaseFileError(path, .storage("\(error)"))
    }
  }

  /// Creates a case.
  ///
  /// - Throws: ``CaseFileError`` if there is already a file, or none can be written there.
  public static func create(at path: FilePath) throws(CaseFileError) -> CaseFile {
    do {
      let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite])
      try file.close()
    } catch {
      throw CaseFileError(path, .notCreated(error as? Errno ?? .ioError))
    }
    let file = try CaseFile(path, readOnly: false)
    try file.perform { try $0.execute(sql: CaseSchema.statements) }
    return file
  }

  /// Opens a case.
  ///
  /// - Throws: ``CaseFileError`` if the file is missing or is not a case of this version. It is not
  ///   touched before that is known.
  public static func open(at path: FilePath, readOnly: Bool) throws(CaseFileError) -> CaseFile {
    let head: [UInt8]
    do {
      head = try headerBytes(of: path)
    } catch Errno.noSuchFileOrDirectory {
      throw CaseFileError(path, .missing)
    } catch {
      throw CaseFileError(path, .storage("\(error)"))
    }
    // The header of an SQLite database: version at 60, application at 68, both big-endian.
    guard head.count == 100, head.starts(with: Array("SQLite format 3\0".utf8)),
      bigEndian(head, at: 68) == CaseSchema.applicationID
    else { throw CaseFileError(path, .notACase) }
    let version = bigEndian(head, at: 60)
    guard version == CaseSchema.version else { throw CaseFileError(path, .otherVersion(version)) }
    return try CaseFile(path, readOnly: readOnly)
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
      throw CaseFileError(path, .storage("\(error)"))
    }
  }

  /// Runs `body`, which only reads, and whose errors are the database's.
  func read<Result>(_ body: (Database) throws -> Result) throws(CaseFileError) -> Result {
    do {
      return try database.read(body)
    } catch {
      throw CaseFileError(path, .storage("\(error)"))
    }
  }

  /// Runs `body`, which only reads, and may throw errors of its own.
  func readAny(_ body: (Database) throws -> Void) throws {
    do {
      try database.read(body)
    } catch let error as DatabaseError {
      throw CaseFileError(path, .storage("\(error)"))
    }
  }
}

/// Why a case file cannot be used.
public struct CaseFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Problem: Hashable, Sendable {
    /// The file is something else.
    case notACase
    /// A case of another version of the format.
    case otherVersion(Int32)
    /// There is no such file.
    case missing
    /// It could not be created.
    case notCreated(Errno)
    /// It could not be opened, read or written.
    case storage(String)
    /// It belongs to a run with other volumes, lists or settings.
    case otherRun(String)
  }

  /// The file.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  init(_ path: FilePath, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .notACase:
      "case file \(path): is not a vigie case; choose another name"
    case .otherVersion(let version):
      "case file \(path): is of format version \(version), this is \(CaseSchema.version);"
        + " use the vigie that made it"
    case .missing:
      "case file \(path): there is no such file; check the path"
    case .notCreated(let error):
      "case file \(path): \(error); name a file that can be created"
    case .storage(let message):
      "case file \(path): \(message)"
    case .otherRun(let difference):
      "case file \(path): was made with \(difference); choose another name, or repeat that command"
    }
  }
}
