// Entries that too many different pictures of a case are like: told when the case is read, because only
// then all of its pictures are known.

internal import Findings
internal import GRDB

/// Entries of lists whose PDQ hash more different pictures of a case are like than its settings allow.
struct CrowdedEntries {
  private struct Entry: Hashable {
    var list: Int
    var line: Int
  }

  private let entries: Set<Entry>

  /// Finds them. Pictures are different if their hashes are; takes time with the matches of the case.
  init(_ database: Database) throws {
    let records = try CrowdedRecord.all(
      database,
      """
      SELECT list, line FROM match JOIN content ON content.id = match.content
      WHERE match.algorithm = '\(MatchAlgorithm.pdq.rawValue)'
      GROUP BY list, line
      HAVING COUNT(DISTINCT COALESCE(content.pdq, content.id))
        > (SELECT most_pictures FROM settings)
      """)
    entries = Set(records.map { Entry(list: $0.list - 1, line: $0.line) })
  }

  /// Sets the matches of such entries aside, behind those that count.
  func setAside(_ matches: inout [KnownMatch]) {
    guard !entries.isEmpty else { return }
    for index in matches.indices
    where matches[index].algorithm == .pdq && matches[index].quarantine == nil
      && entries.contains(Entry(list: matches[index].list, line: matches[index].line))
    {
      matches[index].quarantine = .manyPictures
    }
    matches.sort(by: KnownMatch.precedes)
  }
}

private struct CrowdedRecord: CaseRecord {
  var list: Int
  var line: Int
}
