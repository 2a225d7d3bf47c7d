// How the examination of an entry can end.

/// What became of an entry of a volume. Every entry ends in exactly one.
public enum Outcome: String, Codable, CaseIterable, Sendable {
  /// Decoded whole and hashed.
  case hashed
  /// Damaged, or not to be read whole; what there is is hashed.
  case partial
  /// A picture or video with too little structure to be told apart; hashed, never matched.
  case lowQuality
  /// Not a picture or video by its signature; its cryptographic hashes are matched.
  case notMedia
  /// A picture or video that could not be decoded.
  case undecodable
  /// Decoding would have cost, or had cost, more than allowed.
  case overLimit
  /// The decoder crashed.
  case crashed
  /// The decoder took too long and was stopped.
  case timedOut
  /// The entry or its bytes could not be read.
  case unreadable
  /// In a list of known-good files, by its bytes; not decoded.
  case ignored
  /// Left out on purpose: a link, a device, another file system.
  case skipped

  /// Whether the entry should have been examined and was not, or not to its end.
  public var isFailure: Bool {
    switch self {
    case .hashed, .partial, .lowQuality, .notMedia, .ignored, .skipped: false
    case .undecodable, .overLimit, .crashed, .timedOut, .unreadable: true
    }
  }
}
