// JSON of other shapes: arrays of hashes or of records, and records by line.

internal import Findings

/// An array of `"hash,quality,timestamp"` (vPDQ), of hashes, or of objects whose keys are names of hash
/// functions; or such objects one behind the other (JSON Lines). What is anything else is named.
struct JSONRecords: ListFormat {
  private var unused: [String] = []

  init?(_ head: ListHead) {
    guard let first = head.text.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    else { return nil }
  }

  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "JSON records"
    intake.list.unit = .record
    let json = JSONReader(content.stream)
    if try json.peek() == UInt8(ascii: "[") {
      try json.readArray { () throws(ListFault) in
        json.record += 1
        try read(try json.readRecord(), json.record, into: intake)
      }
      try json.readEnd()
    } else {
      repeat {
        json.record += 1
        try read(try json.readRecord(), json.record, into: intake)
      } while try content.hasMore()
    }
    if intake.isEmpty {
      throw .noList(
        "is JSON of no list format known; export it as VICS, or as a table with the names of the"
          + " hash functions as header")
    }
    if !unused.isEmpty { intake.note(.unusedColumns(unused.sorted())) }
  }

  private mutating func read(
    _ record: JSONValue, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    if case .string(let text) = record {
      try read(text, number, into: intake)
      return
    }
    var entry = ListEntry(number: number)
    for member in record.members {
      guard let text = member.value.text else { continue }
      if let kind = HashKind(name: member.key) {
        entry.take(text, as: kind, intake)
      } else if member.key.lowercased() == "category" {
        entry.category = text
      } else if !unused.contains(member.key), unused.count < 100 {
        unused.append(member.key)
      }
    }
    try intake.add(entry)
  }

  private func read(_ text: String, _ number: Int, into intake: ListIntake) throws(ListFault) {
    let bytes = Array(text.utf8)
    let fields = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    if fields.count > 1 {
      intake.list.format = "vPDQ JSON"
      if fields.count == 3,
        let entry = ListEntry(
          number, hash: fields[0], quality: fields[1], time: fields[2], video: intake.videoName)
      {
        try intake.add(entry)
      } else {
        intake.reject(number, .malformed)
      }
      return
    }
    try HashLines.read(bytes[...], number, into: intake)
  }
}

extension ListContent {
  /// Whether anything but white space is left.
  func hasMore() throws(ListFault) -> Bool {
    while let byte = try stream.peek(1).first {
      guard [0x20, 0x0A, 0x0D, 0x09, 0x1A, 0].contains(byte) else { return true }
      stream.position += 1
    }
    return false
  }
}
