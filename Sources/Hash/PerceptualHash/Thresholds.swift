// The numbers that decide what counts as a match, each in one place.

/// Customary thresholds.
public enum Thresholds {
  /// Two pictures at this PDQ distance or less are customarily taken for copies of each other (of 256
  /// bits; the reference's own threshold).
  public static let match = 31

  /// Cropped and slightly turned copies lie within this distance; a case of a million pictures and a list
  /// of ten million hashes have one chance match within it in a million runs.
  public static let probable = 54

  /// The largest radius that makes sense to ask for: unrelated pictures differ in so many bits.
  public static let mostRadius = 128

  /// Pictures whose quality is below this have too little structure to be told apart: their hashes
  /// are stored, but never matched.
  public static let minimumQuality = 50

  /// The quality that a bare hash is taken to have, of which none is known.
  public static let unknownQuality = 100

  /// At least this share of the frames of either of two videos must have a counterpart in the other for
  /// them to match (vPDQ).
  public static let videoShare = 0.8

  /// Pairs of hashes that are this close or closer are taken for related, and left out of the distribution
  /// of distances that chance brings.
  public static let related = 64
}
