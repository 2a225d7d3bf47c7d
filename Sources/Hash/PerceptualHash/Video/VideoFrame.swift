// What a vPDQ hash of a video consists of: the PDQ hashes of its sampled frames.

/// One sampled frame of a video.
public struct VideoFrame: Hashable, Sendable {
  /// Seconds since the video's first frame, by presentation time.
  public var time: Double

  /// Hash and quality of the frame.
  public var pdq: PDQResult

  /// Makes a frame.
  public init(time: Double, pdq: PDQResult) {
    self.time = time
    self.pdq = pdq
  }
}
