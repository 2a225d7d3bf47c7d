// Which format a list is in, by its first lines, and the columns that its header names.

internal import Findings

/// The formats of hash lists that are read by lines.
enum ListFormat {
  /// Lines that need no header, of any of the forms of ``ListLine/init(simple:)``.
  case simple
  /// `frame,quality,hash,timestamp` a line: one video.
  case vpdqText
  /// hashdeep: the columns of digests, and how many columns there are ahead of the file name.
  case hashdeep(columns: [Int: DigestAlgorithm], nameColumn: Int)
  /// ThreatExchange CSV: the columns of type, hash and category.
  case threatExchange(type: Int, hash: Int, category: Int?)

  /// Recognises a format by the first line that is not blank or a comment.
  init(firstLine line: ArraySlice<UInt8>) {
    let line = line.trimmed
    if line.starts(with: "%%%% ".utf8) {
      self = .hashdeep(columns: [:], nameColumn: 0)
    } else if let format = Self(threatExchangeHeader: line) {
      self = format
    } else if case .picture = ListLine(vpdq: line, video: "") {
      self = .vpdqText
    } else {
      self = .simple
    }
  }

  private init?(threatExchangeHeader line: ArraySlice<UInt8>) {
    let names = CSV.fields(of: line).map { $0.lowercased() }
    guard let type = names.firstIndex(of: "signal_type"),
      let hash = names.firstIndex(of: "signal_str")
    else { return nil }
    self = .threatExchange(type: type, hash: hash, category: names.firstIndex(of: "category"))
  }

  /// What to call the format.
  var name: String {
    switch self {
    case .simple: "hashes by line"
    case .vpdqText: "vPDQ text"
    case .hashdeep: "hashdeep"
    case .threatExchange: "ThreatExchange CSV"
    }
  }

  /// Reads a line; a header may change how the lines below it are read.
  ///
  /// - Parameter video: What to call the video of a list that is one.
  mutating func read(_ line: ArraySlice<UInt8>, video: String) -> ListLine {
    switch self {
    case .simple:
      return ListLine(simple: line)
    case .vpdqText:
      return ListLine(vpdq: line, video: video)
    case .hashdeep(let columns, let nameColumn):
      if line.starts(with: "%%%% ".utf8) {
        readHashdeepHeader(line.dropFirst(5))
        return .nothing
      }
      return Self.hashdeepRow(line, columns, nameColumn)
    case .threatExchange(let type, let hash, let category):
      return Self.threatExchangeRow(CSV.fields(of: line), type, hash, category)
    }
  }

  private mutating func readHashdeepHeader(_ line: ArraySlice<UInt8>) {
    let names = CSV.fields(of: line).map { $0.lowercased() }
    guard let nameColumn = names.firstIndex(of: "filename") else { return }  // The version line.
    var columns: [Int: DigestAlgorithm] = [:]
    for (column, name) in names.enumerated() { columns[column] = DigestAlgorithm(rawValue: name) }
    self = .hashdeep(columns: columns, nameColumn: nameColumn)
  }

  /// hashdeep does not quote: commas beyond the columns belong to the file's name.
  private static func hashdeepRow(
    _ line: ArraySlice<UInt8>, _ columns: [Int: DigestAlgorithm], _ nameColumn: Int
  ) -> ListLine {
    if line.trimmed.isEmpty || line.first == UInt8(ascii: "#") { return .nothing }
    let fields = line.split(
      separator: UInt8(ascii: ","), maxSplits: nameColumn, omittingEmptySubsequences: false)
    guard fields.count == nameColumn + 1 else { return .malformed }
    var digests: [FileDigest] = []
    for (column, algorithm) in columns.sorted(by: { $0.key < $1.key }) where column < nameColumn {
      guard let digest = FileDigest(algorithm, hex: fields[column]) else { return .malformed }
      digests.append(digest)
    }
    return digests.isEmpty ? .malformed : .file(digests, category: nil)
  }

  private static func threatExchangeRow(
    _ fields: [String], _ type: Int, _ hash: Int, _ category: Int?
  ) -> ListLine {
    if fields.count == 1, fields[0].isEmpty { return .nothing }
    guard fields.count > max(type, hash) else { return .malformed }
    let category = category.flatMap { $0 < fields.count && !fields[$0].isEmpty ? fields[$0] : nil }
    let digits = Array(fields[hash].utf8)[...]
    switch fields[type].lowercased().replacing("hash_", with: "") {
    case "signal_type": return .nothing  // The header.
    case "pdq": return ListLine(digits, as: .pdq, category: category)
    case "md5", "video_md5": return ListLine(digits, as: .digest(.md5), category: category)
    case "sha1": return ListLine(digits, as: .digest(.sha1), category: category)
    case "sha256": return ListLine(digits, as: .digest(.sha256), category: category)
    case let other: return .unsupported(other)
    }
  }
}
