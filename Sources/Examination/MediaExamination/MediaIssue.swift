// What can be wrong with a file.

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
  /// No process could be had to decode it: the machine lacks processes, memory or descriptors. Says
  /// nothing of the file.
  case noProcess
}
