// What a case holds of an entry, of the content behind it, and of a match.

internal import MediaFormats
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
  /// Why, in words, where the outcome needs them.
  public var reason: String?
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

/// Metadata of an entry, as the file system gives it. Times are nanoseconds since 1970, UTC.
public struct FileStatus: Hashable, Sendable {
  /// Size in bytes.
  public var size: Int64
  /// Inode number.
  public var inode: UInt64
  /// Device that the inode is on.
  public var device: UInt64
  /// Names that the inode has.
  public var links: UInt64
  /// Last write of the content.
  public var modified: Int64
  /// Last read, if the file system keeps it.
  public var accessed: Int64
  /// Last change of the metadata.
  public var changed: Int64
  /// Creation; `nil` if the file system does not keep it.
  public var created: Int64?

  /// Makes a status.
  public init(
    size: Int64, inode: UInt64, device: UInt64, links: UInt64, modified: Int64, accessed: Int64,
    changed: Int64, created: Int64?
  ) {
    self.size = size
    self.inode = inode
    self.device = device
    self.links = links
    self.modified = modified
    self.accessed = accessed
    self.changed = changed
    self.created = created
  }
}

/// The bytes of a file, examined once however many names it has.
public struct CaseContent: Hashable, Sendable {
  /// Its number in the case.
  public var id: Int
  /// How its examination ended.
  public var outcome: Outcome
  /// Why, in words, where the outcome needs them.
  public var reason: String?
  /// Bytes that could not be read; 0 if all could, but the file changed meanwhile; `nil` if it was read
  /// whole and stayed as it was.
  public var unread: Int64?
  /// What the signature says; `nil` if it is of no picture or video.
  public var format: String?
  /// The class of process that decoded it.
  public var decoder: String?
  /// Pixels in a row of the picture or first frame.
  public var width: Int?
  /// Rows of the picture or first frame.
  public var height: Int?
  /// How a picture is to be turned for display, as it says itself: 1...8 (EXIF 2.32 and TIFF 6.0, tag 274).
  /// Its hash is of what is stored, and needs none.
  public var exifOrientation: Int?
  /// MD5 in hexadecimal digits.
  public var md5: String?
  /// SHA-1, likewise.
  public var sha1: String?
  /// SHA-256, likewise.
  public var sha256: String?
  /// Hash of a picture.
  public var picture: PDQResult?
  /// How many hashes of the picture were looked up: its orientations and framings.
  public var lookups = 0
  /// Distances of the picture to some known ones, for the case's background.
  public var sampledDistances: [Int] = []
  /// Sampled frames of a video.
  public var frames: [VideoFrame] = []
  /// What it matches, closest first.
  public var matches: [CaseMatch] = []

  /// Whether the file was not examined, or not to its end, or not soundly read.
  public var isFailure: Bool { outcome.isFailure || unread != nil }

  /// Makes a content.
  public init(id: Int, outcome: Outcome) {
    self.id = id
    self.outcome = outcome
  }
}

/// A content matches an entry of a list.
public struct CaseMatch: Hashable, Sendable {
  /// The list's number in the case, from 1.
  public var list: Int
  /// Which entry: its line in the list, or its own id.
  public var entry: String
  /// The list's category of the entry.
  public var category: String?
  /// `md5`, `sha1`, `sha256`, `pdq` or `vpdq`.
  public var algorithm: String
  /// `exact`, `match` or `probable`.
  public var grade: String
  /// Bits in which the hashes differ.
  public var distance: Int
  /// The largest distance that counted.
  public var radius: Int
  /// Orientation and border that the hash was of.
  public var variant: String
  /// Seconds into the examined video of the first matching frame.
  public var start: Double?
  /// Seconds into the examined video of the last matching frame.
  public var end: Double?
  /// Share of the examined file's frames that the known video has, 0...1.
  public var queryShare: Double?
  /// Share of the known video's frames that the examined file has, 0...1.
  public var knownShare: Double?

  /// Makes a match.
  public init(
    list: Int, entry: String, category: String?, algorithm: String, grade: String, distance: Int,
    radius: Int, variant: String = "identity", start: Double? = nil, end: Double? = nil,
    queryShare: Double? = nil, knownShare: Double? = nil
  ) {
    self.list = list
    self.entry = entry
    self.category = category
    self.algorithm = algorithm
    self.grade = grade
    self.distance = distance
    self.radius = radius
    self.variant = variant
    self.start = start
    self.end = end
    self.queryShare = queryShare
    self.knownShare = knownShare
  }
}

/// What was mounted at a volume, or below it, when it was examined.
public struct CaseMount: Hashable, Sendable {
  /// The volume's number in the case, from 1.
  public var volume: Int
  /// Where it was mounted, absolute.
  public var point: [UInt8]
  /// What was mounted, a device as a rule.
  public var source: [UInt8]
  /// Type of the file system.
  public var fileSystem: String
  /// Options of the mount, comma-separated.
  public var options: String
  /// Options of the file system, likewise.
  public var superOptions: String
  /// The block device: `readOnly`, `writable` (or not known), `none`.
  public var device: String
  /// Whether anything could write to it.
  public var isWritable: Bool

  /// Makes a mount.
  public init(
    volume: Int, point: [UInt8], source: [UInt8], fileSystem: String, options: String,
    superOptions: String, device: String, isWritable: Bool
  ) {
    self.volume = volume
    self.point = point
    self.source = source
    self.fileSystem = fileSystem
    self.options = options
    self.superOptions = superOptions
    self.device = device
    self.isWritable = isWritable
  }
}

/// A list that a case was matched against.
public struct CaseList: Hashable, Sendable {
  /// File name.
  public var name: String
  /// SHA-256 of the file, in hexadecimal digits.
  public var sha256: String
  /// The format it was read as.
  public var format: String
  /// Usable entries.
  public var entries: Int
  /// Those of them that are PDQ hashes of pictures.
  public var pictures: Int
  /// Lines that could not be read.
  public var malformed: Int

  /// Makes a list.
  public init(
    name: String, sha256: String, format: String, entries: Int, pictures: Int, malformed: Int
  ) {
    self.name = name
    self.sha256 = sha256
    self.format = format
    self.entries = entries
    self.pictures = pictures
    self.malformed = malformed
  }
}

/// A line of a report: an entry with its content's findings.
public struct CaseRow: Hashable, Sendable {
  /// Path of the volume.
  public var volume: [UInt8]
  /// Whether anything could write to the volume when it was examined.
  public var isVolumeWritable: Bool
  /// The entry.
  public var entry: CaseEntry
  /// What was found in it; without the frames, of which there is `frameCount`.
  public var content: CaseContent?
  /// How many frames were sampled.
  public var frameCount: Int

  /// How the entry ended.
  public var outcome: Outcome { entry.outcome ?? content?.outcome ?? .unreadable }

  /// Whether the entry should have been examined, and was not, or not to its end.
  public var isFailure: Bool { entry.outcome?.isFailure ?? content?.isFailure ?? true }

  /// Why.
  public var reason: String? { entry.reason ?? content?.reason }

  /// Whether the name's extension says something else than the signature of the content.
  public var hasOtherExtension: Bool {
    guard let content, entry.kind == .file else { return false }
    let name = entry.path[((entry.path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
    // A dot ahead of the whole name hides the file and starts no extension.
    guard let dot = name.dropFirst().lastIndex(of: UInt8(ascii: ".")) else { return false }
    return MediaFormat.isMismatch(
      pathExtension: String(decoding: name[(dot + 1)...], as: UTF8.self),
      format: content.format.flatMap(MediaFormat.init))
  }
}
