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

extension HashList.Note {
  /// Which entries a list has that take no part; `nil` if the note is of something else.
  fileprivate var leftOut: String? {
    switch self {
    case .emptyFiles(let count): "hashes of the empty file dropped: \(count)"
    case .lowQuality(let count):
      "pictures of low quality left out, because they match anything: \(count)"
    case .unsupported(let kind, let count):
      "hashes of type \"\(kind)\" left out, which are not supported: \(count)"
    case .unnamedDigests(let column, let digits):
      "column \"\(column)\" has hashes of \(digits) digits, and its name does not say of which kind"
    case .withdrawn(let count): "withdrawn entries left out: \(count)"
    default: nil
    }
  }
}
