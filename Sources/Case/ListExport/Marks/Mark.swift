// What an examiner decided of a file: that it goes out, and as what. A plain value, wherever it was decided.

public import Findings

/// A row of a case that was marked.
public struct Mark: Hashable, Sendable {
  /// What reports call the row by: its position among all rows of the case, from 1.
  public var row: Int
  /// The category, as the examiner writes it: nothing is translated.
  public var category: String
  /// Where it was marked, to tell of it: the line of a table, from 1.
  public var place: Int

  /// Digests that it was marked by, if they are known: the row must have them.
  public var digests: [FileDigest]

  /// Makes a mark.
  public init(row: Int, category: String, place: Int, digests: [FileDigest] = []) {
    self.row = row
    self.category = category
    self.place = place
    self.digests = digests
  }
}
