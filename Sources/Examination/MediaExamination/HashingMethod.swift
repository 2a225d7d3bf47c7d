// How pictures and frames are hashed.

public import MediaFormats

/// How pictures and frames are hashed.
public struct HashingMethod: Hashable, Sendable {
  /// Whether pictures and frames are decoded in full and hashed by the definition of PDQ, to the
  /// reference's bits, at several times the cost.
  public var isExact: Bool

  /// Which frames of videos are sampled; of animations it is always one every second.
  public var videoSampling: VideoSampling

  /// Makes a method.
  public init(isExact: Bool = false, videoSampling: VideoSampling = .everySecond) {
    self.isExact = isExact
    self.videoSampling = videoSampling
  }
}
