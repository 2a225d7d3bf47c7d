// Whether one directory lies in another, however both were reached.

internal import Platform
internal import SystemPackage

/// A directory and all that lies below it. Directories are asked for their parents one by one, which no
/// link hides; and places in file systems are compared, which may be mounted elsewhere as well, whole or
/// in part.
struct DirectoryReach: Hashable, Sendable {
  private let root: InodeIdentity
  /// What of file systems belongs to it; empty if the system does not say.
  private let places: [FileSystemPlace]

  /// - Parameters:
  ///   - path: The directory, absolute and without links.
  ///   - status: What the system says of it.
  ///   - table: The mounts.
  ///   - below: Mounts below that belong to it.
  init(
    _ path: FilePath, _ status: EntryStatus, in table: MountTable, below: [MountTableEntry] = []
  ) {
    root = InodeIdentity(status.file)
    places =
      [Self.place(of: path, status, in: table)].compactMap(\.self)
      + below.map { FileSystemPlace(rootOf: $0) }
  }

  /// The reach of a directory at any path.
  init(_ path: FilePath) throws(Errno) {
    let directory = try SystemCalls.open(path, isDirectory: true).descriptor
    defer { try? directory.close() }
    self.init(
      try SystemCalls.absolute(path), try SystemCalls.status(of: [], in: directory),
      in: try .current())
  }

  /// Whether a directory is this one or lies below it.
  func contains(_ directory: FilePath) throws(Errno) -> Bool {
    var current = try SystemCalls.open(directory, isDirectory: true).descriptor
    defer { try? current.close() }
    let status = try SystemCalls.status(of: [], in: current)
    let path = try SystemCalls.absolute(directory)
    if let place = Self.place(of: path, status, in: try .current()),
      places.contains(where: { $0.contains(place) })
    {
      return true
    }
    var inode = InodeIdentity(status.file)
    while inode != root {
      let parent = try SystemCalls.parent(of: current)
      try? current.close()
      current = parent
      let above = InodeIdentity(try SystemCalls.status(of: [], in: parent).file)
      if above == inode { return false }
      inode = above
    }
    return true
  }

  private static func place(
    of path: FilePath, _ status: EntryStatus, in table: MountTable
  ) -> FileSystemPlace? {
    table[id: status.mount].flatMap { FileSystemPlace(path.bytes, reachedBy: $0) }
  }
}
