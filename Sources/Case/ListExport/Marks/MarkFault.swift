// Why a mark gives no entry of a list, in a line for who marked.

internal import CaseReports
public import Findings

/// A mark that cannot be followed. The others are.
public struct MarkFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with a mark.
  public enum Reason: Hashable, Sendable {
    /// The line is no row of the table.
    case noRow
    /// What stands there is no number of a row.
    case noNumber(String)
    /// The category is not UTF-8, or has characters that are not of a line of text.
    case badCategory
    /// The case has no row of that number.
    case unknownRow
    /// The row has another digest than the table says.
    case otherDigest(DigestAlgorithm)
    /// The same bytes were marked before, as something else.
    case otherCategory(category: String, earlier: Mark)
    /// It has no hash that can be matched, as what was not examined has none.
    case noMatchable(Outcome)
    /// It has no bytes: its hashes are those of every empty file.
    case empty
    /// It has no hash that the format has a place for; what that would be, in words.
    case noHash(String)
  }

  /// The line of the table, from 1.
  public var place: Int
  /// The row; `nil` if none is named.
  public var row: Int?
  /// What is wrong.
  public var reason: Reason

  /// Makes a fault.
  public init(place: Int, row: Int? = nil, _ reason: Reason) {
    self.place = place
    self.row = row
    self.reason = reason
  }

  init(_ mark: Mark, _ reason: Reason) {
    self.init(place: mark.place, row: mark.row, reason)
  }

  /// One line: where, which row, why.
  public var description: String {
    "line \(place): " + (row.map { "row \($0) " } ?? "") + clause
  }

  private var clause: String {
    switch reason {
    case .noRow: "is no row of the table"
    case .noNumber(""): "names no row"
    case .noNumber(let text):
      "\"\(Self.shown(text))\" is no number of a row; take it from a report"
    case .badCategory: "has a category that is not one line of UTF-8"
    case .unknownRow: "is not in the case"
    case .otherDigest(let algorithm):
      "has another \(algorithm.rawValue) than the table says; are the marks of another case?"
    case .otherCategory(let category, let earlier):
      "is marked \"\(Self.shown(category))\", and the same bytes \"\(Self.shown(earlier.category))\""
        + " in line \(earlier.place), as row \(earlier.row); neither is written"
    case .noMatchable(let outcome): "has no hash that can be matched (\(outcome.rawValue))"
    case .empty: "is of an empty file, and every empty file has its hashes"
    case .noHash(let needed): "has no \(needed)"
    }
  }

  private static func shown(_ text: String) -> String {
    UntrustedText.line(String(text.prefix(80)))
  }
}
