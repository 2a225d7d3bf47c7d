// vigie known

internal import ArgumentParser
internal import CaseReports
internal import KnownContent

struct KnownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "known",
    abstract: "Lists of known content.",
    subcommands: [Info.self])

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info",
      abstract: "Say what hash lists hold, and what is wrong with them.",
      discussion: """
        Formats, recognised by content: PDQ (bare, hash,quality,..., or `pdq HASH`), vPDQ text \
        (frame,quality,hash,timestamp) and JSON (array of "hash,quality,timestamp"), ThreatExchange \
        CSV (signal_type,signal_str,...), md5sum / sha1sum / sha256sum in plain and BSD form, bare \
        MD5 / SHA-1 / SHA-256, hashdeep. Bare hashes of 64 digits are told apart by their bits: a \
        PDQ hash has 128 of 256 set.
        """)

    @Argument(help: ArgumentHelp("Hash lists.", valueName: "list"))
    var lists: [PathArgument]

    func run() throws {
      try Console.run {
        var output = Output()
        var status: ExitCode?
        for path in lists {
          do {
            for list in try KnownSet(reading: [path.path]).lists {
              try output.write(Self.text(of: list))
            }
          } catch let error as HashListError {
            try output.flush()
            status = Console.failure(error)
          }
        }
        try output.flush()
        if let status { throw status }
      }
    }

    private static func text(of list: HashList) -> String {
      let counts = list.counts
      let kinds = [
        (counts.md5, "MD5"), (counts.sha1, "SHA-1"), (counts.sha256, "SHA-256"),
        (counts.pictures, "PDQ of pictures"), (counts.videos, "videos (\(counts.frames) frames)"),
      ]
      let entries = kinds.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      var lines = [
        PrintableText.line(list.name),
        "  SHA-256    \(list.sha256)",
        "  format     \(list.format)",
        "  entries    \(entries)",
      ]
      if let malformed = list.malformedSummary { lines.append("  malformed  \(malformed)") }
      lines += list.notes.map { "  note       \(PrintableText.line($0))" }
      return lines.joined(separator: "\n") + "\n"
    }
  }
}
