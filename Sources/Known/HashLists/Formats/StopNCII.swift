// StopNCII's exchange of hashes.

internal import Findings

/// A page of StopNCII: `hashRecords`, each with a type of signal and a status.
struct StopNCII {
  private var declared: Int?
  private var hasMore: Bool?
  private var hasToken = false
  private var date: String?
  private var records = 0

  /// Reads what a page says of itself.
  mutating func read(_ name: String, _ scalar: JSONScalar, _ intake: ListIntake) {
    switch name {
    case "count":
      // Pages may stand one behind the other.
      if let count = scalar.string.flatMap({ Int($0) }) { declared = (declared ?? 0) &+ count }
    case "hasMoreRecords": hasMore = scalar.isTrue
    case "nextPageToken": hasToken = scalar.string != nil
    case "nextSetTimestamp": date = scalar.string
    default: break
    }
  }

  /// Takes a record. One that is withdrawn takes back an earlier one of the same hash.
  mutating func settle(
    _ record: inout JSONRecord, _ json: JSONReader, into intake: ListIntake
  ) throws(ListFault) {
    records += 1
    let number = record.entry.number
    let id = record.signal
    if ["withdrawn", "deleted"].contains(record.status?.lowercased()) {
      intake.withdraw(id: id, at: number)
      return
    }
    record.entry.id = id
    record.entry.category = record.status
    try record.takeSignal(json, intake)
    try intake.add(record.entry)
  }

  /// Says what is known at the end of a page.
  func end(_ intake: ListIntake) {
    intake.list.about.date = date
    if hasMore ?? hasToken { intake.note(.hasNextPage) }
    if let declared, declared != records {
      intake.note(.declaredCount(declared: declared, found: records))
    }
  }
}

extension JSONRecord {
  /// The type and the hash of a record of an exchange, by which records without a name of their own
  /// are told apart.
  var signal: String {
    "\(kind ?? "") \(String(decoding: value ?? [], as: UTF8.self).lowercased())"
  }

  /// Takes the hash of a record of an exchange, whose type is all that says what it is.
  mutating func takeSignal(_ json: JSONReader, _ intake: ListIntake) throws(ListFault) {
    guard let value else { return }
    let kind = kind ?? "no type"
    try take(value[...], as: HashKind(name: kind) ?? .unsupported(kind), json, intake)
  }
}
