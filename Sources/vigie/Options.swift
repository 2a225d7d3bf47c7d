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

  /// Reads the lists, and says what was wrong with their lines.
  func readKnownSet() throws(HashListError) -> KnownSet {
    let known = try KnownSet(reading: known.map(\.path))
    for list in known.lists where list.malformedCount > 0 {
      let lines = list.malformedLines.map(String.init).joined(separator: ", ")
      let more = list.malformedCount > list.malformedLines.count ? ", ..." : ""
      Console.warn(
        "hash list \(list.name): \(list.malformedCount) malformed lines left out: \(lines)\(more)")
    }
    return known
  }
}

struct WorkerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Files to work on at once.", valueName: "number"))
  var workers = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...1024).contains(workers) else {
      throw ValidationError("--workers \(workers): must be 1 to 1024")
    }
  }
}
