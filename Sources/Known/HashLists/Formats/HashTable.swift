// Tables of hashes with a header: one reader for all of them, by the names of their columns.

internal import Findings
internal import SystemPackage

/// A table whose header names hash functions: comma, semicolon, tab or bar, in any order and case.
struct HashTable: ListFormat {
  private let delimiter: UInt8
  private let kind: TableKind
  private let columns: [TableColumn]
  /// How many columns a row has to have, so that no hash is missing from it.
  private let needed: Int
  /// The row of the header among those that are not blank, from 1.
  private let headerRow: Int
  /// Columns that are not used, and hold digests.
  private var unnamed: [Int: Int] = [:]

  init?(_ head: ListHead) {
    guard head.isText else { return nil }
    let lines = head.lines.filter { !$0.trimmed.isEmpty }
    // PowerShell writes the type of its objects first.
    let row = lines.first?.starts(with: "#TYPE".utf8) == true ? 1 : 0
    guard lines.count > row, lines[row].first != UInt8(ascii: "#") else { return nil }
    let header = lines[row]
    let found = Array(",;\t|".utf8).map { separator in
      (separator, DelimitedRows.fields(of: header, delimiter: separator))
    }.max { $0.1.count < $1.1.count }
    guard let (separator, fields) = found, fields.count > 1,
      !fields.contains(where: { $0.count >= 32 && $0.allSatisfy(\.isHexadecimalDigit) })
    else { return nil }
    let names = fields.map { String(decoding: $0[...].trimmed, as: UTF8.self) }
    let keys = Set(names.map { $0.lowercased() })
    guard let kind = TableKind.all.first(where: { $0.columns.isSubset(of: keys) }) else {
      return nil
    }
    let columns = names.map { TableColumn($0, kind) }
    let hashes = columns.indices.filter {
      switch columns[$0].meaning {
      case .hash, .hashOfKind, .kind: true
      case .category, .quality, .unused: false
      }
    }
    guard let last = hashes.last else { return nil }
    (delimiter, self.kind, needed, headerRow) = (separator, kind, last + 1, row + 1)
    self.columns = columns
  }

  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = kind.name
    intake.list.nature = kind.nature
    intake.list.notableCategories = kind.notableCategories
    var rows = try DelimitedRows(content.stream, delimiter: delimiter)
    for _ in 0..<headerRow { _ = try rows.next() }
    while let row = try rows.next() {
      if let fields = row.fields {
        try read(fields, row.number, into: intake)
      } else {
        intake.reject(row.number, .tooLong)
      }
    }
    let unused = columns.filter { $0.meaning == .unused && !$0.name.isEmpty }.map(\.name)
    if !unused.isEmpty { intake.note(.unusedColumns(unused)) }
    for (column, digits) in unnamed.sorted(by: { $0.key < $1.key }) {
      intake.note(.unnamedDigests(column: columns[column].name, digits: digits))
    }
    if kind.name == "HashKeeper", let file = content.file {
      HashKeeperDescription(beside: file)?.describe(&intake.list)
    }
  }

  private mutating func read(
    _ fields: [[UInt8]], _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    // Exporters end rows with an empty field too many.
    guard fields.count >= needed, fields.dropFirst(columns.count).allSatisfy(\.isEmpty) else {
      intake.reject(number, .malformed)
      return
    }
    var entry = ListEntry(number: number)
    var named: HashKind?
    for (column, field) in zip(columns, fields) where column.meaning == .kind {
      let name = String(decoding: field, as: UTF8.self)
      named = HashKind(name: name) ?? .unsupported(name)
    }
    for (position, field) in fields.prefix(columns.count).enumerated() {
      switch columns[position].meaning {
      case .hash(let kind): entry.take(field[...], as: kind, intake)
      case .hashOfKind: entry.take(field[...], as: named ?? .unsupported("no type"), intake)
      case .category:
        let text = String(decoding: field[...].trimmed, as: UTF8.self)
        if !text.isEmpty { entry.category = text }
      case .quality: entry.quality = field[...].quality
      case .unused:
        if unnamed[position] == nil, [32, 40, 64, 128].contains(field.count),
          field.allSatisfy(\.isHexadecimalDigit)
        {
          unnamed[position] = field.count
        }
      case .kind: break
      }
    }
    try intake.add(entry)
  }
}

extension UInt8 {
  /// Whether it is a hexadecimal digit of either case.
  var isHexadecimalDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
