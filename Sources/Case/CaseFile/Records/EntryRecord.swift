// The table `entry`.

internal import EvidenceEntries
internal import Findings
internal import Foundation
internal import GRDB

struct EntryRecord: CaseRecord {
  static let databaseTableName = "entry"

  var directory: Int64
  var name: Data
  var ordinal: Int
  var kind: String
  var size: Int64?
  var inode: Int64?
  var device: Int64?
  var links: Int64?
  var modified: Int64?
  var accessed: Int64?
  var changed: Int64?
  var created: Int64?
  var outcome: String?
  var reasons: StoredReasons?
  var content: Int?

  init(_ entry: CaseEntry, directory: Int64) {
    let status = entry.status
    self.directory = directory
    name = Data(EntryPath.name(of: entry.path))
    ordinal = entry.ordinal
    kind = entry.kind.rawValue
    size = status?.size
    inode = status.map { Int64(bitPattern: $0.inode) }
    device = status.map { Int64(bitPattern: $0.device) }
    links = status.map { Int64(bitPattern: $0.links) }
    modified = status?.modified
    accessed = status?.accessed
    changed = status?.changed
    created = status?.created
    outcome = entry.outcome?.rawValue
    reasons = StoredReasons(entry.reasons)
    content = entry.content
  }

  /// The entry.
  ///
  /// - Parameter path: That of its directory, with the slash behind it.
  func entry(volume: Int, below path: [UInt8]) throws -> CaseEntry {
    var entry = CaseEntry(
      volume: volume, path: path + name, kind: try word(EntryKind.self, kind, "entry.kind"),
      status: try status())
    entry.ordinal = ordinal
    entry.outcome = try outcome.map { try word(Outcome.self, $0, "entry.outcome") }
    entry.reasons = reasons?.reasons ?? []
    entry.content = content
    return entry
  }

  private func status() throws -> FileStatus? {
    guard let size else { return nil }
    guard let inode, let device, let links, let modified, let accessed, let changed else {
      throw SenselessValue("entry.inode")
    }
    return FileStatus(
      size: size, inode: UInt64(bitPattern: inode), device: UInt64(bitPattern: device),
      links: UInt64(bitPattern: links), modified: modified, accessed: accessed, changed: changed,
      created: created)
  }
}
