// vigie lookup

internal import ArgumentParser
internal import CaseReports
internal import Findings
internal import HammingSpace
internal import KnownContent
internal import PerceptualHash
internal import SystemPackage

struct LookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Look up hashes in lists of known content.",
    discussion: """
      Prints `query,distance,list,entry` for every match; entry is the line in the list. Hashes are \
      PDQ or SHA-256 (64 digits), SHA-1 (40) or MD5 (32), as arguments or, without any or in the place \
      of `-`, on standard input, one a line; what follows a comma or space on a line is ignored, and so \
      are lines that begin with `#`. Exit status: 0 if something matches, 1 if nothing does, 65 if \
      something is no hash.
      """)

  /// So many lines are read before they are looked up, by all workers at once.
  private static let batch = 256

  @OptionGroup var known: KnownOptions

  @Option(
    help: ArgumentHelp("Largest PDQ distance that counts as a match, 0 to 128.", valueName: "bits"))
  var radius = Thresholds.match

  @Argument(help: ArgumentHelp("Hashes to look up.", valueName: "hash"))
  var hashes: [String] = []

  @OptionGroup var workers: WorkerOptions

  func validate() throws {
    try KnownOptions.validate(radius: radius)
  }

  func run() throws {
    try Console.run {
      // `--known LIST HASH`: what is no file, but looks like a hash, is one.
      let (lists, queries) = Self.split(known.known)
      let known = try known.readKnownSet(lists, radius: radius)
      let given = queries + hashes
      var output = Output()
      var wrong = 0
      var matchCount = 0
      var setAsideCount = 0
      func lookUp(_ queries: [(text: String, place: String)]) throws {
        let found = Parallel.map(queries, threads: workers.workers) {
          known.matches(ofHash: $0.text, radius: radius)
        }
        for (query, matches) in zip(queries, found) {
          guard let matches else {
            wrong += 1
            Console.warn(
              "\(query.place): \"\(query.text.prefix(80))\" is not a hash of 32, 40 or 64 hex digits"
            )
            continue
          }
          matchCount += matches.count
          setAsideCount += matches.count { $0.quarantine != nil }
          for match in matches {
            let list = known.lists[match.list].name
            let name = CSVWriter.field(UntrustedText.line(list))
            try output.write("\(query.text),\(match.distance),\(name),\(match.line)\n")
          }
        }
        try output.flush()
      }
      for query in given.isEmpty ? [Self.standardInput] : given {
        if query == Self.standardInput {
          try Self.readQueries(lookUp)
        } else {
          try lookUp([(query, "argument")])
        }
      }
      if setAsideCount > 0 {
        Console.warn(
          "matches that a scan would set aside, as their entries say too little: \(setAsideCount)")
      }
      if wrong > 0 { throw ExitStatus.unusableData }
      if matchCount == 0 { throw ExitStatus.noMatch }
    }
  }

  /// The argument that stands for what is on standard input.
  private static let standardInput = "-"

  /// Reads hashes from standard input, a line each, and has them looked up some at a time.
  private static func readQueries(
    _ lookUp: ([(text: String, place: String)]) throws -> Void
  ) throws {
    var number = 0
    var pending: [(String, String)] = []
    while let line = readLine() {
      number += 1
      let text = number == 1 && line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line[...]
      let query = text.prefix { $0 != "," && $0 != " " && $0 != "\t" }
      if !query.isEmpty, !query.hasPrefix("#") {
        pending.append((String(query), "line \(number)"))
      }
      if pending.count == batch {
        try lookUp(pending)
        pending = []
      }
    }
    try lookUp(pending)
  }

  /// Takes hashes out of what was given as lists.
  private static func split(_ known: [PathArgument]) -> (lists: [PathArgument], hashes: [String]) {
    let isHash = { (argument: PathArgument) in
      let text = argument.path.string
      return [32, 40, 64].contains(text.count) && text.allSatisfy(\.isHexDigit)
        && (try? argument.path.stat()) == nil
    }
    let lists = known.filter { !isHash($0) }
    return lists.isEmpty ? (known, []) : (lists, known.filter(isHash).map(\.path.string))
  }
}
