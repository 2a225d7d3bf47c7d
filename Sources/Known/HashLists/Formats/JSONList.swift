// Lists in JSON: one reader for all of them, by the shape of their records and never by the order
// of names.

/// VICS, StopNCII, ThreatExchange and vPDQ in JSON; arrays of hashes; records whose names are those
/// of hash functions, in an array, an object or one behind the other (JSON Lines). What is anything
/// else is named. Of JSON Lines that end early between two lines nothing can be known; everything
/// else that is cut is refused.
struct JSONList: ListFormat {
  init?(_ head: ListHead) {
    guard let first = head.text.first else { return nil }
    let next = head.text.dropFirst().first { $0 > 0x20 }
    switch first {
    case UInt8(ascii: "{"):
      guard next == nil || next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") else {
        return nil
      }
    case UInt8(ascii: "["):
      guard next.map({ "{[\"]-0123456789".utf8.contains($0) }) ?? true else { return nil }
    default: return nil
    }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    try JSONListReader(content.stream, intake).read()
  }
}
