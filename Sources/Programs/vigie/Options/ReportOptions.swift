// What is told beside the rows of a report: what became of entries since, and what categories are called.

internal import ArgumentParser
internal import CaseReports
internal import Findings
internal import HashLists
internal import Platform

struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A newer version of a list, as FILE or N=FILE for list N of the case; may be repeated.",
      discussion: """
        Each match of that list then says whether its entry is still in the list, in which categories, \
        or withdrawn.
        """, valueName: "list"))
  var newer: [ListFileArgument] = []

  @Option(
    help: ArgumentHelp(
      "What the categories of a scheme are called, as FILE or N=FILE for list N; may be repeated.",
      discussion: """
        A JSON object with name, region, verified, source and labels (by code). Without a number it is \
        used for the lists that say that their categories are of that region. Codes are always \
        reported as they are.
        """, valueName: "profile"))
  var profile: [ListFileArgument] = []

  /// Puts them into what a report is made with, and says what a user should know.
  func apply(to context: inout ReportContext) throws {
    let lists = context.lists
    for argument in newer {
      let position = try Self.position(of: argument, among: lists)
      let line = TerminalLine()
      defer { line.show("") }
      context.newerLists[position] = try NewerList(reading: argument.path, progress: line.show)
    }
    for argument in profile {
      let profile = try CategoryProfile(reading: argument.path)
      let positions =
        argument.number == nil
        ? lists.indices.filter { lists[$0].about.region == profile.region }
        : [try Self.position(of: argument, among: lists)]
      if positions.isEmpty {
        Console.warn(
          about: argument.path.bytes,
          "is of region \(profile.region), which no list names; choose one by number, as 1=FILE")
      }
      for position in positions { context.profiles[position] = profile }
    }
  }

  /// Which list a file is for.
  private static func position(
    of argument: ListFileArgument, among lists: [HashList]
  ) throws -> Int {
    if let number = argument.number, lists.indices.contains(number - 1) { return number - 1 }
    if argument.number == nil, lists.count == 1 { return 0 }
    let names = lists.enumerated().map { "\($0.offset + 1) \($0.element.name)" }
    Console.warn(
      about: argument.path.bytes,
      "say which list it is for, as N=FILE: \(names.joined(separator: ", "))")
    throw ExitStatus.wrongUsage
  }
}
