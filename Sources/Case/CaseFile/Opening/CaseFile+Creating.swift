// How a case comes to be: whole, or not at all.

public import Findings
internal import Foundation
internal import GRDB
internal import Platform
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
    do {
      let draft = try DraftFile(
        for: path, replacing: false, permissions: [.ownerReadWrite],
        companions: [journalEnding])
      try fill(draft.path, settings, volumes, lists)
      try draft.place()
    } catch let error as CaseFileError {
      throw CaseFileError(path, error.problem)
    } catch Errno.resourceBusy {
      throw CaseFileError(path, .inUse)
    } catch Errno.fileExists where (try? path.stat()) != nil {
      // There was none before: somebody has just created it.
      throw CaseFileError(path, .inUse)
    } catch {
      throw CaseFileError(path, .notCreated("\(error)"))
    }
    return try open(at: path, readOnly: false)
  }

  /// What the database puts behind the name of a file for its journal.
  static let journalEnding = "-journal"

  /// Makes an empty file a case; it is closed again.
  private static func fill(
    _ path: FilePath, _ settings: ScanSettings, _ volumes: [[UInt8]], _ lists: [HashList]
  ) throws {
    let descriptor = try FileDescriptor.open(
      path, .readWrite, options: [.noFollow, .closeOnExec])
    let file = try CaseFile(path, lock: descriptor)
    try file.perform { database in
      try database.execute(sql: CaseSchema.statements)
      try insert(settings, volumes, lists, into: database)
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
