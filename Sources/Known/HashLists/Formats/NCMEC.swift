// NCMEC's hash sharing XML, version 2: images and videos, of which a later record can delete an earlier.

internal import Findings

/// A `queryResult`.
struct NCMEC: ListFormat {
  init?(_ head: ListHead) {
    let text = String(decoding: head.text.prefix(4096), as: UTF8.self)
    guard text.hasPrefix("<"), text.contains("queryResult") else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "NCMEC XML"
    intake.list.nature = .notable
    intake.list.unit = .record
    let xml = try XMLReader(content.stream, isConverted: intake.wasConverted)
    var path: [String] = []
    var text = ""
    var number = 0
    var record = Record()
    while let event = try xml.next(record: number) {
      switch event {
      case .start(let name):
        path.append(name)
        text = ""
        if let time = xml.attribute("maxTimestamp"), path.count == 2 {
          intake.list.about.date = max(intake.list.about.date ?? "", time)
        }
        if path.count == 3, Self.kinds.contains(name) {
          number += 1
          record = Record(entry: ListEntry(number: number))
        }
        record.isLink = xml.attribute("href") != nil
      case .text(let more):
        // No value that is used is longer than a hash; libxml2 bounds each piece.
        if text.utf8.count < 1 << 16 { text += more }
      case .end(let name):
        try end(name, path, text, &record, intake)
        text = ""
        record.isLink = false
        if !path.isEmpty { path.removeLast() }
      }
    }
  }

  private static let kinds = ["image", "video", "deletedImage", "deletedVideo"]

  /// A record as far as it has been read.
  private struct Record {
    var entry = ListEntry(number: 0)
    var id: String?
    var isLink = false
  }

  private func end(
    _ name: String, _ path: [String], _ text: String, _ record: inout Record, _ intake: ListIntake
  ) throws(ListFault) {
    if path.count == 3, path[1] == "paging", name == "next" { intake.note(.hasNextPage) }
    guard path.count >= 3, Self.kinds.contains(path[2]) else { return }
    let value = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    switch path.count {
    case 3:
      // Ids of images and of videos are of two name spaces.
      let id = record.id.map { "\(name.lowercased().hasSuffix("image") ? "i" : "v")\($0)" }
      if !name.hasPrefix("deleted") {
        record.entry.id = id
        try intake.add(record.entry)
      } else if let id {
        intake.withdraw(id: id, at: record.entry.number)
      } else {
        intake.withdraw(at: record.entry.number)
      }
    case 4 where name == "id": if !value.isEmpty { record.id = value }
    case 4 where name == "classification": if !value.isEmpty { record.entry.category = value }
    case 5 where path[3] == "fingerprints":
      if record.isLink {
        intake.leaveOut(HashKind(name: name)?.name ?? name)
        record.entry.isExcused = true
      } else {
        record.entry.take(value, as: HashKind(name: name) ?? .unsupported(name), intake)
      }
    default: break
    }
  }
}

extension ListIntake {
  /// Whether the text came in another encoding, and is UTF-8 now.
  var wasConverted: Bool {
    list.notes.contains { note in
      if case .encoding = note { true } else { false }
    }
  }
}
