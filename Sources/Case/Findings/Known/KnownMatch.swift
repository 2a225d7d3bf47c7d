// A hit: which entry of which list, and how close. From the look-up to the report it is this one value.

public import PerceptualHash

/// How a file was found to be known; the strongest evidence comes first. The raw value is the word that
/// cases and reports use.
public enum MatchAlgorithm: String, Codable, CaseIterable, Sendable {
  /// The same bytes, by SHA-256.
  case sha256
  /// The same bytes, by SHA-1.
  case sha1
  /// The same bytes, by MD5.
  case md5
  /// A picture, or a frame of a video, like a known picture.
  case pdq
  /// A video like a known video, or a picture like one of its frames.
  case vpdq

  /// Whether a match means the same bytes.
  public var isExact: Bool {
    switch self {
    case .sha256, .sha1, .md5: true
    case .pdq, .vpdq: false
    }
  }

  /// The algorithm of a match by digest.
  public init(_ algorithm: DigestAlgorithm) {
    self =
      switch algorithm {
      case .md5: .md5
      case .sha1: .sha1
      case .sha256: .sha256
      }
  }
}

/// What a match is worth, the strongest first. The raw value is the word that cases and reports use.
public enum Grade: String, Codable, CaseIterable, Sendable {
  /// The same bytes.
  case exact
  /// Within the customary radius.
  case match
  /// Beyond it, within the radius that was asked for.
  case probable

  /// The grade of a match at a distance.
  public init(_ algorithm: MatchAlgorithm, distance: Int) {
    self =
      if algorithm.isExact { .exact } else if distance <= Thresholds.match { .match } else {
        .probable
      }
  }

  /// The largest distance that counts for this grade, where `radius` was asked for.
  public func radius(of radius: Int) -> Int {
    switch self {
    case .exact: 0
    case .match: min(radius, Thresholds.match)
    case .probable: radius
    }
  }
}

/// A file is known: one entry of one list, and how the file was found to match it.
public struct KnownMatch: Hashable, Sendable {
  /// Position of the list among those of the case, from 0.
  public var list: Int

  /// Line of the entry in its list, from 1; of a JSON array, the element.
  public var line: Int

  /// So many entries of the list, in the same category, have the same hash; ``line`` is the first one's.
  public var count = 1

  /// Category that the list gives the entry.
  public var category: String?

  /// The hash of the entry that the file has or is like: of a video the frame's that is closest.
  public var hash: [UInt8]

  /// How it was found.
  public var algorithm: MatchAlgorithm

  /// What it is worth.
  public var grade: Grade

  /// Why it is set aside from those that count; `nil` if it counts.
  public var quarantine: Quarantine?

  /// Bits in which the hashes differ, of the closest frames in a video; 0 for the same bytes.
  public var distance: Int {
    didSet { grade = Grade(algorithm, distance: distance) }
  }

  /// How the examined picture, or the whole video, was turned for its hashes.
  public var orientation = Orientation.identity

  /// Which part of the examined picture the hash was of.
  public var framing = Framing.whole

  /// Seconds into the examined video of the first and the last frame that matches.
  public var segment: ClosedRange<Double>?

  /// ``MatchAlgorithm/vpdq`` only: share of the examined file's frames that the known video has.
  public var queryShare: Double?

  /// ``MatchAlgorithm/vpdq`` only: share of the known video's frames that the examined file has.
  public var knownShare: Double?

  /// Makes a match of the grade that its distance has.
  public init(
    list: Int, line: Int, category: String?, hash: [UInt8], algorithm: MatchAlgorithm,
    distance: Int
  ) {
    self.list = list
    self.line = line
    self.category = category
    self.hash = hash
    self.algorithm = algorithm
    self.distance = distance
    grade = Grade(algorithm, distance: distance)
  }

  /// What a file can match once: an entry of a list, by the file's bytes, as a picture or as a video.
  package struct Entry: Hashable {
    var list: Int
    var line: Int
    var isExact: Bool
    var isVideo: Bool
  }

  /// What the file matches.
  package var entry: Entry {
    Entry(list: list, line: line, isExact: algorithm.isExact, isVideo: algorithm == .vpdq)
  }

  /// The order of a report: those that count before those that are set aside, closest first, the
  /// strongest evidence first among equally close ones, then by list and line.
  public static func precedes(_ left: KnownMatch, _ right: KnownMatch) -> Bool {
    let rank = { (match: KnownMatch) in MatchAlgorithm.allCases.firstIndex(of: match.algorithm)! }
    let side = { (match: KnownMatch) in match.quarantine == nil ? 0 : 1 }
    return (side(left), left.distance, rank(left), left.list, left.line)
      < (side(right), right.distance, rank(right), right.list, right.line)
  }
}
