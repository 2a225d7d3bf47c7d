// Figures of a case: what chance can do in it, and how its entries ended.

public import EvidenceEntries
public import Findings
internal import GRDB
internal import PerceptualHash
internal import SystemPackage

extension CaseFile {
  /// What chance can do in this case.
  public func chance() throws(CaseFileError) -> CaseChance {
    try read { database in
      var counts: [Int: Int] = [:]
      // A sum of 257 numbers within the limit does not overflow.
      for record in try BackgroundRecord.all(
        database, "SELECT * FROM background WHERE distance BETWEEN 0 AND 256")
      {
        counts[record.distance] = try checked(
          record.pairs, in: 0...mostOfAnything, "background.pairs")
      }
      let sum = try SumRecord.first(
        database, "SELECT COALESCE(SUM(lookups), 0) AS sum FROM content")?.sum
      return CaseChance(
        background: DistanceBackground(counts: counts),
        lookups: try checked(sum ?? 0, in: 0...mostOfAnything, "content.lookups"))
    }
  }

  /// How many entries of a kind ended in an outcome; every name of a file counts.
  public func outcomes() throws(CaseFileError) -> [(EntryKind, Outcome, count: Int)] {
    try read { database in
      let records = try OutcomeRecord.all(
        database,
        """
        SELECT kind, COALESCE(entry.outcome, content.outcome) AS ending, count(*) AS count
        FROM entry LEFT JOIN content ON content.id = entry.content
        WHERE ending IS NOT NULL GROUP BY kind, ending ORDER BY kind, ending
        """)
      return try records.map {
        (
          try word(EntryKind.self, $0.kind, "entry.kind"),
          try word(Outcome.self, $0.ending, "entry.outcome"), $0.count
        )
      }
    }
  }

  /// The files that Bloom filters alone take for known-good ones, by reason
  /// (`Reason.Code.probablyKnownGood`); every name of a file counts.
  public func probablyKnownGood() throws(CaseFileError) -> [Reason: Int] {
    try read { database in
      let records = try ReasonsRecord.all(
        database,
        """
        SELECT content.reasons, count(*) AS count FROM entry JOIN content ON content.id = entry.content
        WHERE content.reasons LIKE '%"\(Reason.Code.probablyKnownGood.rawValue)"%'
        GROUP BY content.reasons
        """)
      return records.reduce(into: [:]) { counts, record in
        for reason in record.reasons?.reasons ?? [] where reason.code == .probablyKnownGood {
          counts[reason, default: 0] += record.count
        }
      }
    }
  }

  /// Volumes in which nothing was found, by number from 1.
  public func emptyVolumes() throws(CaseFileError) -> [Int] {
    let count = try volumes().count
    return try read { database in
      // The root of a volume is the directory of its number.
      let statement = try database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE directory = ?)")
      return try (1...max(1, count)).filter {
        try $0 <= count && Bool.fetchOne(statement, arguments: [$0]) != true
      }
    }
  }

  /// Whether an entry could not be examined, or not to its end: whether ``Selection/failed`` has rows.
  public func hasFailures() throws(CaseFileError) -> Bool {
    try read { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM entry WHERE outcome IN (\(RowWalk.failures)))
            OR EXISTS (
              SELECT 1 FROM content JOIN entry ON entry.content = content.id
              WHERE (content.outcome IN (\(RowWalk.failures)) OR content.unread NOT NULL)
                AND entry.outcome IS NULL)
          """)
      return try Bool.fetchOne(statement) ?? false
    }
  }
}

private struct SumRecord: CaseRecord {
  var sum: Int
}

private struct ReasonsRecord: CaseRecord {
  var reasons: StoredReasons?
  var count: Int
}

private struct OutcomeRecord: CaseRecord {
  var kind: String
  var ending: String
  var count: Int
}
