// HashKeeper's second file, .hke, which says what the sets of the first are.

internal import Findings
internal import Foundation
internal import SystemPackage

/// What a `.hke` beside a `.hsh` says of its sets, by their numbers.
struct HashKeeperSets {
  /// Columns that such a file has.
  static let columns: Set<String> = ["hashsetid", "notableflag"]
  /// It has a row for each set.
  private static let mostSets = 100_000

  /// Names of sets, and whether they are notable.
  private(set) var sets: [String: (name: String, isNotable: Bool?)] = [:]

  /// Reads the file beside a list; `nil` if there is none.
  init?(beside list: FilePath) throws(ListFault) {
    guard let stem = list.lastComponent?.stem else { return nil }
    let folder = list.removingLastComponent()
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.isEmpty ? "." : folder.string)
    guard let name = names?.filter({ $0.lowercased() == stem.lowercased() + ".hke" }).min() else {
      return nil
    }
    let file = try ListFile(folder.appending(name))
    let head = ListHead(bytes: try file.stream.peek(ListHead.length))
    guard let layout = TableLayout(head),
      let id = layout.columns.first(where: { $0.name.key == "hashsetid" })?.index,
      let flag = layout.columns.first(where: { $0.name.key == "notableflag" })?.index
    else { return nil }
    let title = layout.columns.first { $0.name.key == "name" }?.index
    var reader = try TableReader(file.stream, delimiter: layout.delimiter)
    while sets.count < Self.mostSets, let row = try reader.next() {
      guard row.number > layout.headerLine, row.fields.count > max(id, flag, title ?? 0) else {
        continue
      }
      let number = row.fields[id].trimmed.text
      let isNotable = ["1": true, "0": false][row.fields[flag].trimmed.text]
      sets[number] = (title.map { row.fields[$0].text } ?? "", isNotable)
    }
  }

  /// Says in a list what the sets are: for one, its name and nature; for several, which are notable.
  func describe(_ list: inout HashList) {
    if sets.count == 1, let set = sets.first {
      list.about.identifier = set.key
      list.about.title = set.value.name
    }
    let flags = Set(sets.values.map(\.isNotable))
    if flags == [true] {
      list.nature = .notable
    } else if flags == [false] {
      list.nature = .knownGood
    } else if flags == [true, false] {
      list.nature = .knownGood
      list.notableCategories = sets.filter { $0.value.isNotable == true }.map(\.key).sorted()
    }
  }
}
