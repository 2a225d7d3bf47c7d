// What was asked for, and what was there: settings, volumes, lists, runs and mounts of a case.

public import Findings
internal import GRDB
internal import SystemPackage

extension CaseFile {
  /// What the scan was asked to do.
  public func settings() throws(CaseFileError) -> ScanSettings {
    try read { database in
      guard let record = try SettingsRecord.first(database, "SELECT * FROM settings") else {
        throw SenselessValue("settings.id")
      }
      return try record.settings()
    }
  }

  /// Paths of the volumes, in order of their numbers.
  public func volumes() throws(CaseFileError) -> [[UInt8]] {
    try read { database in
      let records = try VolumeRecord.all(database, "SELECT * FROM volume ORDER BY id")
      return try records.enumerated().map { position, record in
        guard record.id == position + 1 else { throw SenselessValue("volume.id") }
        return Array(record.path)
      }
    }
  }

  /// What was matched against, in order.
  public func lists() throws(CaseFileError) -> [HashList] {
    try read { database in
      let records = try ListRecord.all(database, "SELECT * FROM list ORDER BY id")
      return try records.enumerated().map { position, record in
        guard record.id == position + 1 else { throw SenselessValue("list.id") }
        return try record.list()
      }
    }
  }

  /// Checks that the case is of this very scan.
  ///
  /// - Throws: ``CaseFileError`` that says what differs first.
  public func requireSameScan(
    settings: ScanSettings, volumes: [[UInt8]], lists: [HashList]
  ) throws(CaseFileError) {
    if try self.volumes() != volumes { throw CaseFileError(path, .otherScan(.volumes)) }
    if try self.lists().map(\.sha256) != lists.map(\.sha256) {
      throw CaseFileError(path, .otherScan(.lists))
    }
    if let name = try self.settings().difference(from: settings) {
      throw CaseFileError(path, .otherScan(.setting(name)))
    }
  }

  /// The runs that began the case and went on with it, in order.
  public func runs() throws(CaseFileError) -> [CaseRun] {
    try read { database in
      try RunRecord.all(database, "SELECT * FROM run ORDER BY number").map { try $0.run() }
    }
  }

  /// Whether every entry has its row: the last run that came to an end says so.
  public func isComplete() throws(CaseFileError) -> Bool {
    try read { database in
      let record = try RunRecord.first(
        database, "SELECT * FROM run WHERE ended NOT NULL ORDER BY number DESC LIMIT 1")
      return try record?.run().ending == .complete
    }
  }

  /// How the volumes were mounted, whenever a scan of them was begun or gone on with.
  public func mounts() throws(CaseFileError) -> [CaseMount] {
    try read { database in
      try MountRecord.all(database, "SELECT * FROM mount ORDER BY id").map { try $0.mount() }
    }
  }
}
