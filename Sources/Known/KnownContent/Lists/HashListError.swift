// Why a hash list or a compiled set cannot be used, in a line for who gave it.

internal import Findings
internal import PerceptualHash
public import SystemPackage

/// Why a hash list cannot be used.
public struct HashListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with a list.
  public enum Problem: Hashable, Sendable {
    /// It cannot be opened or read.
    case unreadable(Errno)
    /// A compiled set cannot be written.
    case notWritten(Errno)
    /// It is no list, or holds nothing that can be matched; in words.
    case unusable(String)
  }

  /// The list.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let error): "hash list \(path): \(error); check the path and its permissions"
    case .notWritten(let error):
      "known set \(path): cannot be written: \(error); name a folder that has room"
    case .unusable(let problem): "hash list \(path): \(problem)"
    }
  }
}

extension HashListError {
  /// The refusal of a list that was read to its end and gave nothing to match.
  init(_ path: FilePath, holdsNothing list: HashList) {
    let nothing = "holds no usable hash"
    self.init(path: path, problem: .unusable(nothing))
    guard list.malformedCount > 0 else {
      problem = .unusable(([nothing] + list.notes.compactMap(\.leftOut)).joined(separator: "; "))
      return
    }
    let lines = list.malformedLines.prefix(3).map(String.init).joined(separator: ", ")
    problem = .unusable(
      "\(nothing): \(list.malformedCount) lines are not of any list format known (first: \(lines));"
        + " see `vigie known info --help`")
  }
}

extension HashList.Note {
  /// Which entries a list has that take no part; `nil` if the note is of something else.
  fileprivate var leftOut: String? {
    switch self {
    case .emptyFiles(let count): "hashes of the empty file dropped: \(count)"
    case .lowQuality(let count):
      "pictures of quality below \(Thresholds.minimumQuality) left out, because they match anything:"
        + " \(count)"
    case .unsupported(let kind, let count):
      "entries of type \"\(kind)\" left out, which are not supported: \(count)"
    case .bareHashes: nil
    }
  }
}
