// The rows of a table as entries, and what became of each of its columns.

internal import Findings
internal import Foundation
internal import PerceptualHash

/// Makes entries of rows, and remembers what stands in columns that are not used.
struct TableRows {
  /// So many rows tell what stands in a column that is not used.
  private static let rowsLookedAt = 1000

  /// A column of hashes of a kind that its name says.
  private struct HashColumn {
    var index: Int
    var kind: HashKind
    var encoding: ColumnName.Encoding
  }

  private let layout: TableLayout
  private let hashes: [HashColumn]
  private let generic: Int?
  private let algorithm: Int?
  private let category: Int?
  private let quality: Int?
  private let needed: Int
  private var rowCount = 0
  /// By column: values that are digests of so many digits, and other values.
  private var digits: [Int: [Int: Int]] = [:]
  private var others: [Int: Int] = [:]

  init(_ layout: TableLayout, _ kind: TableKind) {
    self.layout = layout
    func first(_ role: ColumnName.Role) -> Int? {
      layout.columns.first { $0.role == role }?.index
    }
    hashes = layout.columns.compactMap { column in
      guard case .kind(let kind) = column.role else { return nil }
      return HashColumn(index: column.index, kind: kind, encoding: column.name.encoding)
    }
    generic = first(.hash)
    algorithm = generic == nil ? nil : first(.algorithm)
    // ICSE grades nothing.
    category = kind == .icse ? nil : first(.category)
    let hasPDQ = generic != nil || hashes.contains { $0.kind == .pdq }
    quality = hasPDQ ? first(.quality) : nil
    needed =
      (hashes.map(\.index) + [generic, algorithm, category, quality].compactMap { $0 }).max() ?? 0
  }

  /// Takes a row; `false` if its fields are not those of the header.
  mutating func read(_ row: TableReader.Row, _ intake: ListIntake) throws(ListFault) -> Bool {
    let fields = row.fields
    let rejected = intake.list.rejectedCount
    guard fields.dropFirst(layout.columns.count).allSatisfy({ $0.bare.isEmpty }) else {
      intake.reject(row.number, .malformed)
      return false
    }
    var entry = ListEntry(number: row.number)
    for column in hashes where column.index < fields.count {
      take(fields[column.index].bare, of: column, into: &entry, intake)
    }
    if let category, category < fields.count {
      let text = fields[category].bare
      if !text.isEmpty { entry.category = text.text }
    }
    guard fields.count > needed else {
      if intake.list.rejectedCount == rejected { intake.reject(row.number, .malformed) }
      return false
    }
    look(at: fields)
    if let quality { entry.quality = fields[quality].quality }
    if let generic, try takeGeneric(fields, generic, &entry, intake) { return true }
    try intake.add(entry)
    return true
  }

  private mutating func take(
    _ text: ArraySlice<UInt8>, of column: HashColumn, into entry: inout ListEntry,
    _ intake: ListIntake
  ) {
    // Other kinds have as many digits as MD5 and SHA-1: it is said which column, not each value.
    if case .unsupported = column.kind, let length = text.digestLength, length <= 40 {
      digits[column.index, default: [:]][length, default: 0] += 1
      entry.isExcused = true
    } else if let bytes = Self.decode(text, column) {
      entry.take(Hexadecimal.text(of: bytes), as: column.kind, intake)
    } else {
      entry.take(text, as: column.kind, intake)
    }
  }

  /// Takes the hash of a column whose name does not say the kind.
  ///
  /// - Returns: Whether that is all of the row.
  private mutating func takeGeneric(
    _ fields: [ArraySlice<UInt8>], _ index: Int, _ entry: inout ListEntry, _ intake: ListIntake
  ) throws(ListFault) -> Bool {
    let text = fields[index].bare
    guard !text.isEmpty else { return false }
    if let algorithm {
      let name = fields[algorithm].bare.text
      if !name.isEmpty {
        entry.take(text, as: HashKind(name: name) ?? .unsupported(name), intake)
        return false
      }
    }
    guard let length = text.withoutPrefix.digestLength else {
      if let kind = HashKind(prefixOf: text) {
        entry.take(text, as: kind, intake)
      } else {
        intake.reject(entry.number, .malformed)
        entry.isExcused = true
      }
      return false
    }
    if let kind = HashKind(prefixOf: text) {
      entry.take(text, as: kind, intake)
    } else if length == 64, quality != nil {
      entry.take(text, as: .pdq, intake)
    } else if length == 64, hashes.isEmpty, let hash = PDQHash(hex: text.withoutPrefix) {
      try intake.addUndecided(hash, at: entry.number)
      return true
    } else {
      digits[index, default: [:]][length, default: 0] += 1
      entry.isExcused = true
    }
    return false
  }

  /// The bytes of a hash whose column says that it is not in hexadecimal digits.
  private static func decode(_ text: ArraySlice<UInt8>, _ column: HashColumn) -> [UInt8]? {
    guard case .digest(let algorithm) = column.kind else { return nil }
    let bytes: [UInt8]? =
      switch column.encoding {
      case .hexadecimal: nil
      case .base64: TextDigits.base64(text)
      case .base32: TextDigits.base32(text)
      }
    return bytes?.count == algorithm.byteCount ? bytes : nil
  }

  // MARK: - Columns

  private var used: Set<Int> {
    Set(hashes.map(\.index) + [generic, algorithm, category, quality].compactMap { $0 })
  }

  private mutating func look(at fields: [ArraySlice<UInt8>]) {
    guard rowCount < Self.rowsLookedAt else { return }
    rowCount += 1
    let used = used
    for (index, field) in fields.enumerated() where !used.contains(index) {
      let text = field.bare
      if let length = text.digestLength {
        digits[index, default: [:]][length, default: 0] += 1
      } else if !text.isEmpty {
        others[index, default: 0] += 1
      }
    }
  }

  /// Says which columns were not used, and which have digests in them that no name says the kind of.
  func noteColumns(_ intake: ListIntake) {
    let used = used
    var unused: [String] = []
    for column in layout.columns {
      let isNameless = column.name.text.isEmpty
      let name = isNameless ? "column \(column.index + 1)" : column.name.text
      let lengths = (digits[column.index] ?? [:]).sorted { $0.key < $1.key }
      let count = lengths.reduce(0) { $0 + $1.value }
      if count > others[column.index] ?? 0 {
        for (length, _) in lengths { intake.note(.unnamedDigests(column: name, digits: length)) }
      } else if !used.contains(column.index), !isNameless || others[column.index] != nil {
        unused.append(name)
      }
    }
    if !unused.isEmpty { intake.note(.unusedColumns(unused)) }
  }
}
