// What examining one file may cost: decided once, by whoever hands the file out, and carried whole to
// whoever obeys it, be it a decoder in the same process or a locked one behind a socket.
//
// A bomb is a short file that takes long, so the time grows with the length.

/// What examining one file may cost. Every limit is checked before the memory or time is taken.
public struct ExaminationLimits: Hashable, Sendable {
  /// Width times height of a picture or frame. Formats that are decoded row by row reach it; others
  /// meet ``bytes`` first.
  public var pixels = 4_000_000_000

  /// Memory for whole planes and coefficients, in bytes.
  public var bytes = 1 << 30

  /// Address space of a process that examines nothing else, in bytes: for what no decoder accounts for.
  /// The most that an honest file was seen to take is half of it. Obeyed by locked processes alone.
  public var memory = 3 << 29

  /// Scans of a JPEG; those beyond are left out, and the picture is partial.
  public var scans = 64

  /// Sampled frames of a video.
  public var frames: Int

  /// Processor time, in seconds; whole milliseconds where it is carried to another process.
  public var processorSeconds: Double

  /// Time by the clock, likewise; obeyed by locked processes alone.
  public var wallSeconds: Double

  /// The most frames that are sampled of any file.
  public static let mostFrames = 100_000

  /// The limits of a file.
  ///
  /// Times are several times what honest files take on a slow machine. By the clock four processes may
  /// share a processor, and a slow disk may give a megabyte a second; a day at most. A sampled frame takes
  /// four bytes of a file at the very least.
  ///
  /// - Parameters:
  ///   - kind: What the file holds.
  ///   - byteCount: Its length.
  public init(for kind: MediaFormat.Kind, byteCount: Int64) {
    let count = max(0, byteCount)
    let budget = TimeBudget(for: kind)
    let seconds = min(
      budget.most, budget.seconds + budget.secondsPerMebibyte * Double(count) / Double(1 << 20))
    processorSeconds = Self.milliseconds(seconds)
    wallSeconds = Self.milliseconds(min(86_400, 5 + 4 * seconds + Double(count) / 1e6))
    frames = min(Self.mostFrames, Int(clamping: count / 4) + 1)
  }

  private static func milliseconds(_ seconds: Double) -> Double {
    (seconds * 1000).rounded() / 1000
  }

  /// Lowers the memory for planes and coefficients, and the address space with it, which has to hold
  /// libraries and tables, too.
  package mutating func bound(bytes most: Int) {
    bytes = min(bytes, most)
    memory = min(memory, bytes + (1 << 29))
  }

  /// Processor time by kind of file.
  private struct TimeBudget {
    /// Seconds that every file may take.
    var seconds: Double
    /// Seconds more for every mebibyte.
    var secondsPerMebibyte: Double
    /// The most seconds, whatever the length.
    var most: Double

    init(for kind: MediaFormat.Kind) {
      switch kind {
      case .picture: (seconds, secondsPerMebibyte, most) = (3, 0.5, 60)
      case .animation: (seconds, secondsPerMebibyte, most) = (3, 8, 3600)
      case .video: (seconds, secondsPerMebibyte, most) = (10, 32, 10_800)
      }
    }
  }
}
