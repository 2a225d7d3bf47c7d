// Why a hash list or a compiled set cannot be used, in a line for who gave it.

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

  /// Makes an error.
  package init(path: FilePath, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let error): "hash list \(path): \(error); check the path and its permissions"
    case .notWritten(let error):
      "known set \(path): cannot be written: \(error); name a folder that has room"
    case .unusable(let problem): "hash list \(path): \(problem)"
    }
  }

  /// An error of a list at `path`.
  init(_ path: FilePath, _ fault: ListFault) {
    self.path = path
    switch fault {
    case .unreadable(let error): problem = .unreadable(error)
    case .notKept(let error): self = error
    case .truncated(let place):
      problem = .unusable("ends too early, \(place); get a whole copy: nothing of it was used")
    case .noList(let text), .unusable(let text): problem = .unusable(text)
    }
  }
}
