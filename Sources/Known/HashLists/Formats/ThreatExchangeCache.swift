// What python-threatexchange keeps of an exchange: a file for each kind, `simple.HASH_PDQ.te`.

internal import Findings
internal import PerceptualHash

/// `hash,descriptor,when,labels` or `hash,indicator,descriptor,when,labels` a row. Which kind 64 digits
/// are of, the file's name says; without it, their bits.
struct ThreatExchangeCache: ListFormat {
  /// What a member of the exchange says of what should not match.
  private static let falsePositive = "false_positive"
  private static let comma = UInt8(ascii: ",")

  init?(_ head: ListHead) {
    guard let line = head.lines.first, Self.hash(of: line.fields(Self.comma)) != nil else {
      return nil
    }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "ThreatExchange cache"
    intake.list.nature = .notable
    let name = intake.list.name.lowercased()
    let kind: HashKind? =
      name.contains("pdq") ? .pdq : name.contains("sha256") ? .digest(.sha256) : nil
    var rows = try TableReader(content.stream, delimiter: Self.comma)
    var hasLabels = false
    while let row = try rows.next() {
      if row.isEmpty { continue }
      guard let hash = Self.hash(of: row.fields) else {
        intake.reject(row.number, row.problem ?? .malformed)
        continue
      }
      let labels = row.fields[row.fields.count - 1].text.split(separator: " ")
      hasLabels = hasLabels || !labels.isEmpty
      if labels.contains(where: { $0 == Self.falsePositive }) {
        intake.withdraw(at: row.number)
      } else if let kind = HashKind.plain(digits: hash.count) ?? kind {
        var entry = ListEntry(number: row.number)
        entry.take(hash, as: kind, intake)
        try intake.add(entry)
      } else if let hash = PDQHash(hex: hash) {
        try intake.addUndecided(hash, at: row.number)
      }
    }
    if hasLabels { intake.note(.unusedColumns(["labels"])) }
  }

  /// The hash of a row; `nil` if it is no row of such a file.
  private static func hash(of fields: [ArraySlice<UInt8>]) -> ArraySlice<UInt8>? {
    guard fields.count == 4 || fields.count == 5,
      [32, 40, 64].contains(fields[0].digestLength),
      fields[1..<(fields.count - 2)].allSatisfy({ Int($0.text) != nil })
    else { return nil }
    // `2020-07-01T18:31:15+0000`, or that the opinion is one's own.
    let when = fields[fields.count - 2].text
    return when == "mine" || when.dropFirst(10).first == "T" ? fields[0] : nil
  }
}
