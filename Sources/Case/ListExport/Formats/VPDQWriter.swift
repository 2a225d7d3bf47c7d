// vPDQ's text: `frame,quality,hash,timestamp` a line. It is of one video; those of several go into a tar.

internal import CaseReports
internal import Findings
internal import PerceptualHash

struct VPDQWriter: ListWriter {
  private let time: Int64
  /// The first video, until it is known whether there is a second.
  private var first: (name: String, text: String)?
  private var archive: TarWriter?

  init(time: Int64) {
    self.time = time
  }

  func begin() -> String { "" }

  mutating func entry(_ entry: ExportEntry) -> String? {
    guard !entry.frames.isEmpty else { return nil }
    let name = (entry.digest(.sha256) ?? entry.plainName) + ".txt"
    // The number of a frame in its file is not known: they are counted as they were sampled.
    let text = entry.frames.enumerated().map { number, frame in
      "\(number),\(frame.pdq.quality),\(frame.pdq.hash),\(Figures.seconds(frame.time))\n"
    }.joined()
    if let archive { return archive.member(name, text) }
    guard let first else {
      first = (name, text)
      return ""
    }
    let archive = TarWriter(time: time)
    self.archive = archive
    self.first = nil
    return archive.member(first.name, first.text) + archive.member(name, text)
  }

  func end() -> String { first?.text ?? archive?.end ?? "" }
}
