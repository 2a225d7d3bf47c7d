// How many entries each category of a list has.

internal import Findings

/// Counts entries by category. The categories named are bounded; what is counted is not.
struct CategoryTally {
  private var numbers: [String?: Int] = [:]
  /// The number of the category that came last: mostly that of the next one, too.
  private var latest: Int?
  private var categories: [HashList.Category] = []
  /// Entries of categories that came when there were too many.
  private(set) var others = 0

  /// Counts `count` entries more, or fewer.
  mutating func add(_ code: String?, _ count: Int) {
    if let latest, categories[latest].code == code {
      categories[latest].count += count
    } else if let number = numbers[code] {
      latest = number
      categories[number].count += count
    } else if categories.count < HashList.categoriesKept {
      numbers[code] = categories.count
      categories.append(HashList.Category(code: code, count: count))
    } else {
      others += count
    }
  }

  /// The categories with entries; none if no entry has any.
  var kept: [HashList.Category] {
    let kept = categories.filter { $0.count > 0 }
    return kept.contains { $0.code != nil } ? kept : []
  }
}

extension HashList.Counts {
  mutating func add(_ algorithm: DigestAlgorithm) {
    switch algorithm {
    case .md5: md5 += 1
    case .sha1: sha1 += 1
    case .sha256: sha256 += 1
    }
  }

  mutating func add(_ other: HashList.Counts) { combine(other, +) }

  mutating func remove(_ other: HashList.Counts) { combine(other, -) }

  private mutating func combine(_ other: HashList.Counts, _ operation: (Int, Int) -> Int) {
    md5 = operation(md5, other.md5)
    sha1 = operation(sha1, other.sha1)
    sha256 = operation(sha256, other.sha256)
    pictures = operation(pictures, other.pictures)
    videos = operation(videos, other.videos)
    frames = operation(frames, other.frames)
  }
}
