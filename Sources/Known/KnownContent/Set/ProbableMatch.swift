// What a Bloom filter says of a file: that it is probably known, and how often that is wrong.

/// A file is probably in a list that is a Bloom filter. Not a `KnownMatch`, so that nobody takes it for
/// one.
public struct ProbableMatch: Hashable, Sendable {
  /// Position of the list in its set, from 0.
  public var list: Int

  /// The filter takes one file in so many that it does not hold for one that it holds.
  public var oneIn: Int

  /// Makes a match.
  public init(list: Int, oneIn: Int) {
    (self.list, self.oneIn) = (list, oneIn)
  }
}
