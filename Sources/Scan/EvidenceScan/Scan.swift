// A scan: what is examined, against what, and how.

public import EvidenceVolumes
public import Findings
public import KnownContent
public import MediaExamination
internal import MediaFormats
public import PerceptualHash

/// Examines volumes against known content; ``ScanRun`` carries it out.
public struct Scan: Sendable {
  /// What to examine.
  public var volumes: [any EvidenceSource]
  /// What to look for.
  public var known: KnownSet
  /// Known-good content: files that have its bytes, or probably have, are not decoded.
  public var ignored: KnownSet? {
    didSet { digests.formUnion(Self.algorithms(of: ignored)) }
  }
  /// What decodes and hashes pictures and videos.
  public var examiner: any MediaExaminer
  /// How many files are examined at once.
  public var workers: Int
  /// Memory that decoding one of them may take, where it is less than files have anyway; see
  /// `MemoryBudget`.
  public var bytesPerFile: Int?
  /// The largest PDQ distance of a picture that counts: up to ``Thresholds/match`` a `match`, beyond
  /// `probable`.
  public var radius: Int
  /// Whether pictures and videos are looked up turned and mirrored, too.
  public var looksUpAllOrientations = true
  /// How pictures and frames are hashed.
  public var method = HashingMethod()
  /// An entry of a list that more different pictures are like is set aside.
  public var mostPictures = ScanSettings.customaryMostPictures
  /// Cryptographic hashes to compute of every file beside SHA-256; those that the lists hold, unless
  /// set otherwise.
  public var digests: Set<DigestAlgorithm>
  /// How long a disk may take to answer one read before the file, or the scan, is given up.
  public var stallLimit: Duration = .seconds(120)

  /// Describes a scan.
  public init(
    volumes: [any EvidenceSource], known: KnownSet, examiner: any MediaExaminer,
    workers: Int = 1, radius: Int = Thresholds.probable
  ) {
    self.volumes = volumes
    self.known = known
    self.examiner = examiner
    self.workers = max(1, workers)
    self.radius = radius
    digests = Self.algorithms(of: known)
  }

  private static func algorithms(of set: KnownSet?) -> Set<DigestAlgorithm> {
    set?.digestAlgorithms ?? []
  }

  /// The orientations that are looked up.
  var orientations: [Orientation] { looksUpAllOrientations ? Orientation.allCases : [.identity] }

  /// What a run that goes on with a case has to have in common with the one that began it.
  public var settings: ScanSettings {
    ScanSettings(
      radius: radius, looksUpAllOrientations: looksUpAllOrientations, isExact: method.isExact,
      usesKeyframesAlone: method.videoSampling == .keyframes,
      crossesFileSystems: volumes.contains(where: \.crossesFileSystems),
      mostPictures: mostPictures,
      digests: DigestAlgorithm.allCases.filter(digests.contains),
      ignoredLists: (ignored?.lists ?? []).map(\.sha256),
      ignoredNames: (ignored?.lists ?? []).map(\.name))
  }
}
