// What an entry of a volume is, and what its file system says of it. Pure values: those who walk, those
// who keep and those who report share them, and nothing else of each other.

/// What a directory entry is. The raw value is the word that cases and reports use.
public enum EntryKind: String, Codable, CaseIterable, Sendable {
  case file, directory, link, fifo, socket, device
  /// It could not be asked.
  case unknown
}

/// Metadata of an entry, as the file system gives it. Times are nanoseconds since 1970, UTC.
public struct FileStatus: Hashable, Sendable {
  /// Size in bytes.
  public var size: Int64
  /// Inode number.
  public var inode: UInt64
  /// Device that the inode is on.
  public var device: UInt64
  /// Names that the inode has.
  public var links: UInt64
  /// Last write of the content.
  public var modified: Int64
  /// Last read, if the file system keeps it.
  public var accessed: Int64
  /// Last change of the metadata.
  public var changed: Int64
  /// Creation; `nil` if the file system does not keep it.
  public var created: Int64?

  /// Makes a status.
  public init(
    size: Int64, inode: UInt64, device: UInt64, links: UInt64, modified: Int64, accessed: Int64,
    changed: Int64, created: Int64?
  ) {
    self.size = size
    self.inode = inode
    self.device = device
    self.links = links
    self.modified = modified
    self.accessed = accessed
    self.changed = changed
    self.created = created
  }
}
