// Reasons as a column of JSON text.

internal import Findings
internal import Foundation
internal import GRDB

/// Reasons as a case stores them: NULL if there are none.
struct StoredReasons: Codable, DatabaseValueConvertible {
  var reasons: [Reason]

  /// `nil` of no reasons.
  init?(_ reasons: [Reason]) {
    guard !reasons.isEmpty else { return nil }
    self.reasons = reasons
  }

  var databaseValue: DatabaseValue { Reason.json(reasons).databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> StoredReasons? {
    String.fromDatabaseValue(value).flatMap { text in
      (try? JSONDecoder().decode([Reason].self, from: Data(text.utf8))).flatMap {
        StoredReasons($0)
      }
    }
  }
}
