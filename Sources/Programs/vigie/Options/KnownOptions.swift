// Lists of known content.

internal import ArgumentParser
internal import CaseReports
internal import Findings
internal import KnownContent
internal import PerceptualHash
internal import Platform
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
    let paths = (lists ?? known).map(\.path)
    for path in paths where (try? path.stat())?.type == .fifo {
      Console.warn(about: path.bytes, "is a FIFO; waiting for what is written into it")
    }
    let known = try KnownSet(reading: paths, index: index.index, radius: radius)
    for list in known.lists { Self.warn(of: list) }
    Self.warn(ofNamesakes: known.lists)
    return known
  }

  /// Says that lists have one name, and how to tell them apart.
  private static func warn(ofNamesakes lists: [HashList]) {
    let byName = Dictionary(grouping: lists.enumerated()) { $0.element.name }
    for (name, namesakes) in byName.sorted(by: { $0.key < $1.key }) where namesakes.count > 1 {
      let numbers = namesakes.map { "\($0.offset + 1)" }.joined(separator: ", ")
      Console.warn(
        "hash lists \(numbers) are all named \(name): reports tell them apart by number and SHA-256"
      )
    }
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
