// The rows of a report.

internal import EvidenceEntries
public import Findings
internal import GRDB
internal import SystemPackage

extension CaseFile {
  /// Which rows are wanted.
  public enum Selection: Sendable {
    /// Every entry.
    case all
    /// Entries whose content matches something.
    case matched
    /// Entries that could not be examined, or not to their end.
    case failed
    /// Entries on other file systems, into which the scan did not go.
    case leftOut
  }

  /// Gives rows in the order of a report, by volume and then by the bytes of the path, one at a
  /// time: memory does not grow with the case. Names of a file whose examination a stop has cut short
  /// have no row yet.
  ///
  /// - Parameters:
  ///   - selection: Which.
  ///   - body: Called once a row; an error ends the reading and is handed on. It must not use
  ///     this case file itself.
  /// - Throws: ``CaseFileError``, or what `body` throws.
  public func forEachRow(
    _ selection: Selection, _ body: (CaseRow) throws -> Void
  ) throws {
    let volumes = try volumes()
    let writable = Set(try mounts().filter(\.mount.isWritable).map(\.volume))
    try readAny { database in
      var walk = try RowWalk(database, selection)
      let crowded = try CrowdedEntries(database)
      for (position, path) in volumes.enumerated() {
        let volume = position + 1
        try walk.rows(of: volume) { row in
          let content = row.content
          var result = CaseRow(
            number: row.number, volume: path, isVolumeWritable: writable.contains(volume),
            entry: row.entry,
            content: try content?.content(), picture: try content?.picture(),
            frameCount: try content?.frameCount() ?? 0)
          if let id = content?.id, row.hasMatches {
            result.content?.matches = try Self.matches(of: id, in: database, crowded)
          }
          try body(result)
        }
      }
    }
  }
}
