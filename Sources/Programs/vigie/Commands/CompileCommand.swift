// vigie known compile

internal import ArgumentParser
internal import KnownContent
internal import PerceptualHash
internal import SystemPackage

struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile hash lists to a set that opens in milliseconds.",
    discussion: """
      The set is one file, used like a list: --known SET. It keeps which lists it was made of, their \
      SHA-256, and of each entry its line and category, so that matches name the lists. While it is \
      made, as much room again is needed beside it. A set of that name is replaced when the new one is \
      complete.
      """)

  @Argument(help: ArgumentHelp("Hash lists.", valueName: "list"))
  var lists: [PathArgument]

  @Option(help: ArgumentHelp("Set to write.", valueName: "set"))
  var output: PathArgument

  @OptionGroup var index: IndexOptions

  @Option(help: ArgumentHelp("Radius that most lookups will have.", valueName: "bits"))
  var radius = Thresholds.match

  func validate() throws {
    try KnownOptions.validate(radius: radius)
  }

  func run() throws {
    try Console.run {
      let line = TerminalLine()
      defer { line.show("") }
      try KnownSet.compile(
        lists.map(\.path), to: output.path, index: index.index, radius: radius, progress: line.show)
      line.show("")
      for list in try KnownSet(reading: [output.path]).lists { KnownOptions.warn(of: list) }
    }
  }
}
