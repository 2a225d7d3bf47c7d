// What a newer list has that an older one had not, and the other way round.

public import Findings
internal import PerceptualHash
public import SystemPackage

/// The difference between two lists, hash by hash: which came, which were withdrawn, which have other
/// categories.
///
/// Formats need not be the same. Takes 64 bytes a hash of both lists, and time as sorting them does.
public struct ListDifference: Sendable {
  /// A hash that is not in both lists, or not in the same categories.
  public struct Change: Hashable, Sendable {
    /// What became of it.
    public enum Kind: String, CaseIterable, Sendable {
      case added, withdrawn, recategorised
    }

    /// What became of it.
    public var kind: Kind
    /// Its kind, by name.
    public var hashKind: String
    /// Lowercase hexadecimal digits.
    public var hash: String
    /// Where it stands first in the older list, and in which categories; `nil` if it is not in it.
    public var old: Place?
    /// The same in the newer list.
    public var new: Place?

    /// Makes a change.
    public init(kind: Kind, hashKind: String, hash: String, old: Place?, new: Place?) {
      (self.kind, self.hashKind, self.hash, self.old, self.new) = (kind, hashKind, hash, old, new)
    }
  }

  /// Where a hash stands in a list.
  public struct Place: Hashable, Sendable {
    /// The first line or record of it, from 1.
    public var entry: Int
    /// Its categories as the list writes them, in order; of entries without one, none.
    public var categories: [String]

    /// Makes a place.
    public init(entry: Int, categories: [String]) {
      (self.entry, self.categories) = (entry, categories)
    }
  }

  /// The lists, the older one first; of an archive, its last.
  public let lists: [HashList]

  /// The changes, ordered by kind of hash and hash.
  public let changes: [Change]

  /// Compares two lists.
  ///
  /// - Parameter progress: Told now and then what is being done.
  /// - Throws: ``HashListError`` for the first list that cannot be used.
  public init(
    from old: FilePath, to new: FilePath, progress: @escaping (String) -> Void = { _ in }
  ) throws(HashListError) {
    let (older, newer) = (CollectedHashes(), CollectedHashes())
    for (path, hashes) in [(old, older), (new, newer)] {
      try ListReader.read(path, into: hashes, progress: progress)
    }
    lists = [older, newer].compactMap(\.list)
    changes = Self.changes(from: older.sorted(), to: newer.sorted())
  }

  private static func changes(
    from old: SortedHashes, to new: SortedHashes
  ) -> [Change] {
    var changes: [Change] = []
    var (olds, news) = (old.groups(), new.groups())
    var (before, after) = (olds.next(), news.next())
    while before != nil || after != nil {
      // Where one list has ended, the other's hash is the lesser one.
      let order =
        before.map { left in after.map { left.key.order(to: $0.key) } ?? -1 } ?? 1
      var change = Change(kind: .added, hashKind: "", hash: "", old: nil, new: nil)
      if order <= 0, let group = before {
        change.old = group.place
        (change.hashKind, change.hash) = (group.key.kind.name, group.key.text)
        before = olds.next()
      }
      if order >= 0, let group = after {
        change.new = group.place
        (change.hashKind, change.hash) = (group.key.kind.name, group.key.text)
        after = news.next()
      }
      if order == 0, change.old?.categories == change.new?.categories { continue }
      change.kind = order < 0 ? .withdrawn : order > 0 ? .added : .recategorised
      changes.append(change)
    }
    return changes
  }
}
