// What is told of a hash list, line by line, in any language.

public import Findings

/// Makes the text on a list. What the list says itself is made printable.
public struct ListText {
  private let list: HashList
  private let profile: CategoryProfile?
  private let wording: any Wording

  /// Prepares the text on a list.
  ///
  /// - Parameter profile: What its categories are called.
  public init(
    _ list: HashList, profile: CategoryProfile? = nil, wording: any Wording = EnglishWording()
  ) {
    self.list = list
    self.profile = profile
    self.wording = wording
  }

  /// The list by name, then a line for each thing to be told of it, with a word ahead of it.
  public var lines: [String] {
    [UntrustedText.line(list.name)]
      + fields.map { name, value in
        "  " + name + String(repeating: " ", count: max(1, 11 - name.count)) + value
      }
  }

  /// What is wrong with a list, and what a user has to know of it.
  public var warnings: [String] {
    (list.rejectedCount > 0 ? [rejections] : []) + list.notes.map { clause($0) }
  }

  private var fields: [(String, String)] {
    var fields = [("SHA-256", "\(list.sha256)"), ("format", format)]
    if !about.isEmpty { fields.append(("says", about)) }
    if let nature = wording.clause(list.nature) { fields.append(("holds", nature)) }
    if let filter = list.filter {
      fields.append(("filter", wording.clause(filter)))
      fields.append(("wrong in", wording.rates(of: filter)))
    } else {
      fields.append(
        ("read", "\(list.records) \(wording.word(list.unit, isOne: list.records == 1))"))
    }
    if !hashes.isEmpty { fields.append(("hashes", hashes)) }
    if !list.categories.isEmpty { fields.append(("categories", categories)) }
    if let profile { fields.append(("labels", UntrustedText.line(wording.name(of: profile)))) }
    if list.rejectedCount > 0 { fields.append(("left out", rejections)) }
    return fields + list.notes.map { ("note", clause($0)) }
  }

  private var format: String {
    UntrustedText.line(
      [list.format, list.about.formatVersion].compactMap { $0 }.joined(separator: " "))
  }

  private var about: String {
    let said = list.about
    return UntrustedText.line(
      [said.title, said.identifier, said.version, said.date, said.region].compactMap { $0 }
        .joined(separator: ", "))
  }

  private var hashes: String {
    let counts = list.counts
    let kinds = [
      (counts.md5, "MD5"), (counts.sha1, "SHA-1"), (counts.sha256, "SHA-256"),
      (counts.pictures, "PDQ of pictures"), (counts.videos, "videos (\(counts.frames) frames)"),
    ]
    return kinds.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private var categories: String {
    list.categories.map { category in
      let label = profile?.label(of: category.code).map { " [\($0)]" } ?? ""
      return UntrustedText.line(
        "\(category.code ?? wording.noCategory)\(label): \(category.count)")
    }.joined(separator: ", ")
  }

  /// How much was left out, and the first of it by number.
  private var rejections: String {
    let first = list.rejections.map { rejection in
      "\(wording.word(list.unit, isOne: true)) \(rejection.number): "
        + wording.clause(rejection.reason)
    }
    let more = list.rejectedCount > first.count ? "; ..." : ""
    return UntrustedText.line("\(list.rejectedCount): " + first.joined(separator: "; ") + more)
  }

  private func clause(_ note: HashList.Note) -> String {
    UntrustedText.line(wording.clause(note, list.unit))
  }
}
