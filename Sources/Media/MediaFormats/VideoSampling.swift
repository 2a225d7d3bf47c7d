// Which frames of a video stand for it.

/// Which frames of a video are sampled.
public enum VideoSampling: Hashable, Sendable {
  /// The first frame at or after every second.
  case everySecond
  /// Of the frames that can be decoded by themselves, the first at or after every second: a fraction
  /// of the work, with gaps as long as the encoder made them.
  case keyframes
}
