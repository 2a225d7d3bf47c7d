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
}

/// A file to examine.
public struct MediaInput: Sendable {
  /// The bytes, open for reading. They may be a copy in memory; the position is not used.
  public var descriptor: FileDescriptor

  /// How many bytes count.
  public var byteCount: Int64

  /// What the signature says.
  public var format: MediaFormat

  /// Makes an input.
  public init(descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat) {
    self.descriptor = descriptor
    self.byteCount = byteCount
    self.format = format
  }
}

/// What examining a file gave: hashes, and what stood in the way of (more of) them.
public struct MediaRecord: Hashable, Sendable {
  /// Width of the picture or of the video's first frame, in pixels; as claimed, if a limit refused it.
  public var width: Int?

  /// Height, likewise.
  public var height: Int?

  /// Hash and quality of a picture; of an animation, its first frame.
  public var picture: PDQResult?

  /// The hashes of a picture in other orientations and framings; without the one that ``picture`` is.
  /// A worker's record does not carry them yet.
  public var variants: [PictureVariant] = []

  /// The sampled frames of a video or animation.
  public var frames: [VideoFrame] = []

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
    }
  }
}
