// The formats that a list can go out in, behind one protocol.

/// The formats of lists that are written. The raw value is the word on the command line.
public enum ExportFormat: String, Sendable, CaseIterable {
  case vics2, pdq, vpdq, csv, icse, hashdeep, stopncii

  /// What the format has no place for, in words.
  public var omissions: [String] {
    switch self {
    case .vics2, .csv: ["frames of videos"]
    case .pdq: ["categories", "digests", "frames of videos", "sizes", "media types", "source"]
    case .vpdq: ["categories", "digests", "pictures", "sizes", "media types", "source"]
    case .icse: ["categories", "SHA-256", "PDQ", "frames of videos", "sizes", "source"]
    case .hashdeep: ["categories", "PDQ", "frames of videos", "media types"]
    case .stopncii: ["digests but MD5 of videos", "frames of videos", "sizes", "media types"]
    }
  }

  /// What a file has to have to be in such a list, in words.
  var needed: String {
    switch self {
    case .vics2, .icse:
      "MD5 or SHA-1, which programs look for in \(rawValue); scan with --digest md5 --digest sha1"
    case .pdq: "PDQ hash of a quality that can be matched"
    case .vpdq: "frame of a quality that can be matched"
    case .csv: "hash of a quality that can be matched"
    case .hashdeep: "digests, because its bytes could not all be read"
    case .stopncii: "PDQ hash of a quality that can be matched, and is no video with an MD5"
    }
  }

  /// Whether programs that read the format can be expected to read entries of a category.
  public func isRead(category: String) -> Bool {
    self == .vics2 ? VICSWriter.isNumber(category) : true
  }

  /// Whether it has a place for paths.
  public var hasPaths: Bool {
    switch self {
    case .vics2, .csv, .hashdeep: true
    case .pdq, .vpdq, .icse, .stopncii: false
    }
  }

  /// A writer of a list.
  func writer(_ source: ExportSource) -> any ListWriter {
    switch self {
    case .vics2: VICSWriter(source)
    case .pdq: PDQWriter()
    case .vpdq: VPDQWriter(time: source.time)
    case .csv: TableWriter(source)
    case .icse: ICSEWriter()
    case .hashdeep: HashdeepWriter(source)
    case .stopncii: StopNCIIWriter(source)
    }
  }
}

/// Makes the text of a list, entry by entry.
protocol ListWriter {
  /// What comes ahead of all entries.
  func begin() -> String
  /// The text of an entry; `nil` if it has no hash that the format has a place for.
  mutating func entry(_ entry: ExportEntry) -> String?
  /// What comes behind all entries.
  func end() -> String
}
