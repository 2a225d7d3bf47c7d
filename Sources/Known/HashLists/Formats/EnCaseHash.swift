// EnCase's .hash of versions 4 and 5: a header of 1152 bytes, then MD5 records of 18 bytes.

internal import Findings

/// A hash set of EnCase. Numbers are little-endian, names UTF-16LE.
struct EnCaseHash: ListFormat {
  private static let headerLength = 1152

  init?(_ head: ListHead) {
    guard head.bytes.starts(with: [0x48, 0x41, 0x53, 0x48, 0x0D, 0x0A, 0xFF, 0]) else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    let stream = content.stream
    let header = Array(try stream.take(Self.headerLength))
    intake.list.format = "EnCase hash set"
    intake.list.unit = .record
    let declared = header[16..<20].reversed().reduce(0) { $0 << 8 | Int($1) }
    let title = Self.text(header[1032..<1112])
    if !title.isEmpty { intake.list.about.title = title }
    switch Self.text(header[1112..<1152]).lowercased() {
    case "notable": intake.list.nature = .notable
    case "known": intake.list.nature = .knownGood
    default: break
    }
    var number = 0
    while try !stream.peek(1).isEmpty {
      let record = try stream.take(18)
      number += 1
      var entry = ListEntry(number: number)
      if let digest = FileDigest(.md5, bytes: Array(record.prefix(16))) { entry.digests = [digest] }
      try intake.add(entry)
    }
    guard number == declared else {
      throw .truncated("with \(number) records where its header says \(declared)")
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
    return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
  }
}
