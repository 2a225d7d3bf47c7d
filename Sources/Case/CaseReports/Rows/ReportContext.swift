// What a report needs to know beside its rows.

public import CaseFile
public import Findings

/// What rows are reported with.
public struct ReportContext: Sendable {
  /// What was matched against.
  public var lists: [HashList]
  /// What the scan was asked to do.
  public var settings: ScanSettings
  /// What chance can do.
  public var chance: CaseChance
  /// The language.
  public var wording: any Wording

  /// Reads it from a case.
  public init(_ file: CaseFile, wording: any Wording = EnglishWording()) throws(CaseFileError) {
    lists = try file.lists()
    settings = try file.settings()
    chance = try file.chance()
    self.wording = wording
  }

  /// The list of a match; `nil` if the case has none of that number.
  func list(of match: KnownMatch) -> HashList? {
    lists.indices.contains(match.list) ? lists[match.list] : nil
  }

  /// Why an entry ended as it did; `nil` if there is nothing to say.
  func sentence(_ reasons: [Reason]) -> String? {
    wording.sentence(reasons, ignoredLists: settings.ignoredNames)
  }
}
