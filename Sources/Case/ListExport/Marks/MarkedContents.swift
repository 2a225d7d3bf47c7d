// Marks by the bytes that they are of: rows of the same bytes are one content, and must be one category.

internal import CaseFile
internal import EvidenceEntries
internal import Findings
internal import MediaFormats

/// A row that was marked: what is needed of it.
struct MarkedRow {
  var outcome: Outcome
  /// The number of its content; `nil` if it has none.
  var content: Int?
  var digests: [FileDigest]
  var format: MediaFormat?
  var size: Int64?
  /// Its path with that of the volume.
  var path: [UInt8]

  init(_ row: CaseRow) {
    outcome = row.outcome
    content = row.content?.id
    digests = row.content?.digests ?? []
    format = row.content?.format
    size = row.entry.status?.size
    path = row.volume + [EntryPath.slash] + row.entry.path
  }
}

/// What was marked, each content once.
struct MarkedContents {
  /// Marks of the same bytes.
  struct Group {
    var marks: [Mark]
    /// The rows, each once, in the order of the marks.
    var rows: [MarkedRow]
    /// The number of its content.
    var content: Int
    var isContradicted = false
  }

  /// What tells contents apart: SHA-256, or the number where the bytes could not all be read.
  private enum Key: Hashable {
    case bytes(FileDigest)
    case number(Int)
  }

  /// The contents, in the order in which they were marked first.
  private(set) var groups: [Group] = []
  /// Marks of nothing that can be written, in the order of the marks.
  private(set) var faults: [MarkFault] = []

  /// Looks marks up, in one pass over the rows of the case.
  ///
  /// - Throws: `CaseFileError`.
  init(_ marks: [Mark], in file: CaseFile) throws {
    let wanted = Set(marks.map(\.row))
    var rows: [Int: MarkedRow] = [:]
    try file.forEachRow(.all) { row in
      if wanted.contains(row.number) { rows[row.number] = MarkedRow(row) }
    }
    var positions: [Key: Int] = [:]
    var seen = Set<Int>()
    for mark in marks {
      do throws(MarkFault) {
        guard let row = rows[mark.row] else { throw MarkFault(mark, .unknownRow) }
        let content = try Self.content(of: row, mark)
        let digest = row.digests.first { $0.algorithm == .sha256 }
        let key = digest.map { Key.bytes($0) } ?? .number(content)
        if let position = positions[key] {
          try add(mark, to: position)
          if seen.insert(mark.row).inserted { groups[position].rows.append(row) }
        } else {
          positions[key] = groups.count
          groups.append(Group(marks: [mark], rows: [row], content: content))
          seen.insert(mark.row)
        }
      } catch {
        faults.append(error)
      }
    }
  }

  private mutating func add(_ mark: Mark, to position: Int) throws(MarkFault) {
    let first = groups[position].marks[0]
    guard mark.category == first.category else {
      groups[position].isContradicted = true
      throw MarkFault(mark, .otherCategory(category: mark.category, earlier: first))
    }
    groups[position].marks.append(mark)
  }

  /// The content of a row that is what the mark says, and not empty.
  private static func content(of row: MarkedRow, _ mark: Mark) throws(MarkFault) -> Int {
    for digest in mark.digests where !row.digests.contains(digest) {
      throw MarkFault(mark, .otherDigest(digest.algorithm))
    }
    guard let content = row.content else { throw MarkFault(mark, .noMatchable(row.outcome)) }
    if row.digests.contains(where: { $0 == $0.algorithm.digestOfNothing }) {
      throw MarkFault(mark, .empty)
    }
    return content
  }
}
