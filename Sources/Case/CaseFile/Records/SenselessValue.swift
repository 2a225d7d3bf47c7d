// A case is handed on, and may have been changed by other programs: what its rows hold is checked.

/// A value that no case can hold.
package struct SenselessValue: Error, CustomStringConvertible {
  /// Table and column.
  let column: String

  package init(_ column: String) {
    self.column = column
  }

  package var description: String { "holds a senseless value in \(column)" }
}
