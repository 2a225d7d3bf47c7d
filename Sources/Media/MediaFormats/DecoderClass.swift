// What kind of process decoded a file: evidence of how far its record can be trusted.

/// What kind of process decodes a file. The raw value is the word that cases and reports use.
public enum DecoderClass: String, Codable, CaseIterable, Sendable {
  /// A locked process with the decoders of JPEG and PNG.
  case lockedPictures
  /// A locked process with all decoders.
  case lockedMedia
  /// A process of its own, of whose lock a layer was missing.
  case unlockedPictures, unlockedMedia
  /// The very process that asked.
  case inProcess
}
