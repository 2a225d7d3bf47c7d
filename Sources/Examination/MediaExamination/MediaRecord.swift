// What examining a file gave: plain values, so that they may come from another process.

public import PerceptualHash

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

  /// Makes a record of a file that was not decoded.
  public init(_ issue: MediaIssue) {
    self.issue = issue
  }
}
