// Options that several commands have.

internal import ArgumentParser
internal import Foundation
internal import KnownContent
internal import PerceptualHash

struct KnownOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Hash lists, recognised by content.",
      discussion: """
        PDQ (a hash a line; hash,quality,...; pdq HASH), vPDQ text and JSON, ThreatExchange CSV, \
        md5sum / sha1sum / sha256sum in plain and BSD form, bare MD5 / SHA-1 / SHA-256, hashdeep.
        """,
      valueName: "list"))
  var known: [PathArgument]

  @Option(
    help: ArgumentHelp("Largest PDQ distance that counts as a match, 0 to 128.", valueName: "bits"))
  var radius = PDQHash.matchRadius

  func validate() throws {
    guard (0...128).contains(radius) else {
      throw ValidationError(
        "--radius \(radius): must be 0 to 128; unrelated pictures differ in 128")
    }
  }

  /// Reads the lists, or some of them, and says what a user should know of them.
  func readKnownSet(_ lists: [PathArgument]? = nil) throws(HashListError) -> KnownSet {
    let known = try KnownSet(reading: (lists ?? known).map(\.path))
    for list in known.lists {
      if let lines = list.malformedSummary { Console.warn("hash list \(list.name): \(lines)") }
      for note in list.notes { Console.warn("hash list \(list.name): \(note)") }
    }
    return known
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
