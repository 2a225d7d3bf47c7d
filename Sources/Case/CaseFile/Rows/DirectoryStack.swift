// From the path of an entry to the number of its directory.
//
// A scan walks depth-first, so that a path shares nearly all of its directories with the path before it.
// Those are kept; only the others are looked up. A loop, not a recursion: disks have thousands of levels.

internal import Foundation
internal import Glibc

/// The directories of the last path, outermost first.
struct DirectoryStack: Sendable {
  private var volume = 0
  /// The last path up to and with its last slash.
  private var path: [UInt8] = []
  /// Where each directory's name ends in it, and the directory's number.
  private var directories: [(end: Int, id: Int64)] = []

  /// The number of the directory that holds an entry.
  ///
  /// - Parameters:
  ///   - volume: The entry's volume.
  ///   - path: The entry's path.
  ///   - find: Looks a name, which has a slash at its end, up in a directory.
  /// - Returns: `nil` if `find` did for any of the path's directories.
  mutating func directory(
    of path: [UInt8], volume: Int, find: (_ parent: Int64, _ name: Data) throws -> Int64?
  ) rethrows -> Int64? {
    let end = (path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    keepShared(with: path, end: end, volume: volume)
    while self.path.count < end {
      let start = self.path.count
      let slash = path[start..<end].firstIndex(of: UInt8(ascii: "/")) ?? end - 1
      let name = path[start...slash]
      guard let id = try find(directories.last?.id ?? Int64(volume), Data(name)) else { return nil }
      self.path += name
      directories.append((slash + 1, id))
    }
    return directories.last?.id ?? Int64(volume)
  }

  /// Drops the directories that the path up to `end` has not.
  private mutating func keepShared(with path: [UInt8], end: Int, volume: Int) {
    if volume != self.volume {
      self = DirectoryStack()
      self.volume = volume
    }
    if self.path.count <= end, isShared(self.path.startIndex..<self.path.count, with: path) {
      return
    }
    var shared = 0
    var start = 0
    while shared < directories.count {
      let next = directories[shared].end
      guard next <= end, isShared(start..<next, with: path) else { break }
      start = next
      shared += 1
    }
    directories.removeSubrange(shared...)
    self.path.removeSubrange(start...)
  }

  /// Whether both paths have the same bytes in a range that lies within both.
  private func isShared(_ range: Range<Int>, with other: [UInt8]) -> Bool {
    unsafe path.withUnsafeBytes { path in
      unsafe other.withUnsafeBytes { other in
        guard !range.isEmpty, let a = path.baseAddress, let b = other.baseAddress else {
          return true
        }
        // The range lies within both.
        return unsafe memcmp(a + range.lowerBound, b + range.lowerBound, range.count) == 0
      }
    }
  }
}
