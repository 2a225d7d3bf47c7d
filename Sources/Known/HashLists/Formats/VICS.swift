// VICS: the JSON in which Project VIC and CAID exchange sets of hashes, and cases.

internal import Findings

/// VICS 1.1 to 1.3 and 2.0: `value` holds Media (a hash set) or cases that hold Media, which is told by
/// shape: exporters write the wrong address.
struct VICS: ListFormat {
  /// NIST's CAID files give this to everything.
  private static let knownGoodCategory = "8"

  init?(_ head: ListHead) {
    guard head.text.first == UInt8(ascii: "{"),
      head.contains("ProjectVic/DataModels") || head.contains("\"odata.metadata\"")
        || head.contains("\"@odata.context\"") || head.contains("\"value\"")
    else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "VICS hash set"
    intake.list.unit = .record
    let json = JSONReader(content.stream)
    var declared: Int?
    var isOnlyGood = true
    func media(_ value: JSONValue) throws(ListFault) {
      let entry = Self.entry(json.record, value, intake)
      if entry.category != Self.knownGoodCategory { isOnlyGood = false }
      try intake.add(entry)
    }
    func element() throws(ListFault) {
      var members: [JSONMember] = []
      var isCase = false
      try json.readObject { key throws(ListFault) in
        guard key == "Media", try json.peek() == UInt8(ascii: "[") else {
          // Until it is known to be a case, it is the next record.
          json.record = intake.list.records + 1
          members.append(JSONMember(key: key, value: try json.readRecord()))
          return
        }
        isCase = true
        intake.list.format = "VICS case"
        try json.readArray { () throws(ListFault) in
          json.record = intake.list.records + 1
          try media(try json.readRecord())
        }
      }
      let value = JSONValue.object(members)
      if isCase {
        intake.list.about.title = value["CaseNumber"]?.text
        intake.list.about.identifier = value["CaseID"]?.text
        declared = (value["TotalMediaFiles"]?.text).flatMap { Int($0) }
      } else {
        json.record = intake.list.records + 1
        try media(value)
      }
    }
    try json.readObject { key throws(ListFault) in
      switch key {
      case "odata.metadata", "@odata.context":
        Self.readModel(try json.readRecord().text ?? "", intake)
      case "value" where try json.peek() == UInt8(ascii: "["):
        try json.readArray { () throws(ListFault) in try element() }
      default: _ = try json.readRecord()
      }
    }
    try json.readEnd()
    let found = intake.list.records
    if let declared, declared != found {
      intake.note(.declaredCount(declared: declared, found: found))
    }
    intake.list.nature = isOnlyGood && found > 0 ? .knownGood : .notable
  }

  /// `.../DataModels/1.3.xml#Media`, `.../DataModels/2.0.xml/US/$metadata#Media`.
  private static func readModel(_ address: String, _ intake: ListIntake) {
    let parts = address.split(separator: "/")
    guard let place = parts.firstIndex(of: "DataModels"), place + 1 < parts.count else { return }
    let version = parts[place + 1].prefix { $0.isNumber || $0 == "." }
    intake.list.about.formatVersion = String(version.hasSuffix(".") ? version.dropLast() : version)
    if place + 2 < parts.count, !parts[place + 2].hasPrefix("$") {
      intake.list.about.region = String(parts[place + 2])
    }
  }

  private static func entry(_ number: Int, _ media: JSONValue, _ intake: ListIntake) -> ListEntry {
    var entry = ListEntry(number: number, category: media["Category"]?.text)
    for key in ["MD5", "SHA1", "SHA256", "PhotoDNA"] {
      if let text = media[key]?.text, let kind = HashKind(name: key) {
        entry.take(text, as: kind, intake)
      }
    }
    for other in media["AlternativeHashes"]?.elements ?? [] {
      guard let name = other["HashName"]?.text, let text = other["HashValue"]?.text else {
        continue
      }
      entry.take(text, as: HashKind(name: name) ?? .unsupported(name), intake)
    }
    return entry
  }
}
