// vigie known

internal import ArgumentParser
internal import CaseReports
internal import Findings
internal import KnownContent
internal import PerceptualHash

struct KnownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "known",
    abstract: "Lists of known content.",
    subcommands: [Info.self, CompileCommand.self])

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info",
      abstract: "Say what hash lists hold, and what is wrong with them.",
      discussion: """
        Formats, recognised by content: PDQ (bare, hash,quality,..., or `pdq HASH`), vPDQ text \
        (frame,quality,hash,timestamp) and JSON (array of "hash,quality,timestamp"), ThreatExchange \
        CSV (signal_type,signal_str,...), md5sum / sha1sum / sha256sum in plain and BSD form, bare \
        MD5 / SHA-1 / SHA-256, hashdeep. Bare hashes of 64 digits are told apart by their bits: a \
        PDQ hash has 128 of 256 set. A compiled set is said what it was made of.
        """)

    @Argument(help: ArgumentHelp("Hash lists and compiled sets.", valueName: "list"))
    var lists: [PathArgument]

    @OptionGroup var index: IndexOptions

    @Option(help: ArgumentHelp("Radius to choose an index for.", valueName: "bits"))
    var radius = Thresholds.match

    @Flag(help: "Read all of a compiled set and compare it with its checksums.")
    var verify = false

    func run() throws {
      try Console.run {
        var output = Output()
        var status: ExitCode?
        for path in lists {
          do {
            let known = try KnownSet(reading: [path.path], index: index.index, radius: radius)
            for list in known.lists { try output.write(Self.text(of: list)) }
            for reason in known.indexReasons { try output.write("  index      \(reason)\n") }
            if verify {
              try known.verify()
              if known.isCompiled { try output.write("  verified   as it was written\n") }
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
        UntrustedText.line(list.name),
        "  SHA-256    \(list.sha256)",
        "  format     \(list.format)",
        "  entries    \(entries)",
      ]
      if let malformed = list.malformedSummary { lines.append("  malformed  \(malformed)") }
      lines += list.notes.map { "  note       \(UntrustedText.line(Console.wording.clause($0)))" }
      return lines.joined(separator: "\n") + "\n"
    }
  }
}
