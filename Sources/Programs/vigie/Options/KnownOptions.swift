// Lists of known content.

internal import ArgumentParser
internal import CaseReports
internal import Findings
internal import KnownContent
internal import PerceptualHash
internal import SystemPackage

struct KnownOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Hash lists and compiled sets, recognised by content.",
      discussion: """
        PDQ (a hash a line; hash,quality,...; pdq HASH), vPDQ text and JSON, ThreatExchange CSV, \
        md5sum / sha1sum / sha256sum in plain and BSD form, bare MD5 / SHA-1 / SHA-256, hashdeep.
        """,
      valueName: "list"))
  var known: [PathArgument]

  @OptionGroup var index: IndexOptions

  static func validate(radius: Int) throws {
    let most = Thresholds.mostRadius
    guard (0...most).contains(radius) else {
      throw ValidationError(
        "--radius \(radius): must be 0 to \(most); unrelated pictures differ in \(most)")
    }
  }

  /// Reads the lists, or some of them, and says what a user should know of them.
  func readKnownSet(
    _ lists: [PathArgument]? = nil, radius: Int
  ) throws(HashListError) -> KnownSet {
    let known = try KnownSet(
      reading: (lists ?? known).map(\.path), index: index.index, radius: radius)
    for list in known.lists { Self.warn(of: list) }
    return known
  }

  /// Says what a user should know of a list.
  static func warn(of list: HashList) {
    if let lines = list.malformedSummary { Console.warn("hash list \(list.name): \(lines)") }
    for note in list.notes {
      Console.warn("hash list \(list.name): \(Console.wording.clause(note))")
    }
  }
}

extension HashList {
  /// How many lines are malformed, and which; `nil` if none is.
  var malformedSummary: String? {
    guard malformedCount > 0 else { return nil }
    let lines = malformedLines.map(String.init).joined(separator: ", ")
    let more = malformedCount > malformedLines.count ? ", ..." : ""
    return "\(malformedCount) malformed lines left out: \(lines)\(more)"
  }
}
