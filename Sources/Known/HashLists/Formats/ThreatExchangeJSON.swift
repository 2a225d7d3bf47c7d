// ThreatExchange's JSON: updates with tombstones, and descriptors.

internal import Findings

/// `data` or `threat_updates`: indicators by type, with what others say of them.
///
/// A later record replaces or deletes an earlier one of its id, or of its hash if it has none. Ids
/// are kept for that.
struct ThreatExchangeJSON {
  private static let falsePositive = "NON_MALICIOUS"

  private var haveDescriptors = false
  /// Records without descriptors, as long as none has had any: tombstones, if one comes that has.
  private var undescribed: [String: Int] = [:]

  /// Takes a record.
  mutating func settle(
    _ record: inout JSONRecord, _ json: JSONReader, into intake: ListIntake
  ) throws(ListFault) {
    let number = record.entry.number
    let id = record.id ?? (record.value == nil ? nil : record.signal)
    if record.descriptorStatuses != nil, !haveDescriptors {
      haveDescriptors = true
      for (id, number) in undescribed.sorted(by: { $0.value < $1.value }) {
        intake.withdraw(id: id, at: number)
      }
      undescribed = [:]
    }
    if let id { undescribed[id] = nil }
    let statuses = ([record.status].compactMap(\.self) + (record.descriptorStatuses ?? []))
    let isFalsePositive =
      !statuses.isEmpty && statuses.allSatisfy { $0 == Self.falsePositive }
    let isTombstone = haveDescriptors && record.descriptorStatuses == nil
    if record.isDeletion || isTombstone || isFalsePositive {
      if let id { intake.withdraw(id: id, at: number) } else { intake.withdraw(at: number) }
      return
    }
    if !haveDescriptors, let id { undescribed[id] = number }
    record.entry.id = id
    record.entry.category = statuses.first { $0 != Self.falsePositive }
    try record.takeSignal(json, intake)
    try intake.add(record.entry)
  }
}
