// The one call between what knows evidence and what decodes it. Plain values go in and come out, so
// that either side of it may be another process.

public import MediaFormats
public import PerceptualHash
public import SystemPackage

/// Decodes files and hashes what they show.
public protocol MediaExaminer: Sendable {
  /// Examines one file. What is wrong with the file is in the record: a file never makes it fail.
  ///
  /// Blocks; may be called from several threads at once.
  func examine(_ input: MediaInput) -> MediaRecord

  /// What kind of process decodes files of a format, in the words of reports.
  func decoder(of format: MediaFormat) -> String
}

/// A file to examine.
public struct MediaInput: Sendable {
  /// The bytes, open for reading. They may be a copy in memory; the position is not used.
  public var descriptor: FileDescriptor

  /// How many bytes count.
  public var byteCount: Int64

  /// What the signature says.
  public var format: MediaFormat

  /// How to hash what it shows.
  public var method: HashingMethod

  /// Processor time that it may take, in seconds.
  public var processorSeconds: Double

  /// Most frames that can be sampled of it: a frame takes four bytes at the very least.
  public var mostFrames: Int { Int(clamping: max(0, byteCount) / 4) + 1 }

  /// Makes an input.
  ///
  /// - Parameter processorSeconds: Processor time that it may take; what ``TimeBudget`` gives files of
  ///   such a format and length if `nil`.
  public init(
    descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat,
    method: HashingMethod = HashingMethod(), processorSeconds: Double? = nil
  ) {
    self.descriptor = descriptor
    self.byteCount = byteCount
    self.format = format
    self.method = method
    self.processorSeconds =
      processorSeconds
      ?? TimeBudget(for: format.kind).processorSeconds(forBytes: byteCount)
  }
}

/// What examining a file gave: hashes, and what stood in the way of (more of) them.
public struct MediaRecord: Hashable, Sendable {
  /// Width of the picture or of the video's first frame, in pixels; as claimed, if a limit refused it.
  public var width: Int?

  /// Height, likewise.
  public var height: Int?

  /// How a picture is to be turned for display, as its Exif block says: 1...8 (EXIF 2.32 and TIFF 6.0, tag
  /// 274); `nil` if that is unknown.
  ///
  /// For information only. Hashes are of the picture as stored and all of its eight orientations, so that
  /// no match depends on what a file says of itself.
  public var exifOrientation: Int?

  /// The hashes of a picture in all orientations, with and without its borders; of an animation, its
  /// first frame's.
  public var hashes: PictureHashes?

  /// Hash and quality of the picture as stored.
  public var picture: PDQResult? { hashes?.whole.upright }

  /// The sampled frames of a video or animation, in all orientations.
  public var frameHashes: [DihedralFrame] = []

  /// The sampled frames as stored, in new memory.
  public var frames: [VideoFrame] { frameHashes.map { $0.turned(.identity) } }

  /// What is wrong with the file; `nil` if it was decoded whole and sound.
  public var issue: MediaIssue?

  /// Makes an empty record.
  public init() {}
}

/// What is wrong with a file.
public enum MediaIssue: Hashable, Sendable {
  /// The data ends early; the hash is of what there is.
  case truncated
  /// So many blocks, chunks or packets were damaged and passed over.
  case damaged(errors: Int)
  /// The structure is broken before the first pixel.
  case broken
  /// The file uses what no decoder here knows.
  case unsupported
  /// A container without a video stream: sound, subtitles.
  case noVideo
  /// More scans than allowed; the hash is of the first ones.
  case scanLimit
  /// More pixels than allowed.
  case pixelLimit
  /// More memory than allowed.
  case byteLimit
  /// More processor time than allowed.
  case timeLimit
  /// More sampled frames than allowed.
  case frameLimit
  /// The process that decoded it came to grief twice: killed by that signal, or, with 0, it ended
  /// without a sensible record.
  case crashed(signal: Int)
  /// The process that decoded it was killed because its time was up, twice.
  case timedOut
  /// No process could be had to decode it: the machine lacks processes, memory or descriptors. Says
  /// nothing of the file.
  case notExamined
}

extension MediaIssue: CustomStringConvertible {
  /// The reason as reports give it.
  public var description: String {
    switch self {
    case .truncated: "the data ends early"
    case .damaged(let errors): "damaged: \(errors) errors passed over"
    case .broken: "no picture could be decoded"
    case .unsupported: "no decoder for this kind of file"
    case .noVideo: "holds no video stream"
    case .scanLimit: "more scans than the limit"
    case .pixelLimit: "more pixels than the limit"
    case .byteLimit: "more memory than the limit"
    case .timeLimit: "more processor time than the limit"
    case .frameLimit: "more sampled frames than the limit"
    case .crashed(0): "the decoder ended without a sensible record"
    case .crashed(let signal): "the decoder was killed by signal \(signal)"
    case .timedOut: "the decoder took longer than the limit"
    case .notExamined: "no process could be had to decode it; run fewer workers"
    }
  }
}
