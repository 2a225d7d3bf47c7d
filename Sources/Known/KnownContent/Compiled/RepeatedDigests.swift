// Digests that stand in a list several times, or in several of its categories.

internal import Findings

/// Counts repeated digests while they come in ascending order.
struct RepeatedDigests {
  /// What is repeated in one list, by one algorithm.
  private struct Tally {
    var duplicates = 0
    var conflicts = 0
    /// Records whose digest stands in another category, too.
    var records: [Int] = []
  }

  private var tallies: [UInt32: [Tally]] = [:]
  private var last: DigestRecord?
  private var hasConflict = false

  /// Takes the next digest; of equal ones those of one list come together, in the order of its lines.
  mutating func take(_ record: DigestRecord, _ algorithm: DigestAlgorithm) {
    defer { last = record }
    guard let last, last.words == record.words, last.place.list == record.place.list else {
      hasConflict = false
      return
    }
    let index = DigestAlgorithm.allCases.firstIndex(of: algorithm)!
    let none = Array(repeating: Tally(), count: DigestAlgorithm.allCases.count)
    if last.place.category == record.place.category {
      tallies[record.place.list, default: none][index].duplicates += 1
    } else if !hasConflict {
      hasConflict = true
      tallies[record.place.list, default: none][index].conflicts += 1
      if tallies[record.place.list, default: none][index].records.count < HashList.rejectionsKept {
        tallies[record.place.list, default: none][index].records.append(Int(record.place.line))
      }
    }
  }

  /// Ends the digests of an algorithm.
  mutating func endAlgorithm() {
    last = nil
    hasConflict = false
  }

  /// Says it of the lists. An entry with several digests is counted once: by the algorithm that has the
  /// most repeated.
  func describe(_ lists: inout [HashList]) {
    for (number, tallies) in tallies where lists.indices.contains(Int(number)) {
      if let most = tallies.map(\.duplicates).max(), most > 0 {
        lists[Int(number)].notes.append(.duplicates(count: most))
      }
      if let most = tallies.max(by: { $0.conflicts < $1.conflicts }), most.conflicts > 0 {
        lists[Int(number)].notes.append(
          .conflictingCategories(count: most.conflicts, records: most.records))
      }
    }
  }
}
