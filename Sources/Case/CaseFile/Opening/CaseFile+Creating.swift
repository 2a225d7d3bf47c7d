// How a case comes to be: whole, or not at all.

public import Findings
internal import Foundation
internal import GRDB
internal import Glibc
public import SystemPackage

extension CaseFile {
  /// Creates a case, whole or not at all.
  ///
  /// Only its owner may read it.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - settings: What the scan is asked to do.
  ///   - volumes: Absolute paths; numbered from 1.
  ///   - lists: What it is matched against; numbered from 1.
  /// - Throws: ``CaseFileError`` if there is already a file, or none can be written there.
  public static func create(
    at path: FilePath, settings: ScanSettings, volumes: [[UInt8]], lists: [HashList]
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
        try insert(settings, volumes, lists, into: database)
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

  private static func insert(
    _ settings: ScanSettings, _ volumes: [[UInt8]], _ lists: [HashList], into database: Database
  ) throws {
    try SettingsRecord(settings).add(to: database)
    for (position, path) in volumes.enumerated() {
      try VolumeRecord(id: position + 1, path: Data(path)).add(to: database)
      // The root of a volume has the volume's number.
      try DirectoryRecord(
        id: Int64(position + 1), volume: position + 1, parent: nil, name: Data()
      ).add(to: database)
    }
    for (position, list) in lists.enumerated() {
      try ListRecord(list, number: position + 1).add(to: database)
    }
  }
}
