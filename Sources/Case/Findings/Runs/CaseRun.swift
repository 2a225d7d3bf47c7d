// A run of a scan: a case has one or, if it was stopped, several.

/// One run that began a case or went on with it. Times are seconds since 1970, UTC.
public struct CaseRun: Hashable, Sendable {
  /// How a run ended. The raw value is the word that cases use.
  public enum Ending: String, Codable, Sendable {
    /// Every entry has its row.
    case complete
    /// It was told to stop.
    case stopped
    /// It could not go on.
    case failed
  }

  /// Name and version of the program.
  public var program: String
  /// Its arguments, as it was given them.
  public var arguments: [String]
  /// The machine that it ran on.
  public var host: String
  /// How decoding processes were locked: what was missing, as codes; empty if nothing was.
  public var missingIsolation: [String]
  /// How many files were examined at once.
  public var workers: Int
  /// When it began.
  public var started: Double
  /// When it ended; `nil` if it still runs, or was killed.
  public var ended: Double?
  /// How it ended; `nil` likewise.
  public var ending: Ending?
  /// Files and directories that could only be opened in the way that sets the time of their last access.
  public var accessTimes = 0

  /// Describes a run that begins.
  public init(
    program: String, arguments: [String], host: String, missingIsolation: [String] = [],
    workers: Int, started: Double
  ) {
    self.program = program
    self.arguments = arguments
    self.host = host
    self.missingIsolation = missingIsolation
    self.workers = workers
    self.started = started
  }
}
