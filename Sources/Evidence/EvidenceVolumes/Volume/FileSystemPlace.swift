// Where a directory lies in its file system, by whatever mount it was reached.

/// A directory of a file system. A file system may be mounted several times, each time from another
/// directory of it (bind mounts, subvolumes): such mounts have different paths, but the same places.
package struct FileSystemPlace: Hashable, Sendable {
  /// Device number of the file system.
  private let major: UInt32
  private let minor: UInt32
  /// Names from its root to the directory.
  private let names: [[UInt8]]

  /// The directory that is mounted.
  package init(rootOf mount: MountTableEntry) {
    self.init(mount, names: Self.names(in: mount.root))
  }

  /// The directory at an absolute path without links, which was reached by `mount`.
  ///
  /// - Returns: `nil` if the path does not lead there.
  package init?(_ path: [UInt8], reachedBy mount: MountTableEntry) {
    let (point, names) = (Self.names(in: mount.point), Self.names(in: path))
    guard names.starts(with: point) else { return nil }
    self.init(mount, names: Self.names(in: mount.root) + names.dropFirst(point.count))
  }

  private init(_ mount: MountTableEntry, names: [[UInt8]]) {
    (major, minor) = (mount.major, mount.minor)
    self.names = names
  }

  /// Whether another directory is this one or lies below it.
  package func contains(_ other: FileSystemPlace) -> Bool {
    major == other.major && minor == other.minor && other.names.starts(with: names)
  }

  private static func names(in path: [UInt8]) -> [[UInt8]] {
    path.split(separator: UInt8(ascii: "/")).map { Array($0) }
  }
}
