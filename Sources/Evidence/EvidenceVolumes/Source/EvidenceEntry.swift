// One entry of evidence as a walk found it, before anybody judges it.

public import EvidenceEntries
public import SystemPackage

/// A file, a directory, or what else has a name in a source.
public struct EvidenceEntry: Sendable {
  /// Path below the source's root, names joined by `/`.
  public var path: [UInt8]
  /// How many entries of this path came before it: 0, unless the disk is damaged or crafted.
  public var ordinal: Int
  /// What it is.
  public var kind: EntryKind
  /// `nil` if the entry could not be asked.
  public var status: FileStatus?
  /// A regular file, open, if the walk opens files; whoever gets the entry closes it.
  public var file: (any EvidenceFile)?
  /// Why the entry cannot be, or is not, examined; then there is no file.
  public var obstacle: Obstacle?

  /// Makes an entry.
  public init(
    path: [UInt8], ordinal: Int = 0, kind: EntryKind, status: FileStatus? = nil,
    file: (any EvidenceFile)? = nil, obstacle: Obstacle? = nil
  ) {
    self.path = path
    self.ordinal = ordinal
    self.kind = kind
    self.status = status
    self.file = file
    self.obstacle = obstacle
  }

  /// What stands in the way of an entry. What that makes of it in a case is not for the walk to say.
  public enum Obstacle: Hashable, Sendable {
    /// The system refused to list, ask or open it.
    case unreadable(Errno)
    /// A symbolic link, which is not followed.
    case link
    /// Neither file, directory nor link; not opened.
    case special
    /// It is on another mounted file system, which is not to be entered.
    case otherFileSystem
    /// Another entry had its name by the time it was opened.
    case replaced
    /// A directory that the walk is in already.
    case loop
    /// An entry of the same name, in the same directory, was found before; by name only one of them
    /// can be reached.
    case repeated
    /// The process or the machine ran out of descriptors or memory: that says nothing of the entry, and
    /// the walk is not whole.
    case exhausted(Errno)

    /// What an error makes of an entry that was to be listed, asked or opened.
    public init(_ error: Errno) {
      self =
        switch error {
        case _ where error.isExhaustion: .exhausted(error)
        case .improperLink: .otherFileSystem
        default: .unreadable(error)
        }
    }

    /// Whether the entry should have been examined.
    public var isFailure: Bool {
      switch self {
      case .unreadable, .replaced, .repeated, .exhausted: true
      case .link, .special, .otherFileSystem, .loop: false
      }
    }
  }
}
