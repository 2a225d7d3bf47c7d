// The figures of a case at a glance, as values.

public import CaseFile
public import EvidenceEntries
public import Findings
internal import PerceptualHash

/// What a summary of a case tells.
public struct CaseOverview: Sendable {
  /// So many rows of matches, and of failures, are kept; the report has them all.
  public static let mostRows = 100

  /// Paths of the volumes.
  public var volumes: [[UInt8]]
  /// How they were mounted.
  public var mounts: [CaseMount]
  /// What was matched against.
  public var lists: [HashList]
  /// What the scan was asked to do.
  public var settings: ScanSettings
  /// The runs of the scan.
  public var runs: [CaseRun]
  /// Whether every entry has its row.
  public var isComplete: Bool
  /// Files that match.
  public var matchedCount = 0
  /// The first of them.
  public var matched: [CaseRow] = []
  /// Files whose matches are all set aside.
  public var setAsideCount = 0
  /// The first of them.
  public var setAside: [CaseRow] = []
  /// Entries that could not be examined, or not to their end.
  public var failureCount = 0
  /// The first of them.
  public var failed: [CaseRow] = []
  /// Entries on other file systems, into which the scan did not go.
  public var leftOutCount = 0
  /// The first of them.
  public var leftOut: [CaseRow] = []
  /// Volumes in which nothing was found, by number from 1.
  public var emptyVolumes: [Int]
  /// How many entries of a kind ended in an outcome.
  public var outcomes: [EntryOutcome]
  /// Files that Bloom filters alone take for known-good ones, by reason.
  public var probablyKnownGood: [Reason: Int]
  /// What chance can do.
  public var chance: CaseChance

  /// So many entries of a kind that ended in an outcome.
  public struct EntryOutcome: Hashable, Sendable {
    /// What the entries are.
    public var kind: EntryKind
    /// How they ended.
    public var outcome: Outcome
    /// How many there are.
    public var count: Int
  }

  /// Reads a case. Takes time with its size, and memory with the rows that are kept.
  public init(_ file: CaseFile) throws {
    volumes = try file.volumes()
    mounts = try file.mounts()
    lists = try file.lists()
    settings = try file.settings()
    runs = try file.runs()
    isComplete = try file.isComplete()
    outcomes = try file.outcomes().map { EntryOutcome(kind: $0, outcome: $1, count: $2) }
    probablyKnownGood = try file.probablyKnownGood()
    chance = try file.chance()
    emptyVolumes = try file.emptyVolumes()
    try file.forEachRow(.matched) { row in
      if row.content?.isKnown == true {
        Self.count(row, in: &matched, &matchedCount)
      } else {
        Self.count(row, in: &setAside, &setAsideCount)
      }
    }
    try file.forEachRow(.failed) { Self.count($0, in: &failed, &failureCount) }
    try file.forEachRow(.leftOut) { Self.count($0, in: &leftOut, &leftOutCount) }
  }

  /// Entries that have a row.
  public var entryCount: Int { outcomes.reduce(0) { $0 + $1.count } }

  /// Directories among them.
  public var directoryCount: Int {
    outcomes.filter { $0.kind == .directory }.reduce(0) { $0 + $1.count }
  }

  /// Files among them.
  public var fileCount: Int {
    outcomes.filter { $0.kind == .file }.reduce(0) { $0 + $1.count }
  }

  /// Entries that ended so; of directories only those that failed.
  public func count(of outcome: Outcome) -> Int {
    outcomes.filter { $0.outcome == outcome && ($0.kind != .directory || outcome.isFailure) }
      .reduce(0) { $0 + $1.count }
  }

  /// What chance alone would bring; `nil` if no picture was looked up among any.
  public var chanceFigures: ChanceFigures? {
    let pictures = lists.reduce(0) { $0 + $1.counts.pictures }
    guard pictures > 0, chance.lookups > 0 else { return nil }
    let background = chance.background
    return ChanceFigures(
      radius: settings.radius,
      expected: chance.expected(within: settings.radius, pictures: pictures),
      closeRadius: Thresholds.match,
      expectedClose: chance.expected(within: Thresholds.match, pictures: pictures),
      lookups: chance.lookups, pictures: pictures, mean: background.mean,
      deviation: background.variance.squareRoot(), independentBits: background.independentBits,
      pairs: background.isFitted ? background.pairs : nil)
  }

  /// Counts a row, and keeps it if it is among the first.
  private static func count(_ row: CaseRow, in rows: inout [CaseRow], _ count: inout Int) {
    count += 1
    if count <= mostRows { rows.append(row) }
  }
}
