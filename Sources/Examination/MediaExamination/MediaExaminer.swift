// The one call between what knows evidence and what decodes it. Plain values go in and come out, so
// that either side of it may be another process.

public import MediaFormats

/// Decodes files and hashes what they show.
public protocol MediaExaminer: Sendable {
  /// Examines one file. What is wrong with the file is in the record: a file never makes it fail.
  ///
  /// Blocks; may be called from several threads at once.
  func examine(_ input: MediaInput) -> MediaRecord

  /// What kind of process decodes files of a format.
  func decoderClass(of format: MediaFormat) -> DecoderClass

  /// What is missing of the lock on the processes that decode, a name each; empty if it is whole.
  var missingIsolation: [String] { get }
}
