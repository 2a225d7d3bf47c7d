// A sampled frame of a video in its eight orientations: a video that was turned as a whole is the sequence
// of its frames in one of them.

/// One sampled frame of a video, with the hash of each of its orientations. About 320 bytes.
public struct DihedralFrame: Hashable, Sendable {
  /// Seconds since the video's first frame, by presentation time.
  public var time: Double

  /// The frame's hashes, and its quality.
  public var hashes: DihedralPDQ

  /// Makes a frame.
  public init(time: Double, hashes: DihedralPDQ) {
    self.time = time
    self.hashes = hashes
  }

  /// The frame of the video turned that way.
  public func turned(_ orientation: Orientation) -> VideoFrame {
    VideoFrame(time: time, pdq: hashes.result(orientation))
  }
}
