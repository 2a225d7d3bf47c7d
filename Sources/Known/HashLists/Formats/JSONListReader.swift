// A list in JSON, from its documents down to its records.

internal import Findings

/// Reads one list. A class, because what it reads nests.
package final class JSONListReader {
  /// Names under which documents hold their records.
  private static let listNames: Set<String> = [
    "value", "hashrecords", "data", "threat_updates", "records", "items", "entries", "results",
    "list", "hashlist", "hash_list", "hashes", "files", "objects", "indicators", "signals", "media",
  ]

  let json: JSONReader
  let intake: ListIntake
  /// Records that have been read.
  var count = 0
  private var names = JSONFieldNames()
  /// What the document is, once that is known.
  private var form: JSONRecord.Form?
  private var vics: VICS?
  private var stopNCII = StopNCII()
  private var threatExchange = ThreatExchangeJSON()
  var isVPDQ = false
  /// Rows that are written as in a list of lines.
  var lines = HashLines()
  /// Whether anything had a place for a hash, be it empty.
  var hasHashes = false
  /// Names of the document, and of the first records; for what is no list.
  private var rootNames: [String] = []

  /// Reads from a stream's position.
  package init(_ stream: ByteStream, _ intake: ListIntake) {
    json = JSONReader(stream)
    self.intake = intake
  }

  /// Reads the document, or those one behind the other.
  package func read() throws(ListFault) {
    intake.list.format = "JSON records"
    intake.list.unit = .record
    repeat {
      switch try json.kind() {
      case .object: try readRoot()
      case .array: try json.array { () throws(ListFault) in try readElement() }
      case .scalar: try readElement()
      }
    } while try json.hasMore()
    vics?.end(intake)
    if form == .stopNCII { stopNCII.end(intake) }
    guard hasHashes || vics != nil || form != nil else { throw .noList(unknown) }
    let unused = names.unused.filter { vics == nil && form == nil || Self.isOfHashes($0) }
    if !unused.isEmpty { intake.note(.unusedColumns(unused)) }
  }

  /// Whether a name that is not used looks as if hashes were under it: in formats whose other names
  /// are known to say nothing of hashes, only those are told.
  private static func isOfHashes(_ name: String) -> Bool {
    guard JSONField(name) == .other else { return false }
    let name = name.lowercased()
    return ["hash", "md5", "sha1", "sha2", "sha5", "pdq", "dna"].contains { name.contains($0) }
  }

  private var unknown: String {
    let shown = (rootNames + names.unused.filter { !rootNames.contains($0) }).prefix(6)
    let what = shown.map { name in
      let scalars = name.unicodeScalars.filter { $0.properties.generalCategory != .control }
      return "\"\(String(String.UnicodeScalarView(scalars)))\""
    }.joined(separator: ", ")
    return "is JSON of no list format known"
      + (what.isEmpty ? "" : ", with the names \(what)")
      + "; export it as VICS, or as a table with the names of the hash functions as header"
  }

  // MARK: - Documents

  /// Reads an object that is a record, or holds records.
  private func readRoot() throws(ListFault) {
    json.record = count + 1
    var record = JSONRecord(number: count + 1)
    var holdsRecords = false
    var holdsOnlyObjects = true
    try json.object { name throws(ListFault) in
      if rootNames.count < 6 { rootNames.append(String(name.prefix(40))) }
      let kind = try json.kind()
      let field = names.field(name)
      let isList = Self.listNames.contains(name.lowercased())
      if kind != .object { holdsOnlyObjects = false }
      switch (kind, field) {
      case (.scalar, _):
        guard let scalar = try json.scalar() else { return }
        readHeader(name, scalar)
        try record.take(field, scalar, json, intake)
      case (_, .hash(let hash)):
        holdsRecords = true
        names.use(name)
        try readHashes(as: hash)
      case (.array, _) where isList && !record.hasHash:
        holdsRecords = true
        names.use(name)
        begin(name)
        try json.array { () throws(ListFault) in try readElement() }
      case (.object, _) where name == "paging":
        names.use(name)
        try json.object { name throws(ListFault) in
          if name == "next", try json.scalar() ?? .word(true) != .null { intake.note(.hasNextPage) }
        }
      case (.object, _) where (isList && field != .hashes || holdsOnlyObjects) && !record.hasHash:
        holdsRecords = true
        names.use(name)
        try readRoot()
      default: try record.read(field, json, &names, intake)
      }
    }
    if record.hasHash || record.value != nil || !holdsRecords { try settle(&record) }
  }

  /// What a document says of itself.
  private func readHeader(_ name: String, _ scalar: JSONScalar) {
    if name == "odata.metadata" || name == "@odata.context" {
      if vics == nil { vics = VICS() }
      vics?.readModel(scalar.string ?? "", intake)
    } else {
      stopNCII.read(name, scalar, intake)
    }
  }

  /// Begins the records that stand under a name.
  private func begin(_ name: String) {
    switch name {
    case "value": if vics == nil { vics = VICS() }
    case "hashRecords": take(.stopNCII)
    case "threat_updates": take(.threatExchange)
    default: break
    }
  }

  /// Says which exchange it is of.
  private func take(_ form: JSONRecord.Form) {
    guard self.form == nil else { return }
    self.form = form
    intake.list.nature = .notable
    switch form {
    case .stopNCII: intake.list.format = "StopNCII"
    case .threatExchange: intake.list.format = "ThreatExchange JSON"
    }
  }

  // MARK: - Records

  private func readElement() throws(ListFault) {
    json.record = count + 1
    switch try json.kind() {
    case .object: try readRecord()
    case .array: refuse()
    case .scalar:
      if case .text(let text) = try json.scalar() { try readRow(text) } else { refuse() }
    }
  }

  func refuse() {
    count += 1
    intake.reject(count, .malformed)
  }

  private func readRecord() throws(ListFault) {
    var record = JSONRecord(number: count + 1)
    var isCase = false
    let earlier = count
    try json.object { name throws(ListFault) in
      let field = names.field(name)
      if field == .media, try json.kind() == .array {
        isCase = true
        try json.array { () throws(ListFault) in try readElement() }
      } else {
        try record.read(field, json, &names, intake)
      }
    }
    guard isCase else { return try settle(&record) }
    if vics == nil { vics = VICS() }
    vics?.endCase(record, media: count - earlier, intake)
    if record.hasHash { try settle(&record) }
  }

  private func settle(_ record: inout JSONRecord) throws(ListFault) {
    count += 1
    record.entry.number = count
    if vics == nil, let form = record.form { take(form) }
    switch form {
    case .stopNCII?: try stopNCII.settle(&record, json, into: intake)
    case .threatExchange?: try threatExchange.settle(&record, json, into: intake)
    case nil:
      try record.takeValue(json, intake)
      vics?.count(record)
      for hash in record.undecided { try intake.addUndecided(hash, at: count) }
      if record.entry.isEmpty, !record.undecided.isEmpty { record.entry.isExcused = true }
      try intake.add(record.entry)
      for var other in record.others {
        other.category = record.entry.category
        try intake.add(other)
      }
    }
    hasHashes = hasHashes || record.hasHash
  }
}
