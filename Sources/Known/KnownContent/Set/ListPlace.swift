// Where an entry stands, as known sets keep it.

/// List, line and category of an entry: 12 bytes, each a 32-bit integer.
struct ListPlace: BitwiseCopyable, Hashable, Sendable {
  /// Position among the lists of its shard.
  var list: UInt32
  /// From 1; larger numbers are kept as the largest.
  var line: UInt32
  /// Position among the categories of its shard, or ``noCategory``.
  var category: UInt32

  static let noCategory = UInt32.max

  static func precedes(_ left: ListPlace, _ right: ListPlace) -> Bool {
    (left.list, left.line) < (right.list, right.line)
  }
}
