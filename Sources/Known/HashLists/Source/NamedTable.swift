// A table whose first row names its columns, whatever it is of: what people write by hand, and not as a list.

package import SystemPackage

/// Reads a table row by row, in bounded memory: UTF-8, UTF-16 or UTF-32; comma, semicolon, tab or bar.
package struct NamedTable {
  /// A row, with a field for every column.
  package struct Row {
    /// The line that it begins on, from 1.
    package var number: Int
    /// `nil` if the line is too long, or has other fields than columns.
    package var fields: [[UInt8]]?
  }

  /// The names of the columns, without spaces around them.
  package let columns: [String]

  private var rows: TableReader

  /// Opens a table and reads its header; of an empty file there are no columns.
  package init(_ path: FilePath) throws(ListFault) {
    let stream = try TextEncoding.utf8(try ListFile(path).stream)
    let header = try stream.peek(ListHead.length).split(
      whereSeparator: { $0 == 0x0A || $0 == 0x0D }
    ).first { !$0.trimmed.isEmpty }
    rows = try TableReader(stream, delimiter: Self.delimiter(of: header ?? []))
    columns = try rows.next()?.fields.map(\.trimmed.text) ?? []
  }

  /// The next row that is not blank; `nil` at the end.
  package mutating func next() throws(ListFault) -> Row? {
    var next = try rows.next()
    while let row = next, row.problem == nil, row.fields.allSatisfy(\.trimmed.isEmpty) {
      next = try rows.next()
    }
    guard let row = next else { return nil }
    // Spreadsheets leave empty fields at the ends of rows out, or write some too many.
    guard row.problem == nil, row.fields.dropFirst(columns.count).allSatisfy(\.isEmpty) else {
      return Row(number: row.number, fields: nil)
    }
    var fields = row.fields.prefix(columns.count).map(Array.init)
    while fields.count < columns.count { fields.append([]) }
    return Row(number: row.number, fields: fields)
  }

  /// The delimiter that a header has most of.
  private static func delimiter(of header: ArraySlice<UInt8>) -> UInt8 {
    let counts = TableReader.delimiters.map { delimiter in header.count { $0 == delimiter } }
    // The first of those that are as many.
    let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    return TableReader.delimiters[most]
  }
}
