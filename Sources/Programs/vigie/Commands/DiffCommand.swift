// vigie known diff

internal import ArgumentParser
internal import CaseReports
internal import HashLists

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what a newer list has that an older one has not, and the other way round.",
    discussion: """
      Prints CSV, one line a hash that was added, withdrawn, or given other categories: its kind, its \
      digits, and of both lists the entry and the categories. The formats of the lists need not be the \
      same. Takes 64 bytes of memory a hash. Exit status: 0 if the lists say the same, 1 if not.
      """)

  @Argument(help: ArgumentHelp("The older list.", valueName: "old"))
  var old: PathArgument

  @Argument(help: ArgumentHelp("The newer list.", valueName: "new"))
  var new: PathArgument

  func run() throws {
    try Console.run {
      let line = TerminalLine()
      let difference = try ListDifference(from: old.path, to: new.path, progress: line.show)
      line.show("")
      for list in difference.lists { KnownOptions.warn(of: list) }
      var output = Output()
      try output.write(
        CSVWriter.line([
          "Change", "Kind", "Hash", "Old Entry", "Old Category", "New Entry", "New Category",
        ]))
      for change in difference.changes {
        try output.write(
          CSVWriter.line(
            [change.kind.rawValue, change.hashKind, change.hash] + Self.texts(of: change.old)
              + Self.texts(of: change.new)))
      }
      try output.flush()
      let counts = ListDifference.Change.Kind.allCases.map { kind in
        "\(difference.changes.count { $0.kind == kind }) \(kind.rawValue)"
      }
      Console.warn(counts.joined(separator: ", "))
      if !difference.changes.isEmpty { throw ExitStatus.noMatch }
    }
  }

  private static func texts(of place: ListDifference.Place?) -> [String] {
    guard let place else { return ["", ""] }
    return ["\(place.entry)", UntrustedText.line(place.categories.joined(separator: "|"))]
  }
}
