// Marks from a table: what an examiner writes in a spreadsheet, perhaps beside the columns of a report.

internal import CaseReports
internal import Findings
internal import HashLists
public import SystemPackage

/// The marks of a table with the columns `row` and `category`.
///
/// Columns of digests are compared with those of the rows: a mark of another case is told of. A row without
/// a category is not marked. A report itself is refused: its categories are those of the
/// lists, and no decision of anybody.
public struct MarkTable: Sendable {
  /// The marks, in the order of the table.
  public private(set) var marks: [Mark] = []
  /// What could not be read as a mark.
  public private(set) var faults: [MarkFault] = []
  /// Rows without a category.
  public private(set) var unmarked = 0
  /// Names of the columns that say nothing here, as notes.
  public private(set) var unusedColumns: [String] = []
  /// Columns of digests, which tell whether a mark is of this case.
  private var digestColumns: [(position: Int, algorithm: DigestAlgorithm)] = []

  /// Reads a table, whose columns may stand in any order, in letters of either case.
  ///
  /// - Throws: ``MarkTableError`` if it cannot be read, or has not both columns once.
  public init(reading path: FilePath) throws(MarkTableError) {
    do throws(ListFault) {
      var table = try NamedTable(path)
      let names = table.columns.map { $0.lowercased() }
      if names.contains(Self.columnOfReports) {
        throw .unusable(
          "is a report, with the categories of lists; give a table of your own, with row and category"
        )
      }
      let (row, category) = (
        try Self.position(of: "row", in: names), try Self.position(of: "category", in: names)
      )
      for (position, name) in table.columns.enumerated()
      where position != row && position != category {
        if case .digest(let algorithm)? = HashKind(name: name) {
          digestColumns.append((position, algorithm))
        } else if !name.isEmpty {
          unusedColumns.append(name)
        }
      }
      while let line = try table.next() {
        do throws(MarkFault) {
          try take(line, row: row, category: category)
        } catch {
          faults.append(error)
        }
      }
    } catch {
      throw MarkTableError(path, error)
    }
  }

  /// What a report has, and nobody writes by hand.
  private static let columnOfReports = "list sha-256"

  private mutating func take(
    _ line: NamedTable.Row, row: Int, category: Int
  ) throws(MarkFault) {
    guard let fields = line.fields?.map({ $0[...].trimmed }) else {
      throw MarkFault(place: line.number, .noRow)
    }
    guard !fields[category].isEmpty else {
      unmarked += 1
      return
    }
    let text = String(decoding: fields[row], as: UTF8.self)
    guard let number = Int(text) else { throw MarkFault(place: line.number, .noNumber(text)) }
    guard let code = String(validating: fields[category], as: UTF8.self),
      !code.unicodeScalars.contains(where: UntrustedText.isUnsafe)
    else { throw MarkFault(place: line.number, row: number, .badCategory) }
    var mark = Mark(row: number, category: code, place: line.number)
    for (position, algorithm) in digestColumns where !fields[position].isEmpty {
      guard let digest = FileDigest(algorithm, hex: fields[position]) else {
        throw MarkFault(place: line.number, row: number, .otherDigest(algorithm))
      }
      mark.digests.append(digest)
    }
    marks.append(mark)
  }

  private static func position(of name: String, in names: [String]) throws(ListFault) -> Int {
    let positions = names.indices.filter { names[$0] == name }
    guard let position = positions.first, positions.count == 1 else {
      let found = positions.isEmpty ? "no column" : "\(positions.count) columns"
      throw .unusable("has \(found) named \(name); give it a header with row and category")
    }
    return position
  }
}

/// Why a table of marks cannot be used.
public struct MarkTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The table.
  public var path: FilePath
  /// Whether it cannot be read; otherwise, it is no such table.
  public var isUnreadable: Bool
  private var problem: String

  init(_ path: FilePath, _ fault: ListFault) {
    self.path = path
    isUnreadable = false
    switch fault {
    case .unreadable(let error):
      isUnreadable = true
      problem = "\(error); check the path and its permissions"
    case .notKept(let error): problem = "\(error)"
    case .truncated(let place): problem = "ends too early, \(place); get a whole copy"
    case .noList(let text), .unusable(let text): problem = text
    }
  }

  /// One line: where, what, what to do.
  public var description: String { "marks \(path): \(problem)" }
}
