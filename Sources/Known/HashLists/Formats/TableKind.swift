// Tables that have a name: told by their headers, read as every other.

internal import Findings

/// A kind of table, by columns that no other has together.
struct TableKind {
  /// What to call it.
  var name: String
  /// Columns that it has, in lower case.
  var columns: Set<String>
  /// What being in it says of a file.
  var nature = HashList.Nature.unstated
  /// Columns that it has a meaning of its own for.
  var meanings: [String: TableColumn.Meaning] = [:]
  /// Categories that are not harmless in a list of known-good files.
  var notableCategories: [String] = []

  /// The kinds, the narrower first.
  static let all = [
    TableKind(
      name: "INTERPOL ICSE CSV", columns: ["md5", "image id", "baseline"], nature: .notable),
    TableKind(
      name: "NSRL RDSv1", columns: ["sha-1", "productcode", "opsystemcode", "md4"],
      nature: .knownGood, meanings: ["specialcode": .category], notableCategories: ["M", "S"]),
    TableKind(
      name: "NSRL RDSv2", columns: ["sha-1", "productcode", "opsystemcode"],
      nature: .knownGood, meanings: ["specialcode": .category], notableCategories: ["M", "S"]),
    TableKind(
      name: "HashKeeper", columns: ["hashset_id", "file_name", "hash"],
      meanings: ["hash": .hash(.digest(.md5))]),
    TableKind(
      name: "ThreatExchange CSV", columns: ["signal_type", "signal_str"], nature: .notable,
      meanings: ["signal_type": .kind, "signal_str": .hashOfKind]),
    TableKind(
      name: "PowerShell Get-FileHash", columns: ["algorithm", "hash", "path"],
      meanings: ["algorithm": .kind, "hash": .hashOfKind]),
    TableKind(name: "table with header", columns: []),
  ]
}

/// A column of a table.
struct TableColumn {
  /// What a column is for.
  enum Meaning: Hashable {
    /// A hash of this kind.
    case hash(HashKind)
    /// The name of the kind of hash that the row has.
    case kind
    /// A hash of that kind.
    case hashOfKind
    /// The category of the entry.
    case category
    /// The quality of its PDQ hash.
    case quality
    /// Nothing that is used.
    case unused
  }

  var name: String
  var meaning: Meaning

  /// Names of a column of categories, in the languages that are known.
  private static let categoryNames: Set<String> = [
    "category", "categorie", "catégorie", "kategorie", "categoría", "categoria", "grade",
    "classification",
  ]

  /// A column by its name, where a kind of table has no meaning of its own for it.
  init(_ name: String, _ kind: TableKind) {
    self.name = name
    let key = name.lowercased()
    if let meaning = kind.meanings[key] {
      self.meaning = meaning
    } else if let hash = HashKind(name: name) {
      meaning = .hash(hash)
    } else if Self.categoryNames.contains(key) {
      meaning = .category
    } else if key == "quality" {
      meaning = .quality
    } else {
      meaning = .unused
    }
  }
}
