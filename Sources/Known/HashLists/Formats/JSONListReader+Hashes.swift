// Hashes in JSON that stand in no record of their own.

internal import Findings

extension JSONListReader {
  /// Reads an array of hashes of one kind, or an object of them.
  func readHashes(as kind: HashKind) throws(ListFault) {
    hasHashes = true
    func readHash() throws(ListFault) {
      json.record = count + 1
      guard case .text(let text)? = try json.scalar() else { return refuse() }
      count += 1
      var entry = ListEntry(number: count)
      entry.take(text[...], as: kind, intake)
      try intake.add(entry)
    }
    if try json.kind() == .array {
      try json.array { () throws(ListFault) in try readHash() }
    } else {
      try json.object { _ throws(ListFault) in try readHash() }
    }
  }

  /// Reads `"hash,quality,timestamp"` (vPDQ), or a hash by itself as in a list of lines.
  func readRow(_ text: [UInt8]) throws(ListFault) {
    count += 1
    let rejected = intake.list.rejectedCount
    let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    if fields.count == 3, fields[2].seconds != nil, !isVPDQ {
      isVPDQ = true
      intake.list.format = "vPDQ JSON"
    }
    if !isVPDQ {
      try lines.read(text[...], count, into: intake)
    } else if fields.count == 3,
      let entry = ListEntry(
        count, hash: fields[0], quality: fields[1], time: fields[2], video: intake.videoName)
    {
      try intake.add(entry)
    } else {
      intake.reject(count, .malformed)
    }
    if isVPDQ || intake.list.rejectedCount == rejected { hasHashes = true }
  }
}
