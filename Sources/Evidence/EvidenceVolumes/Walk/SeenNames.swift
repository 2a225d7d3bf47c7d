// Names that a directory has given more than once, as one on a damaged or crafted disk does.

/// Tells the names of one directory apart: a path alone does not say which entry is meant.
struct SeenNames {
  /// Hashes, eight bytes a name. The hash function is another in every process, so no disk can be made to have
  /// two names of one hash; should it happen, the entry is examined all the same.
  private var hashes: Set<Int> = []
  private var repetitions: [EntryName: Int] = [:]

  /// How often the directory has given `name` before.
  mutating func count(_ name: EntryName) -> Int {
    if hashes.insert(name.hashValue).inserted { return 0 }
    let count = repetitions[name, default: 0] + 1
    repetitions[name] = count
    return count
  }
}
