// A case is handed on, and may have been changed by other programs: what its rows hold is checked.

/// A value that no case can hold.
struct SenselessValue: Error, CustomStringConvertible {
  /// Table and column.
  let column: String

  init(_ column: String) {
    self.column = column
  }

  var description: String { "holds a senseless value in \(column)" }
}
