// vigie known

internal import ArgumentParser
internal import CaseReports
internal import Findings
internal import HashLists
internal import KnownContent
internal import PerceptualHash

struct KnownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "known",
    abstract: "Lists of known content.",
    subcommands: [Info.self, CompileCommand.self, DiffCommand.self, ExportCommand.self])

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info",
      abstract: "Say what hash lists hold, and what is wrong with them.",
      discussion: """
        Formats, recognised by content: \(KnownOptions.formats) Bare hashes of 64 digits are told apart \
        by their bits: a PDQ hash has 128 of 256 set. A compiled set is said what it was made of. \
        Lists of more than 16 MiB are laid out in files without names in $TMPDIR, or /var/tmp.
        """)

    @Argument(help: ArgumentHelp("Hash lists and compiled sets.", valueName: "list"))
    var lists: [PathArgument]

    @OptionGroup var index: IndexOptions

    @OptionGroup var keys: KeyOptions

    @Option(help: ArgumentHelp("Radius to choose an index for.", valueName: "bits"))
    var radius = Thresholds.match

    @Option(
      help: ArgumentHelp(
        "What the categories of a scheme are called: a JSON file; see vigie report --help.",
        valueName: "profile"))
    var profile: PathArgument?

    @Flag(help: "Read all of a compiled set and compare it with its checksums.")
    var verify = false

    func run() throws {
      try Console.run {
        var output = Output()
        var status: ExitCode?
        let profile = try profile.map { try CategoryProfile(reading: $0.path) }
        for path in lists {
          do {
            let known = try KnownOptions.read(
              [path.path], index: index.index, radius: radius, keys: keys.keys(for: [path.path]))
            for list in known.lists {
              let isOther = list.about.region.map { $0 != profile?.region } ?? false
              let text = ListText(
                list, profile: isOther ? nil : profile, wording: Console.wording)
              try output.write(text.lines.map { $0 + "\n" }.joined())
            }
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
  }
}
