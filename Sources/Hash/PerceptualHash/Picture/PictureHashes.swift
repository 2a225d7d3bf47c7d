// What hashing a picture gives: its hashes as it is, and as it may have been before an edit.

/// Which part of a picture a hash is of.
public enum Framing: Int, CaseIterable, Hashable, Sendable {
  /// The whole picture.
  case whole
  /// What is inside of its border.
  case insideBorder
  /// What is inside of a second border, within the first.
  case insideSecondBorder
  /// The picture with its edges continued outwards on all sides, by ``PictureHasher/wideningShare``:
  /// closer to what it was cut from than the picture itself.
  case widened
}

/// The hashes of a picture in all orientations, and in other framings.
public struct PictureHashes: Hashable, Sendable {
  /// The whole picture.
  public var whole: DihedralPDQ

  /// What is inside its borders: inside the outermost first, then what has a border within, if any.
  public var inner: [DihedralPDQ]

  /// The picture with its edges continued; `nil` of a small picture, or if it was not asked for.
  public var widened: DihedralPDQ?

  /// Makes a set.
  ///
  /// - Precondition: At most two inner ones.
  public init(whole: DihedralPDQ, inner: [DihedralPDQ] = [], widened: DihedralPDQ? = nil) {
    precondition(inner.count <= 2)
    self.whole = whole
    self.inner = inner
    self.widened = widened
  }

  /// Each hash with what was done to the picture for it; the first one is of the picture as stored.
  public var variants: [PictureVariant] {
    let framings = zip([Framing.whole, .insideBorder, .insideSecondBorder], [whole] + inner)
    return (Array(framings) + (widened.map { [(.widened, $0)] } ?? [])).flatMap { framing, hashes in
      Orientation.allCases.map {
        PictureVariant(orientation: $0, framing: framing, pdq: hashes.result($0))
      }
    }
  }
}

/// A hash of a picture that was turned or framed otherwise, or both.
public struct PictureVariant: Hashable, Sendable {
  /// How the picture was turned.
  public var orientation: Orientation

  /// Which part of it was hashed.
  public var framing: Framing

  /// Hash and quality of the result.
  public var pdq: PDQResult

  /// Makes a variant.
  public init(
    orientation: Orientation = .identity, framing: Framing = .whole, pdq: PDQResult
  ) {
    self.orientation = orientation
    self.framing = framing
    self.pdq = pdq
  }
}
