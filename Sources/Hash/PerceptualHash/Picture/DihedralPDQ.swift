// The PDQ hashes of a picture in its eight orientations.

/// The ways in which a rectangle can be turned and mirrored (the dihedral group of the square).
///
/// Each names what is done to the stored picture: a match in orientation ``rotate90`` says that the
/// picture, turned by 90 degrees clockwise, is the known one.
public enum Orientation: Int, CaseIterable, Hashable, Sendable {
  /// As stored.
  case identity
  /// Turned by 90 degrees clockwise.
  case rotate90
  /// Turned by 180 degrees.
  case rotate180
  /// Turned by 270 degrees clockwise.
  case rotate270
  /// Mirrored left to right.
  case flipX
  /// Mirrored top to bottom.
  case flipY
  /// Mirrored at the diagonal from the top left: rows become columns.
  case transpose
  /// Mirrored at the diagonal from the top right.
  case antitranspose
}

/// A picture's PDQ hashes in its eight orientations, and its quality.
///
/// Each hash is that of the truly turned picture, not one derived from the upright picture's
/// coefficients: PDQ's decimation is not symmetrical, so that a derived hash of a small picture can be
/// a hundred bits off.
public struct DihedralPDQ: Hashable, Sendable {
  /// The hashes, in the order of ``Orientation``.
  private var hashes: [PDQHash]

  /// How much structure the picture has, 0 (blank) to 100; as stored.
  public var quality: Int

  /// Makes a set.
  ///
  /// - Precondition: `hashes` has one for each orientation, in the order of its cases.
  public init(quality: Int, hashes: [PDQHash]) {
    precondition(hashes.count == Orientation.allCases.count)
    self.hashes = hashes
    self.quality = quality
  }

  /// The hash of the picture turned that way.
  public subscript(orientation: Orientation) -> PDQHash {
    hashes[orientation.rawValue]
  }

  /// Hash and quality of the picture turned that way.
  public func result(_ orientation: Orientation) -> PDQResult {
    PDQResult(hash: self[orientation], quality: quality)
  }

  /// Hash and quality of the picture as stored.
  public var upright: PDQResult {
    get { result(.identity) }
    set {
      hashes[Orientation.identity.rawValue] = newValue.hash
      quality = newValue.quality
    }
  }
}
