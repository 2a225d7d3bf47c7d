// An entry of a volume, and the content behind it, as a scan found them and a case keeps them.

public import EvidenceEntries
public import MediaFormats
public import PerceptualHash

/// One entry of a volume, under one path.
public struct CaseEntry: Hashable, Sendable {
  /// The volume's number in the case, from 1.
  public var volume: Int
  /// Path below the volume, as the bytes that the disk holds.
  public var path: [UInt8]
  /// How many entries of this path came before it: 0, unless a directory has several of one name.
  public var ordinal = 0
  /// What it is.
  public var kind: EntryKind
  /// Metadata; `nil` if the entry could not be asked.
  public var status: FileStatus?
  /// How it ended; `nil` if that is its content's to say.
  public var outcome: Outcome?
  /// Why, where the outcome needs that.
  public var reasons: [Reason] = []
  /// The content that was examined; names of one file share it.
  public var content: Int?

  /// Makes an entry.
  public init(volume: Int, path: [UInt8], kind: EntryKind, status: FileStatus?) {
    self.volume = volume
    self.path = path
    self.kind = kind
    self.status = status
  }
}

/// The bytes of a file, examined once however many names it has, or of a part of one.
public struct CaseContent: Hashable, Sendable {
  /// Its number in the case.
  public var id: Int
  /// Where it lies, if it is a part of another content.
  public var part: ContentPart?
  /// How its examination ended.
  public var outcome: Outcome
  /// Why, where the outcome needs that.
  public var reasons: [Reason] = []
  /// Bytes that could not be read; 0 if all could, but the file changed meanwhile; `nil` if it was read
  /// whole and stayed as it was.
  public var unread: Int64?
  /// What the signature says; `nil` if it is of no picture or video.
  public var format: MediaFormat?
  /// What decoded it; `nil` if nothing did.
  public var decoder: DecoderClass?
  /// Pixels in a row of the picture or first frame.
  public var width: Int?
  /// Rows of the picture or first frame.
  public var height: Int?
  /// How a picture is to be turned for display, as it says itself: 1...8 (EXIF 2.32 and TIFF 6.0, tag 274).
  /// Its hash is of what is stored, and needs none.
  public var exifOrientation: Int?
  /// Cryptographic hashes of its bytes; SHA-256, unless they could not all be read, and those asked for.
  public var digests: [FileDigest] = []
  /// Every hash of a picture that was looked up, in all framings and orientations.
  public var hashes: PictureHashes?
  /// The sampled frames of a video, in all orientations.
  public var frames: [DihedralFrame] = []
  /// How many hashes of the picture were looked up.
  public var lookups = 0
  /// Distances of the picture to some known ones, for the case's background.
  public var sampledDistances: [Int] = []
  /// What it matches: first what counts, closest first, then what is set aside.
  public var matches: [KnownMatch] = []

  /// Whether it is known: by a match that is not set aside.
  public var isKnown: Bool { matches.contains { $0.quarantine == nil } }

  /// The hash of the picture as stored.
  public var picture: PDQResult? { hashes?.whole.upright }

  /// Whether it was not examined, or not to its end, or not soundly read: the one rule of what counts as
  /// a failure, for reports, exit statuses and counters.
  public var isFailure: Bool { outcome.isFailure || unread != nil }

  /// Makes a content.
  public init(id: Int, outcome: Outcome) {
    self.id = id
    self.outcome = outcome
  }

  /// The cryptographic hash of an algorithm.
  public func digest(_ algorithm: DigestAlgorithm) -> FileDigest? {
    digests.first { $0.algorithm == algorithm }
  }
}

/// Where a content lies in another: a thumbnail in a photograph, a page of a document.
public struct ContentPart: Hashable, Sendable {
  /// The content that it is a part of.
  public var container: Int
  /// What it is, a word for each way of containing.
  public var kind: String
  /// Its byte offset in the container, or its index where it has none.
  public var position: Int64
  /// Its length in bytes; `nil` if it is no range of the container's bytes.
  public var byteCount: Int64?
  /// Its names in the containers, from the outermost inwards: bytes, and not a path.
  public var names: [[UInt8]]

  /// Describes a part.
  public init(
    container: Int, kind: String, position: Int64, byteCount: Int64? = nil, names: [[UInt8]] = []
  ) {
    self.container = container
    self.kind = kind
    self.position = position
    self.byteCount = byteCount
    self.names = names
  }
}
