// A list of known hashes as it was read: what it is, what it holds, what was wrong with it.

public import SystemPackage

/// What is to be told of a hash list, and stays with every match: where it came from, byte for byte.
public struct HashList: Hashable, Sendable {
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

  /// What else a reader should know, a sentence each.
  public var notes: [String] = []

  /// How many numbers of malformed lines are kept.
  public static let malformedKept = 10

  /// Numbers of entries.
  public struct Counts: Hashable, Sendable {
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

    /// Entries of all kinds; a video counts once.
    public var total: Int { md5 + sha1 + sha256 + pictures + videos }
  }
}

/// Why a hash list cannot be used.
public struct HashListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with a list.
  public enum Problem: Hashable, Sendable {
    /// It cannot be opened or read.
    case unreadable(Errno)
    /// A compiled set cannot be written.
    case notWritten(Errno)
    /// It is no list, or holds nothing that can be matched; in words.
    case unusable(String)
  }

  /// The list.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let error): "hash list \(path): \(error); check the path and its permissions"
    case .notWritten(let error):
      "known set \(path): cannot be written: \(error); name a folder that has room"
    case .unusable(let problem): "hash list \(path): \(problem)"
    }
  }
}
