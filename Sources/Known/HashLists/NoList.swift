// What to say of what is no list, or holds nothing: what it is, and what to do.

internal import Findings

extension ListReader {
  /// What is to be said of a list that was read to its end and gave nothing to match.
  static func nothing(in list: HashList, _ head: ListHead) -> String {
    if let kind = FileKind(head.bytes) { return kind.advice }
    let nothing = "holds no usable hash"
    guard list.rejectedCount > 0 else {
      return ([nothing] + list.notes.compactMap(\.leftOut)).joined(separator: "; ")
    }
    let numbers = list.rejections.prefix(3).map { "\($0.number)" }.joined(separator: ", ")
    return
      "\(nothing): \(list.rejectedCount) \(list.unit.rawValue)s are not of any list format known"
      + " (first: \(numbers)); see `vigie known info --help`"
  }
}

/// A kind of file that people take for a list.
enum FileKind: String {
  case gzip = "a gzip file"
  case jpeg = "a JPEG"
  case png = "a PNG"
  case pdf = "a PDF"
  case sqlite = "an SQLite database"
  case zip = "a zip file"

  init?(_ head: ArraySlice<UInt8>) {
    let magics: [(FileKind, [UInt8])] = [
      (.gzip, [0x1F, 0x8B]), (.jpeg, [0xFF, 0xD8, 0xFF]), (.png, [0x89, 0x50, 0x4E, 0x47]),
      (.pdf, Array("%PDF-".utf8)), (.sqlite, Array("SQLite format 3".utf8)),
      (.zip, [0x50, 0x4B, 3, 4]),
    ]
    guard let kind = magics.first(where: { head.starts(with: $0.1) })?.0 else { return nil }
    self = kind
  }

  /// What it is, and what to do.
  var advice: String { "is \(rawValue), and no hash list" }
}

extension HashList.Note {
  /// Which entries a list has that take no part; `nil` if the note is of something else.
  fileprivate var leftOut: String? {
    switch self {
    case .emptyFiles(let count): "hashes of the empty file dropped: \(count)"
    case .lowQuality(let count):
      "pictures of low quality left out, because they match anything: \(count)"
    case .unsupported(let kind, let count):
      "hashes of type \"\(kind)\" left out, which are not supported: \(count)"
    case .withdrawn(let count): "withdrawn entries left out: \(count)"
    default: nil
    }
  }
}
