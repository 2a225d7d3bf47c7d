// What a report needs to know beside its rows.

public import CaseFile
public import Findings
public import HashLists

/// What rows are reported with.
public struct ReportContext: Sendable {
  /// What was matched against.
  public var lists: [HashList]
  /// What the scan was asked to do.
  public var settings: ScanSettings
  /// What chance can do.
  public var chance: CaseChance
  /// Whether every entry has its row, so that rows have numbers to stay.
  public var isComplete: Bool
  /// Newer versions of lists, by position of the list.
  public var newerLists: [Int: NewerList] = [:]
  /// What categories are called, by position of the list.
  public var profiles: [Int: CategoryProfile] = [:]
  /// The language.
  public var wording: any Wording

  /// Reads it from a case.
  public init(_ file: CaseFile, wording: any Wording = EnglishWording()) throws(CaseFileError) {
    lists = try file.lists()
    settings = try file.settings()
    chance = try file.chance()
    isComplete = try file.isComplete()
    self.wording = wording
  }

  /// The list of a match; `nil` if the case has none of that number.
  func list(of match: KnownMatch) -> HashList? {
    lists.indices.contains(match.list) ? lists[match.list] : nil
  }

  /// The newer version of a match's list, if there is one.
  func newerList(of match: KnownMatch) -> NewerList? { newerLists[match.list] }

  /// What the categories of a match's list are called.
  func profile(of match: KnownMatch) -> CategoryProfile? { profiles[match.list] }

  /// Why an entry ended as it did; `nil` if there is nothing to say.
  func sentence(_ reasons: [Reason]) -> String? {
    wording.sentence(reasons, ignoredLists: settings.ignoredNames)
  }
}
