// ThreatExchange's JSON: updates with tombstones, and descriptors.

internal import Findings

/// `data` or `threat_updates`: indicators by type, with what others say of them.
struct ThreatExchangeJSON: ListFormat {
  init?(_ head: ListHead) {
    guard head.text.first == UInt8(ascii: "{"),
      head.contains("\"data\"") || head.contains("\"threat_updates\""),
      head.contains("\"indicator\"") || head.contains("\"raw_indicator\"")
    else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "ThreatExchange JSON"
    intake.list.unit = .record
    intake.list.nature = .notable
    let json = JSONReader(content.stream)
    var haveDescriptors = false
    try json.readObject { key throws(ListFault) in
      guard key == "data" || key == "threat_updates", try json.peek() == UInt8(ascii: "[") else {
        if key == "paging", try json.readRecord()["next"] != nil {
          intake.note(.hasNextPage)
        } else if key != "paging" {
          _ = try json.readRecord()
        }
        return
      }
      try json.readArray { () throws(ListFault) in
        json.record += 1
        let record = try json.readRecord()
        if record["descriptors"] != nil { haveDescriptors = true }
        try Self.read(record, json.record, haveDescriptors, into: intake)
      }
    }
    try json.readEnd()
  }

  private static func read(
    _ record: JSONValue, _ number: Int, _ haveDescriptors: Bool, into intake: ListIntake
  ) throws(ListFault) {
    let id = record["id"]?.text
    let descriptors = record["descriptors"].map { descriptors in
      descriptors.elements.isEmpty ? descriptors["data"]?.elements ?? [] : descriptors.elements
    }
    // Where records have descriptors, one without any is a tombstone.
    if record["should_delete"]?.isTrue == true || descriptors == nil && haveDescriptors {
      if let id { intake.withdraw(id: id, at: number) } else { intake.withdraw(at: number) }
      return
    }
    let statuses = ([record] + (descriptors ?? [])).compactMap { $0["status"]?.text }
    if !statuses.isEmpty, statuses.allSatisfy({ $0 == "NON_MALICIOUS" }) {
      if let id { intake.withdraw(id: id, at: number) } else { intake.withdraw(at: number) }
      return
    }
    var entry = ListEntry(
      number: number, id: id, category: statuses.first { $0 != "NON_MALICIOUS" })
    let type = record["type"]?.text ?? "no type"
    let text = record["indicator"]?.text ?? record["raw_indicator"]?.text ?? ""
    entry.take(text, as: HashKind(name: type) ?? .unsupported(type), intake)
    try intake.add(entry)
  }
}
