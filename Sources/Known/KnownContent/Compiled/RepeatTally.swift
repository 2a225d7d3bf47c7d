// Which hashes stand in a list several times, counted while they go by in order.

internal import Findings
internal import SystemPackage

/// Counts, for each list, hashes that stand in it more than once.
///
/// Two entries of a hash in one category are the same said twice; in two categories they contradict
/// each other. An entry without a category repeats another without, and contradicts none.
struct RepeatTally {
  /// What is counted of a list.
  struct Counts {
    /// Entries of a hash and category beyond the first.
    var duplicates = 0
    /// Hashes in several categories.
    var conflicts = 0
    /// The first records that give such hashes another category, the least of them, ascending.
    var records: [Int] = []
  }

  private var counts: [UInt32: Counts] = [:]

  /// The entries of one hash in one list.
  private var first = ListPlace(list: 0, line: 0, category: ListPlace.noCategory)
  private var number = 0
  /// Its first category, and the first record with another one.
  private var category = ListPlace.noCategory
  private var conflict: UInt32?
  /// Its categories, if it has other ones than the first.
  private var categories: Set<UInt32> = []

  /// Counts all records of a sorter, by list, which ends it.
  ///
  /// - Parameter body: Called with those that are not withdrawn, in order.
  static func counts<Record>(
    of sorter: DigestSorter<Record>, without withdrawals: Withdrawals,
    _ body: (Record) throws(Errno) -> Void = { _ in }
  ) throws(Errno) -> [UInt32: Counts] {
    var tally = RepeatTally()
    var last: Record?
    try sorter.finish { record throws(Errno) in
      guard !withdrawals.contains(record.place) else { return }
      tally.add(record.place, isSameHash: last?.hasDigest(of: record) ?? false)
      last = record
      try body(record)
    }
    tally.end()
    return tally.counts
  }

  /// Counts an entry; those of a hash come one after the other, by list and line.
  ///
  /// - Parameter isSameHash: Whether it has the hash of the entry before.
  private mutating func add(_ place: ListPlace, isSameHash: Bool) {
    if isSameHash, place.list == first.list, number > 0 {
      number += 1
      if place.category != first.category || !categories.isEmpty {
        categories.insert(first.category)
        categories.insert(place.category)
      }
    } else {
      end()
      first = place
      number = 1
      category = ListPlace.noCategory
      conflict = nil
    }
    guard place.category != ListPlace.noCategory else { return }
    if category == ListPlace.noCategory {
      category = place.category
    } else if place.category != category, conflict == nil {
      conflict = place.line
    }
  }

  /// Counts the last hash.
  private mutating func end() {
    defer { number = 0 }
    guard number > 1 else { return }
    var list = counts[first.list] ?? Counts()
    list.duplicates += number - max(1, categories.count)
    if let conflict {
      list.conflicts += 1
      list.records.append(Int(conflict))
      list.records = Array(list.records.sorted().prefix(HashList.rejectionsKept))
    }
    categories.removeAll()
    counts[first.list] = list
  }
}

extension HashList {
  /// Notes what tallies have of the list.
  ///
  /// A file that stands in a list twice has all of its hashes in it twice, and is to be counted
  /// once. So duplicates are those of the kind of digest that has most of them: there are at least
  /// so many entries too many. Pictures alike are of different files as a rule, and count as
  /// duplicates only in a list that has no digests. Conflicts are those of the kind that has most,
  /// PDQ hashes included.
  ///
  /// - Parameters:
  ///   - digests: Of each kind of digest, the strongest first, which is taken of equal ones.
  ///   - pictures: Of PDQ hashes of pictures.
  mutating func noteRepeats(digests: [RepeatTally.Counts], pictures: RepeatTally.Counts) {
    let hasDigests = counts.md5 + counts.sha1 + counts.sha256 > 0
    let duplicates = hasDigests ? digests.map(\.duplicates).max() ?? 0 : pictures.duplicates
    if duplicates > 0 { notes.append(.duplicates(count: duplicates)) }
    var most = RepeatTally.Counts()
    for kind in digests + [pictures] where kind.conflicts > most.conflicts { most = kind }
    if most.conflicts > 0 {
      notes.append(.conflictingCategories(count: most.conflicts, records: most.records))
    }
  }
}
