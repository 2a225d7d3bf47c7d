// What hashing a picture gives: its hashes as it is, and without its borders.

/// The hashes of a picture in all orientations; if it has borders, also those of what they enclose.
public struct PictureHashes: Hashable, Sendable {
  /// The whole picture.
  public var whole: DihedralPDQ

  /// What is inside its borders: inside the outermost first, then what has a border within, if any.
  public var inner: [DihedralPDQ]

  /// Makes a set.
  public init(whole: DihedralPDQ, inner: [DihedralPDQ] = []) {
    self.whole = whole
    self.inner = inner
  }

  /// Each hash with what was done to the picture for it; the first one is of the picture as stored.
  public var variants: [PictureVariant] {
    ([whole] + inner).enumerated().flatMap { borders, hashes in
      Orientation.allCases.map {
        PictureVariant(orientation: $0, bordersTrimmed: borders, pdq: hashes.result($0))
      }
    }
  }
}

/// A hash of a picture that was turned, or rid of its borders, or both.
public struct PictureVariant: Hashable, Sendable {
  /// How the picture was turned.
  public var orientation: Orientation

  /// How many borders were trimmed, one within the other; 0 for the whole picture.
  public var bordersTrimmed: Int

  /// Hash and quality of the result.
  public var pdq: PDQResult

  /// Makes a variant.
  public init(orientation: Orientation, bordersTrimmed: Int, pdq: PDQResult) {
    self.orientation = orientation
    self.bordersTrimmed = bordersTrimmed
    self.pdq = pdq
  }
}
