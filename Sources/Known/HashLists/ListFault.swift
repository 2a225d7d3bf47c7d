// Why a list cannot be read, without its path.

package import SystemPackage

/// What is wrong with a list, where its path is not known; ``HashListError`` has it.
package enum ListFault: Error, Hashable, Sendable {
  /// It cannot be read.
  case unreadable(Errno)
  /// What was taken from it cannot be kept: a disk is full.
  case notKept(HashListError)
  /// It is no list of a format known: what it is, and what to do.
  case noList(String)
  /// It ends before its end; where.
  case truncated(String)
  /// It is a list, and cannot be used; in words.
  case unusable(String)
}
