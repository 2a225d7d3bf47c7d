// The tables `match` and `background`.

internal import Findings
internal import GRDB
internal import PerceptualHash

struct MatchRecord: CaseRecord {
  static let databaseTableName = "match"

  var content: Int
  /// From 1.
  var list: Int
  var line: Int
  var count: Int
  var category: String?
  var hash: String
  var algorithm: String
  var grade: String
  var distance: Int
  var orientation: String
  var framing: String
  var start: Double?
  var end: Double?
  var queryShare: Double?
  var knownShare: Double?
  var quarantine: String?

  enum CodingKeys: String, CodingKey {
    case content, list, line, count, category, hash, algorithm, grade, distance, orientation,
      framing, start, end, quarantine
    case queryShare = "query_share"
    case knownShare = "known_share"
  }

  init(_ match: KnownMatch, of content: Int) {
    self.content = content
    list = match.list + 1
    line = match.line
    count = match.count
    category = match.category
    hash = Hexadecimal.text(of: match.hash)
    algorithm = match.algorithm.rawValue
    grade = match.grade.rawValue
    distance = match.distance
    orientation = "\(match.orientation)"
    framing = "\(match.framing)"
    start = match.segment?.lowerBound
    end = match.segment?.upperBound
    queryShare = match.queryShare
    knownShare = match.knownShare
    quarantine = match.quarantine?.rawValue
  }

  func match() throws -> KnownMatch {
    guard let bytes = Hexadecimal.bytes(of: hash.utf8) else { throw SenselessValue("match.hash") }
    var match = KnownMatch(
      list: try checked(list, in: 1...mostOfAnything, "match.list") - 1, line: line,
      category: category, hash: bytes,
      algorithm: try word(MatchAlgorithm.self, algorithm, "match.algorithm"),
      distance: try checked(distance, in: 0...256, "match.distance"))
    match.count = try checked(count, in: 1...mostOfAnything, "match.count")
    match.grade = try word(Grade.self, grade, "match.grade")
    match.orientation = try Orientation(word: orientation)
    match.framing = try Framing(word: framing)
    for share in [queryShare, knownShare] {
      _ = try share.map { try checked($0, in: 0...1e9, "match.query_share") }
    }
    match.queryShare = queryShare
    match.knownShare = knownShare
    match.quarantine = try quarantine.map { try word(Quarantine.self, $0, "match.quarantine") }
    if let start, let end {
      guard start.isFinite, end.isFinite, start <= end else { throw SenselessValue("match.start") }
      match.segment = start...end
    } else if start != nil || end != nil {
      throw SenselessValue("match.start")
    }
    return match
  }
}

struct BackgroundRecord: CaseRecord {
  static let databaseTableName = "background"

  var distance: Int
  var pairs: Int
}
