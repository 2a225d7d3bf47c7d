// What a scan prints at its end: matches first, then counts, then what could not be examined.

internal import EvidenceEntries
internal import Findings
internal import PerceptualHash

/// Makes the text of a summary.
public struct SummaryReport {
  private let overview: CaseOverview
  private let wording: any Wording

  /// Prepares a summary.
  public init(_ overview: CaseOverview, wording: any Wording = EnglishWording()) {
    self.overview = overview
    self.wording = wording
  }

  /// The whole summary, each line with its end.
  public var text: String {
    (matches + setAside + chance + mounts + outcomes + failures).map { $0 + "\n" }.joined()
  }

  private var matches: [String] {
    var lines = overview.matched.compactMap(line)
    if !lines.isEmpty {
      let headings = wording.matchHeadings
      lines.insert(
        Self.line(headings[0], headings[1], headings[2], headings[3], headings[4]), at: 0)
    }
    let others = overview.matchedCount - overview.matched.count
    if others > 0 { lines.append(wording.moreFiles(others)) }
    return lines + [wording.verdict(overview.matchedCount), ""]
  }

  /// Files whose matches are all set aside: why, then the match and the file.
  private var setAside: [String] {
    guard overview.setAsideCount > 0 else { return [] }
    var lines = [wording.setAside(overview.setAsideCount)]
    for row in overview.setAside {
      guard let line = line(of: row), let reason = row.content?.matches.first?.quarantine else {
        continue
      }
      lines.append(line)
      lines.append(
        "          " + wording.clause(reason, mostPictures: overview.settings.mostPictures))
    }
    let others = overview.setAsideCount - overview.setAside.count
    if others > 0 { lines.append(wording.moreFiles(others)) }
    return lines + [""]
  }

  private func line(of row: CaseRow) -> String? {
    guard let matches = row.content?.matches, let match = matches.first else { return nil }
    var place = UntrustedText.line(row.entry.path)
    if let segment = match.segment {
      let (start, end) = (segment.lowerBound, segment.upperBound)
      place += "  [\(Figures.duration(start))-\(Figures.duration(end))]"
    }
    if match.variant != "\(Orientation.identity)" { place += "  (\(match.variant))" }
    // Those that are set aside are no more matches of a file that has others.
    let others = matches.count { ($0.quarantine == nil) == (match.quarantine == nil) } - 1
    if others > 0 { place += "  " + wording.moreMatches(others) }
    let list = overview.lists.indices.contains(match.list) ? overview.lists[match.list].name : "?"
    return Self.line(
      String(match.distance), match.grade.rawValue, match.algorithm.rawValue,
      UntrustedText.line("\(list):\(match.line)"), place)
  }

  private static func line(
    _ distance: String, _ grade: String, _ algorithm: String, _ entry: String, _ path: String
  ) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let right = String(repeating: " ", count: max(0, 8 - distance.count)) + distance
    return "\(right)  \(padded(grade, 8))  \(padded(algorithm, 6))  \(padded(entry, 28))  \(path)"
  }

  private var chance: [String] {
    overview.chanceFigures.map { [wording.paragraph($0), ""] } ?? []
  }

  private var mounts: [String] {
    let volumes = overview.volumes
    let states = overview.mounts.map { mount in
      let state = mount.mount
      let volume = volumes.indices.contains(mount.volume - 1) ? volumes[mount.volume - 1] : []
      return wording.line(
        volume: UntrustedText.line(volume), state: wording.word(isWritable: state.isWritable),
        source: UntrustedText.line(state.source), point: UntrustedText.line(state.point),
        options: UntrustedText.line("\(state.fileSystem) (\(state.options))"),
        device: wording.clause(state.device))
    }
    let empty = overview.emptyVolumes.filter { volumes.indices.contains($0 - 1) }
      .map { wording.emptyVolume(UntrustedText.line(volumes[$0 - 1])) }
    let leftOut = overview.leftOut.map { row in
      wording.leftOut(
        UntrustedText.line(row.volume + [EntryPath.slash] + row.entry.path))
    }
    let others = overview.leftOutCount - overview.leftOut.count
    return states + empty + leftOut + (others > 0 ? [wording.moreEntries(others)] : []) + [""]
  }

  private var outcomes: [String] {
    let counts = Outcome.allCases.map { ($0, overview.count(of: $0)) }.filter { $0.1 > 0 }
    let lines = counts.map { outcome, count in
      Self.line(count, "\(outcome.rawValue): \(wording.explanation(of: outcome))")
    }
    return [wording.entries(overview.entryCount, directories: overview.directoryCount)] + lines
      + probablyKnownGood
  }

  private var probablyKnownGood: [String] {
    overview.probablyKnownGood.sorted {
      $0.key.numbers.lexicographicallyPrecedes($1.key.numbers)
    }.map { reason, count in
      let filter = reason.listName(in: overview.settings.ignoredNames)
      return Self.line(
        count,
        wording.probablyKnownGood(
          by: UntrustedText.line(filter), oneIn: reason.numbers[1], of: overview.fileCount))
    }
  }

  private static func line(_ count: Int, _ text: String) -> String {
    String(repeating: " ", count: max(0, 8 - "\(count)".count)) + "\(count)  \(text)"
  }

  private var failures: [String] {
    guard overview.failureCount > 0 else { return [] }
    var lines = ["", wording.notExamined]
    for row in overview.failed {
      let reason = wording.sentence(row.reasons, ignoredLists: overview.settings.ignoredNames)
      let suffix = reason.map { ": " + UntrustedText.line($0) } ?? ""
      lines.append(
        "  \(UntrustedText.line(row.entry.path)): \(row.outcome.rawValue)\(suffix)")
    }
    let others = overview.failureCount - overview.failed.count
    return others > 0 ? lines + ["  " + wording.moreEntries(others)] : lines
  }
}
