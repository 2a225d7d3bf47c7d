// How many matches chance alone would bring: what a match is worth.

public import PerceptualHash

/// What the chance matches of a case depend on.
public struct CaseChance: Hashable, Sendable {
  /// Distances between the case's pictures and known ones.
  public var background: DistanceBackground

  /// How many hashes of pictures were looked up, every orientation and framing of each.
  public var lookups: Int

  /// Makes a chance.
  public init(background: DistanceBackground, lookups: Int) {
    self.background = background
    self.lookups = lookups
  }

  /// Matches within a distance that are to be expected by chance, over all lookups of the case in a list.
  ///
  /// - Parameter pictures: PDQ hashes in the list.
  public func expected(within distance: Int, pictures: Int) -> Double {
    Double(lookups) * Double(pictures) * background.probability(within: distance)
  }

  /// The same for a match of a picture; `nil` for one by digest or of a video.
  public func expected(of match: KnownMatch, in lists: [HashList]) -> Double? {
    guard match.algorithm == .pdq, match.segment == nil, lists.indices.contains(match.list)
    else { return nil }
    return expected(within: match.distance, pictures: lists[match.list].counts.pictures)
  }
}
