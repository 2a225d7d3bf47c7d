// The table `settings`.

internal import Findings
internal import GRDB

struct SettingsRecord: CaseRecord {
  static let databaseTableName = "settings"

  var id = 1
  var method: Int
  var radius: Int
  var allOrientations: Bool
  var exact: Bool
  var keyframesAlone: Bool
  var crossFileSystems: Bool
  var mostPictures: Int
  var digests: [String]
  var ignoredLists: [String]
  var ignoredNames: [String]

  enum CodingKeys: String, CodingKey {
    case id, method, radius, exact, digests
    case allOrientations = "all_orientations"
    case keyframesAlone = "keyframes_alone"
    case crossFileSystems = "cross_file_systems"
    case mostPictures = "most_pictures"
    case ignoredLists = "ignored_lists"
    case ignoredNames = "ignored_names"
  }

  init(_ settings: ScanSettings) {
    method = settings.method
    radius = settings.radius
    allOrientations = settings.looksUpAllOrientations
    exact = settings.isExact
    keyframesAlone = settings.usesKeyframesAlone
    crossFileSystems = settings.crossesFileSystems
    mostPictures = settings.mostPictures
    digests = settings.digests.map(\.rawValue)
    ignoredLists = settings.ignoredLists.map(\.description)
    ignoredNames = settings.ignoredNames
  }

  func settings() throws -> ScanSettings {
    var settings = ScanSettings(
      radius: try checked(radius, in: 0...256, "settings.radius"),
      looksUpAllOrientations: allOrientations, isExact: exact, usesKeyframesAlone: keyframesAlone,
      crossesFileSystems: crossFileSystems,
      digests: try digests.map { try word(DigestAlgorithm.self, $0, "settings.digests") },
      ignoredLists: try ignoredLists.map {
        guard let digest = FileDigest(.sha256, hex: $0.utf8) else {
          throw SenselessValue("settings.ignored_lists")
        }
        return digest
      }, ignoredNames: ignoredNames)
    settings.method = method
    settings.mostPictures = try checked(
      mostPictures, in: 1...mostOfAnything, "settings.most_pictures")
    return settings
  }
}
