// Digital Forensics XML: file objects with digests, as an import.

internal import Findings

/// A `dfxml` document.
struct DFXML: ListFormat {
  init?(_ head: ListHead) {
    let text = String(decoding: head.text.prefix(4096), as: UTF8.self)
    guard text.hasPrefix("<"), text.contains("<dfxml") else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "DFXML"
    intake.list.unit = .record
    let xml = try XMLReader(content.stream, isConverted: intake.wasConverted)
    var path: [String] = []
    var text = ""
    var number = 0
    var entry: ListEntry?
    var kind = ""
    while let event = try xml.next(record: number) {
      switch event {
      case .start(let name):
        path.append(name)
        text = ""
        if path.count == 1 { intake.list.about.formatVersion = xml.attribute("version") }
        if name == "fileobject" {
          number += 1
          entry = ListEntry(number: number)
        } else if name == "hashdigest" {
          kind = xml.attribute("type") ?? ""
        }
      case .text(let more):
        // No value that is used is longer than a path.
        if text.utf8.count < 1 << 16 { text += more }
      case .end(let name):
        if name == "hashdigest", path.dropLast().last == "fileobject" {
          let value = text.split(whereSeparator: \.isWhitespace).joined()
          entry?.take(value, as: HashKind(name: kind) ?? .unsupported(kind), intake)
        } else if name == "fileobject", let whole = entry {
          try intake.add(whole)
          entry = nil
        } else if path == ["dfxml", "creator", "program"] {
          intake.list.about.title = text
        } else if path == ["dfxml", "source", "image_filename"] {
          intake.list.about.identifier = text
        }
        text = ""
        if !path.isEmpty { path.removeLast() }
      }
    }
  }
}
