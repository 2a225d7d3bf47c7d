// What a scan prints at its end: matches first, then counts, then what could not be examined.

internal import CaseFile
internal import CaseReports
internal import PerceptualHash

enum Summary {
  /// So many lines of matches, and of failures, are printed; the report has them all.
  private static let longest = 100

  static func print(_ file: CaseFile) throws {
    var output = Output()
    try printMatches(file, &output)
    try printChance(file, &output)
    try printMounts(file, &output)
    try printOutcomes(file, &output)
    try printFailures(file, &output)
    try output.flush()
  }

  private static func printMatches(_ file: CaseFile, _ output: inout Output) throws {
    let lists = try file.lists()
    var files = 0
    try file.forEachRow(.matched) { row in
      files += 1
      guard files <= longest, let match = row.content?.matches.first else { return }
      if files == 1 { try output.write(line("DISTANCE", "GRADE", "BY", "LIST:ENTRY", "FILE")) }
      let others = (row.content?.matches.count ?? 1) - 1
      var place = PrintableText.line(row.entry.path)
      if let start = match.start, let end = match.end {
        place += "  [\(Figures.duration(start))-\(Figures.duration(end))]"
      }
      if match.variant != "identity" { place += "  (\(match.variant))" }
      if others > 0 { place += "  (+\(others) more)" }
      let list = lists.indices.contains(match.list - 1) ? lists[match.list - 1].name : "?"
      let entry = PrintableText.line("\(list):\(match.entry)")
      try output.write(line(String(match.distance), match.grade, match.algorithm, entry, place))
    }
    if files > longest { try output.write("... and \(files - longest) more files\n") }
    let verdict =
      switch files {
      case 0: "No file matches."
      case 1: "1 file matches."
      default: "\(files) files match."
      }
    try output.write(verdict + "\n\n")
  }

  /// What chance alone would bring, and from which distances that is known.
  private static func printChance(_ file: CaseFile, _ output: inout Output) throws {
    let chance = try file.chance()
    let pictures = try file.lists().reduce(0) { $0 + $1.pictures }
    let radius = Int(try file.information()["radius"] ?? "") ?? PDQHash.matchRadius
    guard pictures > 0, chance.lookups > 0 else { return }
    let background = chance.background
    let fit =
      background.isFitted
      ? "\(background.pairs) pairs of this case"
      : "28917 pairs of photographs, as this case has too few"
    let figures = [background.mean, background.variance.squareRoot(), background.independentBits]
      .map { Figures.rounded($0) }
    try output.write(
      """
      By chance \(Figures.scientific(chance.expected(within: radius, pictures: pictures))) pictures \
      would match within \(radius) bits, \
      \(Figures.scientific(chance.expected(within: PDQHash.matchRadius, pictures: pictures))) within \
      \(PDQHash.matchRadius) (\(chance.lookups) lookups among \(pictures) hashes; unrelated pictures \
      differ in \(figures[0]) bits, deviation \(figures[1]), as \(figures[2]) independent bits would: \
      \(fit)).


      """)
  }

  private static func line(
    _ distance: String, _ grade: String, _ algorithm: String, _ entry: String, _ path: String
  ) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let right = String(repeating: " ", count: max(0, 8 - distance.count)) + distance
    return "\(right)  \(padded(grade, 8))  \(padded(algorithm, 6))  \(padded(entry, 28))  \(path)\n"
  }

  private static func printMounts(_ file: CaseFile, _ output: inout Output) throws {
    let volumes = try file.volumes()
    for mount in try file.mounts() {
      let device =
        switch mount.device {
        case "readOnly": "device read-only"
        case "none": "no device"
        default: "device not known to be read-only"
        }
      let state = mount.isWritable ? "WRITABLE" : "read-only"
      let volume = volumes.indices.contains(mount.volume - 1) ? volumes[mount.volume - 1] : []
      let (path, source) = (PrintableText.line(volume), PrintableText.line(mount.source))
      let point = PrintableText.line(mount.point)
      let options = PrintableText.line("\(mount.fileSystem) (\(mount.options))")
      try output.write(
        "Volume \(path): \(state): \(source) on \(point), \(options), \(device)\n")
    }
    try output.write("\n")
  }

  private static func printOutcomes(_ file: CaseFile, _ output: inout Output) throws {
    let outcomes = try file.outcomes()
    let directories = outcomes.filter { $0.0 == .directory }.reduce(0) { $0 + $1.count }
    let total = outcomes.reduce(0) { $0 + $1.count }
    try output.write("\(total) entries, \(directories) of them directories\n")
    for outcome in Outcome.allCases {
      let count = outcomes.filter { $0.1 == outcome && ($0.0 != .directory || outcome.isFailure) }
        .reduce(0) { $0 + $1.count }
      if count > 0 {
        let text = String(count)
        try output.write(
          String(repeating: " ", count: max(0, 8 - text.count))
            + "\(text)  \(outcome.rawValue): \(outcome.explanation)\n")
      }
    }
  }

  private static func printFailures(_ file: CaseFile, _ output: inout Output) throws {
    var count = 0
    try file.forEachRow(.failed) { row in
      count += 1
      guard count <= longest else { return }
      if count == 1 { try output.write("\nNot examined:\n") }
      let reason = row.reason.map { ": \($0)" } ?? ""
      try output.write(
        "  \(PrintableText.line(row.entry.path)): \(row.outcome.rawValue)\(reason)\n")
    }
    if count > longest { try output.write("  ... and \(count - longest) more\n") }
  }
}

extension Outcome {
  /// What the outcome means, in few words.
  fileprivate var explanation: String {
    switch self {
    case .hashed: "pictures and videos, hashed"
    case .partial: "damaged, or not to be read whole; hashed as far as they go"
    case .lowQuality: "too little structure to be matched"
    case .notMedia: "no picture or video; matched by their bytes only"
    case .undecodable: "pictures or videos that cannot be decoded"
    case .overLimit: "would cost more than allowed"
    case .crashed: "crashed the decoder"
    case .timedOut: "took the decoder too long"
    case .unreadable: "could not be read"
    case .ignored: "in a list of known-good files; not decoded"
    case .skipped: "links, devices, other file systems"
    }
  }
}
