// A hit: which entry of which list, and how close.

public import PerceptualHash

/// How a file was found to be known; the strongest evidence comes first.
public enum MatchAlgorithm: String, Sendable, CaseIterable {
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

  init(_ algorithm: DigestAlgorithm) {
    self =
      switch algorithm {
      case .md5: .md5
      case .sha1: .sha1
      case .sha256: .sha256
      }
  }
}

/// A file is known: one entry of one list, and how the file was found to match it.
public struct KnownMatch: Hashable, Sendable {
  /// Position of the list in ``KnownSet/lists``.
  public var list: Int

  /// Line of the entry in its list, from 1; of a JSON array, the element.
  public var line: Int

  /// Category that the list gives the entry.
  public var category: String?

  /// How it was found.
  public var algorithm: MatchAlgorithm

  /// Bits in which the hashes differ, of the closest frames in a video; 0 for the same bytes.
  public var distance: Int

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

  /// What a file can match once: an entry of a list, by the file's bytes, as a picture or as a video.
  struct Entry: Hashable {
    var list: Int
    var line: Int
    var isExact: Bool
    var isVideo: Bool
  }

  var entry: Entry {
    Entry(list: list, line: line, isExact: algorithm.isExact, isVideo: algorithm == .vpdq)
  }

  /// The order of a report: closest first, the strongest evidence first
  /// among equally close ones, then by list and line.
  static func precedes(_ left: KnownMatch, _ right: KnownMatch) -> Bool {
    let rank = { (match: KnownMatch) in MatchAlgorithm.allCases.firstIndex(of: match.algorithm)! }
    return (left.distance, rank(left), left.list, left.line)
      < (right.distance, rank(right), right.list, right.line)
  }
}
