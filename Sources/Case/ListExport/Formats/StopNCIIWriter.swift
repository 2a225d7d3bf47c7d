// A page of StopNCII's exchange: PDQ of pictures, MD5 of videos. It has statuses in the place of categories:
// a category is a tag of a feedback that says nothing else.

internal import CaseReports
internal import Findings
internal import MediaFormats

struct StopNCIIWriter: ListWriter {
  private let source: ExportSource
  /// Signals that are in the list. Receivers take a later record of one in the place of the earlier, so
  /// that there is one of each.
  private var written = Set<String>()

  init(_ source: ExportSource) {
    self.source = source
  }

  func begin() -> String { "{\"hashRecords\":[" }

  mutating func entry(_ entry: ExportEntry) -> String? {
    let isVideo = entry.format.map { $0.kind != .picture } ?? false
    let signals = [
      ("ImagePDQ", entry.pdq), ("VideoMD5", isVideo ? entry.digest(.md5) : nil),
    ]
    var text: String?
    for case (let type, let hash?) in signals {
      let isFirst = written.isEmpty
      let isNew = written.insert(type + hash).inserted
      text =
        (text ?? "")
        + (isNew ? (isFirst ? "\n" : ",\n") + record(type, hash, entry.category) : "")
    }
    return text
  }

  func end() -> String {
    """

    ],"count":\(written.count),"nextPageToken":null,"nextSetTimestamp":\(source.time),"hasMoreRecords":false}

    """
  }

  private func record(_ type: String, _ hash: String, _ category: String) -> String {
    let active = JSONText.string("Active")
    let feedback = JSONText.ordered([
      ("source", JSONText.string(source.program)), ("feedbackValue", JSONText.string("None")),
      ("tags", JSONText.array([JSONText.string(category)])),
    ])
    return JSONText.ordered([
      ("lastModtimestamp", "\(source.time)"), ("signalType", JSONText.string(type)),
      ("hashValue", JSONText.string(hash)), ("hashStatus", active),
      ("caseNumbers", JSONText.ordered([(source.caseName, active)])),
      ("CSPFeedbacks", JSONText.array([feedback])),
    ])
  }
}
