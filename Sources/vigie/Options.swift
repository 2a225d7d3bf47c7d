// Options that several commands have.

internal import ArgumentParser
internal import Foundation
internal import KnownContent
internal import PerceptualHash

struct IndexOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Index for PDQ hashes.",
      discussion: """
        auto: what is expected to be the fastest for the number of hashes and the radius; scan: compare \
        all; tree: a BK-tree; hash: multi-index hashing. Matches are the same. (default: auto)
        """,
      valueName: "kind"),
    transform: { text in
      guard let choice = IndexChoice(rawValue: text) else {
        let names = IndexChoice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("must be one of \(names)")
      }
      return choice
    })
  var index = IndexChoice.automatic
}

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

  @Option(
    help: ArgumentHelp("Largest PDQ distance that counts as a match, 0 to 128.", valueName: "bits"))
  var radius = PDQHash.matchRadius

  @OptionGroup var index: IndexOptions

  func validate() throws {
    try Self.validate(radius: radius)
  }

  static func validate(radius: Int) throws {
    guard (0...128).contains(radius) else {
      throw ValidationError(
        "--radius \(radius): must be 0 to 128; unrelated pictures differ in 128")
    }
  }

  /// Reads the lists, or some of them, and says what a user should know of them.
  func readKnownSet(_ lists: [PathArgument]? = nil) throws(HashListError) -> KnownSet {
    let known = try KnownSet(
      reading: (lists ?? known).map(\.path), index: index.index, radius: radius)
    for list in known.lists { Self.warn(of: list) }
    return known
  }

  /// Says what a user should know of a list.
  static func warn(of list: HashList) {
    if let lines = list.malformedSummary { Console.warn("hash list \(list.name): \(lines)") }
    for note in list.notes { Console.warn("hash list \(list.name): \(note)") }
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

struct WorkerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Files to work on at once.", valueName: "number"))
  var workers = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    Self.raiseDescriptorLimit()
    guard (1...1024).contains(workers) else {
      throw ValidationError("--workers \(workers): must be 1 to 1024")
    }
  }

  /// Workers hold files open: as many as the system lets this process have.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    let kind = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
    guard unsafe getrlimit(kind, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it cannot be raised, a scan that runs out says so.
    _ = unsafe setrlimit(kind, &limit)
  }
}
