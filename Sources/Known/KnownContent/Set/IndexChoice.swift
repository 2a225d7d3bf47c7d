// Which index is to be used: a choice that changes time and memory, and no match.

/// An index to use, or the choice left to the cost model.
public enum IndexChoice: String, Sendable, CaseIterable {
  /// The one with the least expected cost for the number of hashes and the radius.
  case automatic = "auto"
  /// Every hash is compared, several queries a pass.
  case scan
  /// A BK-tree.
  case tree
  /// Multi-index hashing.
  case hash
}
