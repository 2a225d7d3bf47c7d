// Why a match does not count as one: what its entry is would make it match without meaning anything.

/// Why a match is set aside. It stays in the case and in every report, apart from the others. The raw
/// value is the word that cases and reports use.
public enum Quarantine: String, Codable, CaseIterable, Sendable {
  /// The list has the hash in several categories, which contradict each other.
  case severalCategories
  /// Far more or far fewer than half of the bits of the PDQ hash are set, which hardly any picture with
  /// structure has.
  case oddHash
  /// More different pictures of the case are like the entry than ``ScanSettings/mostPictures``.
  case manyPictures
}
