// hashdeep's lists, whose header says the columns.

internal import Findings

/// `%%%% HASHDEEP-1.0`, a header, and rows whose last column is a name that is not quoted.
struct Hashdeep: ListFormat {
  private var columns: [(Int, HashKind)] = []
  private var nameColumn = 0
  private var sizeColumn: Int?

  init?(_ head: ListHead) {
    guard head.text.starts(with: "%%%% ".utf8) else { return nil }
  }

  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "hashdeep"
    var lines = try LineReader(content.stream)
    while let line = try lines.next() {
      guard let bytes = line.bytes else {
        intake.reject(line.number, .tooLong)
        continue
      }
      if bytes.starts(with: "%%%% ".utf8) {
        readHeader(bytes.dropFirst(5), intake)
      } else if !bytes.trimmed.isEmpty, bytes.first != UInt8(ascii: "#") {
        try readRow(bytes, line.number, into: intake)
      }
    }
  }

  private mutating func readHeader(_ line: ArraySlice<UInt8>, _ intake: ListIntake) {
    let names = String(decoding: line, as: UTF8.self).split(
      separator: ",", omittingEmptySubsequences: false)
    guard let name = names.firstIndex(of: "filename") else {
      intake.list.about.formatVersion = names.first.map(String.init)
      return
    }
    nameColumn = name
    sizeColumn = names.firstIndex(of: "size")
    columns = names.enumerated().compactMap { column, name in
      HashKind(name: name).map { (column, $0) }
    }
  }

  /// hashdeep does not quote: commas beyond the columns belong to the file's name.
  private func readRow(
    _ line: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    let fields = line.split(
      separator: UInt8(ascii: ","), maxSplits: nameColumn, omittingEmptySubsequences: false)
    // A name with a line break in it goes on where a row should begin.
    guard fields.count == nameColumn + 1, !columns.isEmpty,
      sizeColumn.map({ Int(fields[$0].text) != nil }) ?? true
    else {
      intake.reject(number, .malformed)
      return
    }
    var entry = ListEntry(number: number)
    for (column, kind) in columns where column < nameColumn {
      entry.take(fields[column], as: kind, intake)
    }
    try intake.add(entry)
  }
}
