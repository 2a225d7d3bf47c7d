// The choice of an index.

internal import ArgumentParser
internal import KnownContent

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
