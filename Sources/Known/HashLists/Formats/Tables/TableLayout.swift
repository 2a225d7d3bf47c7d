// Where the columns of a table are: its header, found among the first lines by what its names say.

internal import Findings
internal import PerceptualHash

/// The header of a table, and what its columns are.
struct TableLayout {
  /// A column, by its place from 0.
  struct Column {
    var index: Int
    var name: ColumnName
    var role: ColumnName.Role?
  }

  let delimiter: UInt8
  /// The line of the header, from 1.
  let headerLine: Int
  var columns: [Column]

  /// The keys of the names.
  var keys: Set<String> { Set(columns.map(\.name.key)) }

  /// Finds the header: the first line, or the first behind comments; or the last comment, where the first
  /// row stands below it.
  init?(_ head: ListHead) {
    var lastComment: (line: ArraySlice<UInt8>, number: Int)?
    for (index, raw) in head.numberedLines.enumerated() {
      let line = raw.trimmed
      guard index < 100 else { return nil }
      if line.isEmpty || line.starts(with: "sep=".utf8) { continue }
      if line.first == UInt8(ascii: "#") {
        lastComment = (line.drop { $0 == UInt8(ascii: "#") || $0 == 0x20 }, index + 1)
        continue
      }
      if let layout = Self.best(line, index + 1) {
        self = layout
      } else if let lastComment, let layout = Self.best(lastComment.line, lastComment.number) {
        self = layout
      } else {
        return nil
      }
      return
    }
    return nil
  }

  private init(_ delimiter: UInt8, _ headerLine: Int, _ columns: [Column]) {
    (self.delimiter, self.headerLine, self.columns) = (delimiter, headerLine, columns)
  }

  /// The line as a header, by the delimiter that gives most columns; `nil` if it is none.
  private static func best(_ line: ArraySlice<UInt8>, _ number: Int) -> TableLayout? {
    TableReader.delimiters.compactMap { layout(line, number, $0) }
      .max { $0.columns.count < $1.columns.count }
  }

  private static func layout(
    _ line: ArraySlice<UInt8>, _ number: Int, _ delimiter: UInt8
  ) -> TableLayout? {
    let stream = ByteStream(Array(line))
    guard var reader = try? TableReader(stream, delimiter: delimiter),
      let row = try? reader.next(), row.problem == nil
    else { return nil }
    // A row of a list without header has a hash in it.
    guard !row.fields.contains(where: { $0.trimmed.digestLength != nil }) else { return nil }
    let columns = row.fields.enumerated().map { index, field in
      let name = ColumnName(field.trimmed.text)
      return Column(index: index, name: name, role: name.role)
    }
    let layout = TableLayout(delimiter, number, columns)
    let isQuoted = line.first == UInt8(ascii: "\"")
    let hasHash = columns.contains { column in
      if case .kind = column.role { true } else { column.role == .hash }
    }
    let isDescription = layout.keys.isSuperset(of: HashKeeperSets.columns)
    return (hasHash && (columns.count > 1 || isQuoted)) || isDescription ? layout : nil
  }
}

extension ListHead {
  /// The lines, empty ones included.
  var numberedLines: [ArraySlice<UInt8>] {
    let end: UInt8 = bytes.contains(0x0A) ? 0x0A : 0x0D
    return bytes.split(separator: end, omittingEmptySubsequences: false).map {
      $0.last == 0x0D ? $0.dropLast() : $0
    }
  }
}

extension ArraySlice<UInt8> {
  /// The number of digits, if this is nothing but the digits of a digest.
  var digestLength: Int? {
    [32, 40, 56, 64, 96, 128].contains(count) && allSatisfy { Hexadecimal.value(of: $0) != nil }
      ? count : nil
  }

  /// As text: UTF-8, or what old tools write instead.
  var text: String {
    String(validating: self, as: UTF8.self)
      ?? String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
  }
}
