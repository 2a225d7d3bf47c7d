// vigie lookup

internal import ArgumentParser
internal import CaseReports
internal import KnownContent
internal import SystemPackage

struct LookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Look up hashes in lists of known content.",
    discussion: """
      Prints `query,distance,list,entry` for every match; entry is the line in the list. Hashes are \
      PDQ or SHA-256 (64 digits), SHA-1 (40) or MD5 (32), as arguments or, without any, on standard \
      input, one a line; what follows a comma or space on a line is ignored.
      """)

  @OptionGroup var known: KnownOptions

  @Argument(help: ArgumentHelp("Hashes to look up.", valueName: "hash"))
  var hashes: [String] = []

  func run() throws {
    try Console.run {
      let known = try known.readKnownSet()
      var output = Output()
      var wrong = 0
      func lookUp(_ query: String, _ place: String) throws {
        guard let matches = known.matches(ofHash: query, radius: self.known.radius) else {
          wrong += 1
          Console.warn("\(place): \"\(query.prefix(80))\" is not a hash of 32, 40 or 64 hex digits")
          return
        }
        for match in matches {
          let list = PrintableText.line(known.lists[match.list].name)
          try output.write("\(query),\(match.distance),\(list),\(match.line)\n")
        }
      }
      for hash in hashes { try lookUp(hash, "argument") }
      if hashes.isEmpty {
        var number = 0
        while let line = readLine() {
          number += 1
          let query = line.prefix { $0 != "," && $0 != " " && $0 != "\t" }
          if !query.isEmpty { try lookUp(String(query), "line \(number)") }
        }
      }
      try output.flush()
      if wrong > 0 { throw ExitStatus.unusableData }
    }
  }
}
