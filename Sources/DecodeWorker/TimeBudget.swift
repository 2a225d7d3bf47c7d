// How long a file may take. A bomb is a short file that takes long, so the time grows with the length.

public import MediaFormats

/// Processor and wall time that a file may take, by its kind and length.
public struct TimeBudget: Hashable, Sendable {
  /// Processor seconds that every file may take.
  public var seconds: Double
  /// Processor seconds more for every mebibyte.
  public var secondsPerMebibyte: Double
  /// The most processor seconds, whatever the length.
  public var most: Double
  /// Wall seconds beyond what the processor time asks for.
  public var patience = 5.0

  /// Makes a budget.
  public init(seconds: Double, secondsPerMebibyte: Double, most: Double) {
    self.seconds = seconds
    self.secondsPerMebibyte = secondsPerMebibyte
    self.most = most
  }

  /// The default of a kind of format: several times what honest files take on a slow machine.
  public init(for kind: MediaFormat.Kind) {
    switch kind {
    case .picture: self.init(seconds: 3, secondsPerMebibyte: 0.5, most: 60)
    case .animation: self.init(seconds: 3, secondsPerMebibyte: 8, most: 3600)
    case .video: self.init(seconds: 10, secondsPerMebibyte: 32, most: 10_800)
    }
  }

  /// Processor time that a file of such a length may take.
  public func processorSeconds(forBytes count: Int64) -> Double {
    min(most, seconds + secondsPerMebibyte * Double(max(0, count)) / Double(1 << 20))
  }

  /// Wall time that it may take: four processes may share a processor, and a slow disk gives a
  /// megabyte a second; a day at most.
  public func wallSeconds(forBytes count: Int64) -> Double {
    min(
      86_400, patience + 4 * processorSeconds(forBytes: count) + Double(max(0, count)) / 1e6)
  }
}
