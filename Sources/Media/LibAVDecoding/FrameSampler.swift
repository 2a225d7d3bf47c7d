// Which frames of a video are sampled.

/// Picks the first frame at or after every whole multiple of an interval, counted from the video's
/// first frame, by presentation time. Pure: times in, decisions out.
///
/// Timestamps are the file's claim and may be missing, jump or stand still. A jump back, as where
/// recordings were joined, or ahead by more than a day continues the count; frames without progress are
/// sampled now and then, so that a broken clock does not hide a video.
public struct FrameSampler {
  /// A frame without a timestamp, and one after a jump back, is taken to come this much later.
  private static let nominalFrame = 0.04

  /// So many frames may pass without progress of the clock before one is sampled all the same.
  private static let patience = 300

  /// The longest gap between two frames that is believed, in seconds.
  private static let longestGap = 86_400.0

  /// Timestamps are rounded to the container's clock, a millisecond at worst.
  private static let rounding = 0.001

  private let interval: Double
  /// What is added to a timestamp to count from the first frame.
  private var shift: Double?
  private var last: Double?
  private var next = 0.0
  private var passed = 0

  /// Samples once every `interval` seconds.
  public init(interval: Double = 1) {
    precondition(interval > 0)
    self.interval = interval
  }

  /// Decides about the next frame.
  ///
  /// - Parameter time: Its presentation time in seconds, on any clock; `nil` if it has none.
  /// - Returns: Seconds since the first frame if the frame is to be sampled, otherwise `nil`.
  public mutating func sampledTime(ofFrameAt time: Double?) -> Double? {
    var elapsed = last.map { $0 + Self.nominalFrame } ?? 0
    if let time {
      if let shift, let last,
        (last - interval...last + Self.longestGap).contains(time + shift)
      {
        elapsed = max(last, time + shift)
      } else {
        shift = elapsed - time
      }
    }
    last = elapsed
    let isDue = elapsed >= next - Self.rounding
    passed = isDue ? 0 : passed + 1
    guard isDue || passed >= Self.patience else { return nil }
    passed = 0
    next = ((elapsed + Self.rounding) / interval).rounded(.down) * interval + interval
    return elapsed
  }

  /// Presentation times, on the video's own clock, of frames that are certainly not sampled next:
  /// those of the interval that has its sample. `nil` before the first frame.
  ///
  /// A frame of one of these times changes no decision by being left out, unless the clock is broken.
  public var unsampledTimes: Range<Double>? {
    guard let shift, let last, last - interval < next - Self.rounding else { return nil }
    return last - interval - shift..<next - Self.rounding - shift
  }
}
