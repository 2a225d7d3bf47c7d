// Lists that are tables: read by the names of their columns, whatever their order, language and delimiter.

internal import Findings
internal import PerceptualHash

/// A table with a header. What it is called and says is ``TableKind``'s to tell.
struct Table: ListFormat {
  private var layout: TableLayout
  private let kind: TableKind

  init?(_ head: ListHead) {
    guard head.isText, let layout = TableLayout(head) else { return nil }
    self.layout = layout
    kind = TableKind(layout)
  }

  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    guard kind != .hashKeeperSets else {
      throw .noList("is HashKeeper's description of sets; name the .hsh file beside it")
    }
    intake.list.format = kind.rawValue
    intake.list.nature = kind.nature
    intake.list.notableCategories = kind.notableCategories
    if kind == .hashKeeper {
      try readSets(content, intake)
    }
    var rows = TableRows(layout, kind)
    var reader = try TableReader(content.stream, delimiter: layout.delimiter)
    while let row = try reader.next() {
      if row.number <= layout.headerLine || row.isEmpty { continue }
      if let problem = row.problem {
        intake.reject(row.number, problem)
      } else if try !rows.read(row, intake), row.hasBreaks {
        try reader.retreat()
      }
    }
    rows.noteColumns(intake)
  }

  private mutating func readSets(
    _ content: ListContent, _ intake: ListIntake
  ) throws(ListFault) {
    for index in layout.columns.indices where layout.columns[index].role == .hash {
      layout.columns[index].role = .kind(.digest(.md5))
    }
    guard let file = content.file, let sets = try HashKeeperSets(beside: file) else { return }
    sets.describe(&intake.list)
    guard sets.sets.count > 1 else { return }
    for index in layout.columns.indices where layout.columns[index].name.key == "hashsetid" {
      layout.columns[index].role = .category
    }
  }
}

extension TableReader.Row {
  /// Whether there is nothing in it.
  var isEmpty: Bool { problem == nil && fields.allSatisfy { $0.bare.isEmpty } }
}
