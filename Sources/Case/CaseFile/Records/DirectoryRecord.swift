// The table `directory`.

internal import Foundation
internal import GRDB

struct DirectoryRecord: CaseRecord {
  static let databaseTableName = "directory"

  var id: Int64?
  var volume: Int
  var parent: Int64?
  /// With the slash behind it; empty for a root.
  var name: Data

  mutating func didInsert(_ inserted: InsertionSuccess) {
    id = inserted.rowID
  }
}
