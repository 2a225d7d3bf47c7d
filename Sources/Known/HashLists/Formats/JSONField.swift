// What the names in records of JSON mean, whichever program wrote them.

/// What a member of a record says, by its name.
enum JSONField: Hashable {
  /// A hash of this kind.
  case hash(HashKind)
  /// Hashes of several kinds.
  case hashes
  /// The name of the kind of the hash that the record has.
  case kind
  /// A hash of that kind.
  case value
  /// A hash of that kind, as ThreatExchange names it.
  case indicator
  /// A hash of that kind, as StopNCII names it.
  case signal
  case category, quality
  /// What the list calls the record by.
  case id
  /// What became of the record.
  case status, hashStatus
  /// Whether the record deletes an earlier one.
  case isDeletion
  /// What others say of it.
  case descriptors
  /// Records in a record: a case's.
  case media
  /// Copies of a file, of which a case counts all.
  case mediaFiles
  /// How many files a case says that it has.
  case mediaCount
  case caseID, caseNumber
  /// Links of OData, which say nothing.
  case link
  /// Anything else.
  case other

  /// Names without case and punctuation.
  private static let names: [String: JSONField] = [
    "hashes": .hashes, "alternativehashes": .hashes, "checksums": .hashes, "digests": .hashes,
    "kind": .kind, "type": .kind, "signaltype": .kind, "hashname": .kind, "hashtype": .kind,
    "algorithm": .kind, "hashalgorithm": .kind,
    "value": .value, "hash": .value, "digest": .value, "checksum": .value, "signalstr": .value,
    "indicator": .indicator, "rawindicator": .indicator, "hashvalue": .signal,
    "id": .id, "status": .status, "hashstatus": .hashStatus, "shoulddelete": .isDeletion,
    "descriptors": .descriptors, "media": .media, "mediafiles": .mediaFiles,
    "totalmediafiles": .mediaCount, "caseid": .caseID, "casenumber": .caseNumber,
  ]

  /// Reads a name.
  init(_ name: String) {
    let key = String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    if name.contains("odata.") || key.hasSuffix("navigationlinkurl") {
      self = .link
    } else if let field = Self.names[key] {
      self = field
    } else {
      switch ColumnName(name).role {
      case .kind(let kind): self = .hash(kind)
      case .category: self = .category
      case .quality: self = .quality
      case .hash, .algorithm, nil: self = .other
      }
    }
  }

  /// Whether only the formats of exchanges use it.
  fileprivate var isOfExchanges: Bool {
    [.id, .status, .hashStatus, .isDeletion, .descriptors].contains(self)
  }
}

/// The names that a document has, each looked up once.
struct JSONFieldNames {
  private static let mostKept = 4096
  private static let mostUnused = 100
  /// Longer names, in bytes, mean nothing, and are not kept whole.
  private static let longest = 80
  private var fields: [String: JSONField] = [:]
  /// Names that mean nothing in a list of no exchange, in the order in which they came.
  private(set) var unused: [String] = []

  /// What a name means.
  mutating func field(_ name: String) -> JSONField {
    if let field = fields[name] { return field }
    let isShort = name.utf8.count <= Self.longest
    let field = isShort ? JSONField(name) : .other
    if isShort, fields.count < Self.mostKept { fields[name] = field }
    if field == .other || field.isOfExchanges, unused.count < Self.mostUnused {
      let shown = isShort ? name : name.prefix(Self.longest) + "..."
      if !unused.contains(shown) { unused.append(shown) }
    }
    return field
  }

  /// Takes note that a name is used after all.
  mutating func use(_ name: String) { unused.removeAll { $0 == name } }
}
