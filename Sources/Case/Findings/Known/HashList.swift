// A list of known hashes as it was read: what it is, what it holds, what was wrong with it.

/// What is to be told of a hash list, and stays with every match: where it came from, byte for byte.
public struct HashList: Hashable, Codable, Sendable {
  /// The last component of its path.
  public var name: String

  /// SHA-256 of the file.
  public var sha256: FileDigest

  /// The format it was recognised as.
  public var format: String

  /// Entries by kind that take part in matching.
  public var counts = Counts()

  /// Lines that are not what the format has, by number; the first ``HashList/malformedKept`` of them.
  public var malformedLines: [Int] = []

  /// How many malformed lines there are.
  public var malformedCount = 0

  /// What else a reader should know.
  public var notes: [Note] = []

  /// How many numbers of malformed lines are kept.
  public static let malformedKept = 10

  /// Describes a list without entries.
  public init(name: String, sha256: FileDigest, format: String) {
    self.name = name
    self.sha256 = sha256
    self.format = format
  }

  /// Numbers of entries.
  public struct Counts: Hashable, Codable, Sendable {
    /// MD5 digests.
    public var md5 = 0
    /// SHA-1 digests.
    public var sha1 = 0
    /// SHA-256 digests.
    public var sha256 = 0
    /// PDQ hashes of pictures.
    public var pictures = 0
    /// Videos.
    public var videos = 0
    /// PDQ hashes of frames of those videos.
    public var frames = 0

    /// Nothing yet.
    public init() {}

    /// Entries of all kinds; a video counts once.
    public var total: Int { md5 + sha1 + sha256 + pictures + videos }
  }

  /// What a reader should know of a list, with its numbers.
  public enum Note: Hashable, Codable, Sendable {
    /// Hashes of the empty file were dropped.
    case emptyFiles(count: Int)
    /// Pictures of too low a quality were left out, because they match anything.
    case lowQuality(count: Int)
    /// Entries of a kind that is not matched were left out.
    case unsupported(kind: String, count: Int)
    /// Bare hashes of 64 digits were taken as this; so many of them have half of their bits set.
    case bareHashes(BareHashes, balanced: Int, count: Int)
  }

  /// What bare hashes of 64 digits can be.
  public enum BareHashes: String, Codable, Sendable {
    case pdq, sha256, both
  }
}
