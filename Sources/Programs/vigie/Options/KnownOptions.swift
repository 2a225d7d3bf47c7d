// Lists of known content.

internal import ArgumentParser
internal import Foundation
internal import CaseReports
internal import Findings
internal import HashLists
internal import KnownContent
internal import PerceptualHash
internal import Platform
internal import SystemPackage

struct KnownOptions: ParsableArguments {
  /// What is read, for help.
  static let formats = """
    VICS 1.1 to 2.0, INTERPOL ICSE, NCMEC XML, StopNCII, ThreatExchange JSON, CSV and cache, NSRL RDSv1 to \
    RDSv3, EnCase, HashKeeper, Autopsy, hashdeep, DFXML, vPDQ text and JSON, PDQ (a hash a line; \
    hash,quality,...; pdq HASH), tables with a header that names hash functions, md5sum and its kin, \
    OpenSSL, certutil and PowerShell; all of it in gzip, bzip2, xz, Zstandard, zip or tar as well. \
    Bloom filters (DCSO, CIRCL hashlookup) are for --ignore alone.
    """

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Hash lists and compiled sets, recognised by content.",
      discussion: """
        \(formats)
        """,
      valueName: "list"))
  var known: [PathArgument]

  @OptionGroup var index: IndexOptions

  @OptionGroup var keys: KeyOptions

  static func validate(radius: Int) throws {
    let most = Thresholds.mostRadius
    guard (0...most).contains(radius) else {
      throw ValidationError(
        "--radius \(radius): must be 0 to \(most); unrelated pictures differ in \(most)")
    }
  }

  /// Reads the lists, or some of them, and says what a user should know of them.
  func readKnownSet(
    _ lists: [PathArgument]? = nil, radius: Int, scratch: FilePath = scratchFolder
  ) throws -> KnownSet {
    let paths = (lists ?? known).map(\.path)
    for path in paths where (try? path.stat())?.type == .fifo {
      Console.warn(about: path.bytes, "is a FIFO; waiting for what is written into it")
    }
    let known = try Self.read(
      paths, index: index.index, radius: radius, keys: keys.keys(for: paths), scratch: scratch)
    try known.requireEntries()
    for list in known.lists {
      Self.warn(of: list)
      if list.nature == .knownGood {
        Console.warn(
          "hash list \(list.name): is of files known to be harmless: every one of them will match;"
            + " give it behind --ignore")
      }
    }
    Self.warn(ofNamesakes: known.lists)
    return known
  }

  /// Lists of more bytes than this are laid out in files, not in memory.
  private static let largestInMemory: Int64 = 16 << 20

  /// Where files without names go if nothing else is said.
  static var scratchFolder: FilePath {
    FilePath(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp")
  }

  /// Reads lists, and shows how far it is.
  static func read(
    _ paths: [FilePath], index: IndexChoice = .automatic, radius: Int = Thresholds.match,
    keys: SetKeys, scratch: FilePath = scratchFolder
  ) throws -> KnownSet {
    let line = TerminalLine()
    defer { line.show("") }
    let size = paths.reduce(Int64(0)) { $0 + ((try? $1.stat().size) ?? 0) }
    return try KnownSet(
      reading: paths, index: index, radius: radius, keys: keys,
      scratch: size > largestInMemory ? scratch : nil, progress: line.show)
  }

  /// Reads lists of known-good files, and says what a user should know of them.
  func readKnownGood(_ lists: [PathArgument], scratch: FilePath) throws -> KnownSet {
    let paths = lists.map(\.path)
    let known = try Self.read(paths, keys: keys.keys(for: paths), scratch: scratch)
    try known.requireHarmless()
    for list in known.lists { Self.warn(of: list) }
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
    for warning in ListText(list, wording: Console.wording).warnings {
      Console.warn("hash list \(list.name): \(warning)")
    }
  }
}
