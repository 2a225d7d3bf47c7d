// HashKeeper's second file, which says what the hashes in the first are of.

internal import Findings
internal import SystemPackage

/// What the `.hke` beside a `.hsh` says of its set.
struct HashKeeperDescription {
  private var name: String?
  private var version: String?
  private var isNotable: Bool?

  /// Looks for the description of a list; `nil` if there is none that can be read.
  init?(beside list: FilePath) {
    for fileExtension in ["hke", "HKE", "Hke"] {
      var path = list
      path.extension = fileExtension
      guard path != list, let file = try? ListFile(path),
        var rows = try? DelimitedRows(file.stream, delimiter: UInt8(ascii: ",")),
        let header = try? rows.next()?.fields, let row = try? rows.next()?.fields
      else { continue }
      for (title, field) in zip(header, row) {
        let text = String(decoding: field, as: UTF8.self)
        switch String(decoding: title, as: UTF8.self).lowercased() {
        case "name": name = text
        case "version": version = text
        case "notable_flag": isNotable = text == "1" ? true : text == "0" ? false : nil
        default: break
        }
      }
      return
    }
    return nil
  }

  /// Says it of the list.
  func describe(_ list: inout HashList) {
    list.about.title = name
    list.about.version = version
    if let isNotable { list.nature = isNotable ? .notable : .knownGood }
  }
}
