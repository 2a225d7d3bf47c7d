// From marks to a list: which bytes were marked, once each, and what the case knows of them.

public import CaseFile
public import Findings
internal import PerceptualHash

/// What became of the marks.
public struct ExportResult: Hashable, Sendable {
  /// Marks that gave no entry, by the line they stand in.
  public var faults: [MarkFault] = []
  /// Entries that were written, by category, in the order in which the categories first come.
  public var categories: [HashList.Category] = []

  /// No marks.
  public init() {}

  /// Entries that were written.
  public var entryCount: Int { categories.reduce(0) { $0 + $1.count } }
}

extension CaseFile {
  /// Writes what was marked as a list. Keeps the marks in memory, and of the case one file at a time.
  ///
  /// Files of the same bytes are one entry. Where the same bytes are marked as two things, they are not
  /// written.
  ///
  /// - Parameters:
  ///   - marks: Which rows, and their categories.
  ///   - format: How.
  ///   - source: What to say of where the list comes from.
  ///   - withPaths: Whether the paths go out too.
  ///   - write: Takes the text, entry by entry.
  /// - Throws: ``CaseFileError``, or what `write` throws.
  public func export(
    _ marks: [Mark], as format: ExportFormat, from source: ExportSource, withPaths: Bool,
    to write: (String) throws -> Void
  ) throws -> ExportResult {
    var result = ExportResult()
    let contents = try MarkedContents(marks, in: self)
    result.faults = contents.faults
    var writer = format.writer(source)
    try write(writer.begin())
    for group in contents.groups where !group.isContradicted {
      let entry = try entry(of: group, withPaths: withPaths)
      if entry.digests.isEmpty, entry.picture == nil, entry.frames.isEmpty {
        result.faults += group.marks.map { MarkFault($0, .noMatchable(group.rows[0].outcome)) }
      } else if let text = writer.entry(entry) {
        try write(text)
        result.count(entry.category)
      } else {
        result.faults += group.marks.map { MarkFault($0, .noHash(format.needed)) }
      }
    }
    try write(writer.end())
    result.faults.sort { ($0.place, $0.row ?? 0) < ($1.place, $1.row ?? 0) }
    return result
  }

  /// All that the case knows of a content.
  private func entry(
    of group: MarkedContents.Group, withPaths: Bool
  ) throws(CaseFileError) -> ExportEntry {
    var seen = Set<Int>()
    let numbers = group.marks.map(\.row).filter { seen.insert($0).inserted }
    var entry = ExportEntry(rows: numbers, category: group.marks[0].category)
    entry.digests = group.rows[0].digests
    entry.format = group.rows[0].format
    entry.size = group.rows[0].size
    if withPaths { entry.paths = group.rows.map(\.path) }
    let hashes = try hashes(of: group.content)
    entry.picture = (hashes.picture?.whole.upright).flatMap { $0.isMatchable ? $0 : nil }
    let frames = hashes.frames.map { $0.turned(.identity) }
    entry.frames = frames.contains(where: \.pdq.isMatchable) ? frames : []
    return entry
  }
}

extension ExportResult {
  /// Counts an entry.
  fileprivate mutating func count(_ category: String) {
    if let position = categories.firstIndex(where: { $0.code == category }) {
      categories[position].count += 1
    } else {
      categories.append(HashList.Category(code: category, count: 1))
    }
  }
}
