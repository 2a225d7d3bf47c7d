// PDQ by line, with the name of the kind ahead of it: bare digits could be SHA-256.

internal import PerceptualHash

struct PDQWriter: ListWriter {
  /// Hashes that are in the list: different files may look alike.
  private var written = Set<PDQHash>()

  func begin() -> String { "" }

  mutating func entry(_ entry: ExportEntry) -> String? {
    guard let hash = entry.picture?.hash else { return nil }
    return written.insert(hash).inserted ? "pdq \(hash)\n" : ""
  }

  func end() -> String { "" }
}
