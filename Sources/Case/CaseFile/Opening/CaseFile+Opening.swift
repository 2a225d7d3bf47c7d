// How a case is opened: not touched before it is known to be one.

internal import Foundation
internal import GRDB
internal import Glibc
internal import Platform
public import SystemPackage

extension CaseFile {
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
    guard readOnly else {
      let lock = try lock(path)
      // Whoever has the lock is past creating.
      DraftFile.removeLeftover(of: path, companions: [journalEnding])
      return try withTables(CaseFile(path, lock: lock))
    }
    do throws(CaseFileError) {
      return try withTables(CaseFile(path, lock: nil))
    } catch {
      // Half a transaction of a run that was killed has to be undone, which takes a writer.
      guard hasJournal(path), let lock = try? lock(path) else { throw error }
      try undo(CaseFile(path, lock: lock))
      return try withTables(CaseFile(path, lock: nil))
    }
  }

  /// Reading is enough for the database to undo what was begun.
  private static func undo(_ file: CaseFile) throws(CaseFileError) {
    _ = try file.read { try CaseSchema.objects(in: $0) }
  }

  private static func hasJournal(_ path: FilePath) -> Bool {
    unsafe FilePath(path.string + journalEnding).withPlatformString { unsafe access($0, F_OK) == 0 }
  }

  /// Refuses what is no case but calls itself one: a view or trigger could do anything, and a table of
  /// another form anything else.
  private static func withTables(_ file: CaseFile) throws(CaseFileError) -> CaseFile {
    let isExpected = try file.read {
      try CaseSchema.objects(in: $0) == CaseSchema.expectedObjects()
    }
    guard isExpected else { throw CaseFileError(file.path, .otherTables) }
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
  static func usable(_ path: FilePath) throws(CaseFileError) -> FilePath {
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
}
