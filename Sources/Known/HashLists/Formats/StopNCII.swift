// StopNCII's exchange of hashes.

internal import Findings

/// A page of StopNCII: `hashRecords`, each with a type of signal and a status.
struct StopNCII: ListFormat {
  init?(_ head: ListHead) {
    guard head.text.first == UInt8(ascii: "{"), head.contains("\"hashRecords\"") else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "StopNCII"
    intake.list.unit = .record
    intake.list.nature = .notable
    let json = JSONReader(content.stream)
    var declared: Int?
    try json.readObject { key throws(ListFault) in
      guard key == "hashRecords", try json.peek() == UInt8(ascii: "[") else {
        let value = try json.readRecord()
        switch key {
        case "count": declared = value.text.flatMap { Int($0) }
        case "hasMoreRecords" where value.isTrue: intake.note(.hasNextPage)
        case "nextSetTimestamp": intake.list.about.date = value.text
        default: break
        }
        return
      }
      try json.readArray { () throws(ListFault) in
        json.record += 1
        try Self.read(try json.readRecord(), json.record, into: intake)
      }
    }
    try json.readEnd()
    if let declared, declared != json.record {
      intake.note(.declaredCount(declared: declared, found: json.record))
    }
  }

  private static func read(
    _ record: JSONValue, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    let status = record["hashStatus"]?.text
    if ["withdrawn", "deleted"].contains(status?.lowercased()) {
      intake.withdraw(at: number)
      return
    }
    var entry = ListEntry(number: number, category: status)
    let type = record["signalType"]?.text ?? "no type"
    entry.take(
      record["hashValue"]?.text ?? "", as: HashKind(name: type) ?? .unsupported(type), intake)
    try intake.add(entry)
  }
}
