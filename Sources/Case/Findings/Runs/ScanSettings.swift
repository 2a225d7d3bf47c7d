// What a scan was asked to do: a run that goes on with a case has to have it in common with the one that
// began it.

/// The settings on which the rows of a case depend.
public struct ScanSettings: Hashable, Codable, Sendable {
  /// Version of the way in which files are examined: a case is not continued by another.
  public var method: Int
  /// The largest PDQ distance of pictures that counts.
  public var radius: Int
  /// Whether pictures and videos are looked up turned and mirrored, too.
  public var looksUpAllOrientations: Bool
  /// Whether hashes are those of the definition, of the full resolution.
  public var isExact: Bool
  /// Whether videos are sampled at keyframes alone.
  public var usesKeyframesAlone: Bool
  /// Whether file systems that are mounted below a volume belong to it.
  public var crossesFileSystems: Bool
  /// An entry of a list that more different pictures of the case are like is set aside: see
  /// ``Quarantine/manyPictures``.
  public var mostPictures: Int
  /// Cryptographic hashes that are computed beside SHA-256.
  public var digests: [DigestAlgorithm]
  /// SHA-256 of the lists of known-good files.
  public var ignoredLists: [FileDigest]
  /// The names of those lists, in the same order: for sentences only, and not compared.
  public var ignoredNames: [String]

  /// The version of this program's way of examining files: changed whenever the same file may get
  /// another row than before.
  public static let currentMethod = 1

  /// Copies of a picture in a few sizes and qualities are some dozen different ones; hundreds are no
  /// copies.
  public static let customaryMostPictures = 100

  /// Settings of this version.
  public init(
    radius: Int, looksUpAllOrientations: Bool = true, isExact: Bool = false,
    usesKeyframesAlone: Bool = false, crossesFileSystems: Bool = false,
    mostPictures: Int = customaryMostPictures, digests: [DigestAlgorithm] = [],
    ignoredLists: [FileDigest] = [],
    ignoredNames: [String] = []
  ) {
    method = Self.currentMethod
    self.radius = radius
    self.looksUpAllOrientations = looksUpAllOrientations
    self.isExact = isExact
    self.usesKeyframesAlone = usesKeyframesAlone
    self.crossesFileSystems = crossesFileSystems
    self.mostPictures = mostPictures
    self.digests = digests
    self.ignoredLists = ignoredLists
    self.ignoredNames = ignoredNames
  }

  /// A setting.
  public enum Name: String, CaseIterable, Sendable {
    case method, radius, orientations, exact, video, crossFileSystems, mostPictures, digests
    case ignore
  }

  /// The first setting that differs from another's, in the order of ``Name``.
  public func difference(from other: ScanSettings) -> Name? {
    Name.allCases.first { name in
      switch name {
      case .method: method != other.method
      case .radius: radius != other.radius
      case .orientations: looksUpAllOrientations != other.looksUpAllOrientations
      case .exact: isExact != other.isExact
      case .video: usesKeyframesAlone != other.usesKeyframesAlone
      case .crossFileSystems: crossesFileSystems != other.crossesFileSystems
      case .mostPictures: mostPictures != other.mostPictures
      case .digests: digests != other.digests
      case .ignore: ignoredLists != other.ignoredLists
      }
    }
  }
}
