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
  ///
  /// - Throws: ``ListFault/unusable(_:)`` if there is one that does not say it of every set: it may say that
  ///   the list is of files that are sought.
  init?(beside list: FilePath) throws(ListFault) {
    guard let stem = list.lastComponent?.stem else { return nil }
    let folder = list.removingLastComponent()
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.isEmpty ? "." : folder.string)
    guard let name = names?.filter({ $0.lowercased() == stem.lowercased() + ".hke" }).min() else {
      return nil
    }
    let stream = try TextEncoding.utf8(try ListFile(folder.appending(name)).stream)
    let head = ListHead(bytes: try stream.peek(ListHead.length))
    guard let layout = TableLayout(head),
      let id = layout.columns.first(where: { $0.name.key == "hashsetid" })?.index,
      let flag = layout.columns.first(where: { $0.name.key == "notableflag" })?.index
    else {
      throw .unusable("has \(name) beside it, without columns hashset_id and notable_flag; mend it")
    }
    let title = layout.columns.first { $0.name.key == "name" }?.index
    var reader = try TableReader(stream, delimiter: layout.delimiter)
    while let row = try reader.next() {
      if row.number <= layout.headerLine || row.isEmpty { continue }
      guard row.fields.count > max(id, flag, title ?? 0), sets.count < Self.mostSets else {
        throw .unusable(
          "has \(name) beside it, whose line \(row.number) is no set, or of more than"
            + " \(Self.mostSets); mend it")
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
