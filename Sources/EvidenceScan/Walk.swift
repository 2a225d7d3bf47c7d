// Every entry of a volume, once, in the order that the disk gives them: the entries of a directory
// that are none themselves, then the directory, then its subdirectories, each in the same way.
//
// Paths are bytes of any length: entries are opened by name in their parent's descriptor, never by
// path. A deep tree does not use up descriptors: only the innermost directories stay open, and an
// outer one is opened again, name by name from the root, when its next subdirectory is due.

internal import CaseFile
internal import SystemPackage

/// One entry as the walk found it.
struct WalkedEntry {
  /// Path below the volume.
  var path: [UInt8]
  var kind: EntryKind
  /// `nil` if the entry could not be asked.
  var status: FileStatus?
  /// A regular file, open for reading; whoever gets the entry closes it.
  var descriptor: FileDescriptor?
  /// Why the entry cannot be, or is not, examined.
  var obstacle: Obstacle?

  enum Obstacle: Equatable {
    case unreadable(Errno)
    case link, special, otherFileSystem, replaced

    /// Whether the entry should have been examined.
    var isFailure: Bool {
      switch self {
      case .unreadable, .replaced: true
      case .link, .special, .otherFileSystem: false
      }
    }
  }
}

/// Walks one volume.
struct Walk: ~Copyable {
  /// So many of the innermost directories stay open.
  private static let openLevels = 32

  /// A directory on the way from the root to where the walk is.
  private struct Level {
    var name: EntryName
    var status: FileStatus
    var descriptor: FileDescriptor?
    /// Subdirectories still to be entered, the next one last.
    var pending: [(name: EntryName, status: FileStatus)] = []
  }

  private var levels: [Level]
  private var stream: DirectoryStream?
  private let device: UInt64
  /// Path of the innermost level, with a slash at the end unless it is the root.
  private var prefix: [UInt8] = []

  /// Starts at a directory; takes over its descriptor, unless it throws.
  init(root: FileDescriptor) throws(Errno) {
    let (_, status) = try SystemCalls.status(of: [], in: root)
    stream = try Self.stream(of: root)
    device = status.device
    levels = [Level(name: [UInt8(ascii: ".")], status: status, descriptor: root)]
  }

  deinit {
    for level in levels { try? level.descriptor?.close() }
  }

  /// The next entry; `nil` once there is none left.
  mutating func next() -> WalkedEntry? {
    while !levels.isEmpty {
      if let entry = nextInStream() { return entry }
      if let next = levels[levels.count - 1].pending.popLast() {
        if let failure = enter(next.name, next.status) { return failure }
      } else {
        leave()
      }
    }
    return nil
  }

  // MARK: - Entries of the innermost directory

  private mutating func nextInStream() -> WalkedEntry? {
    guard stream != nil, let directory = levels.last?.descriptor else { return nil }
    let name: EntryName?
    do throws(Errno) {
      name = try stream!.next()
    } catch {
      return endStream(.unreadable(error))
    }
    guard let name else { return endStream(nil) }
    let path = prefix + name
    do throws(Errno) {
      let (kind, status) = try SystemCalls.status(of: name, in: directory)
      var entry = WalkedEntry(path: path, kind: kind, status: status)
      guard status.device == device else {
        entry.obstacle = .otherFileSystem
        return entry
      }
      switch kind {
      case .directory:
        levels[levels.count - 1].pending.append((name, status))
        return nextInStream()
      case .file: open(name, in: directory, &entry)
      case .link: entry.obstacle = .link
      case .fifo, .socket, .device, .unknown: entry.obstacle = .special
      }
      return entry
    } catch {
      return WalkedEntry(path: path, kind: .unknown, obstacle: .unreadable(error))
    }
  }

  /// The innermost directory's own entry, once its stream has ended. The root has none, unless it
  /// could not be read.
  private mutating func endStream(_ obstacle: WalkedEntry.Obstacle?) -> WalkedEntry? {
    stream = nil
    levels[levels.count - 1].pending.reverse()
    guard levels.count > 1 || obstacle != nil else { return nil }
    let path = levels.count > 1 ? Array(prefix.dropLast()) : levels[0].name
    return WalkedEntry(
      path: path, kind: .directory, status: levels[levels.count - 1].status, obstacle: obstacle)
  }

  private func open(_ name: EntryName, in directory: FileDescriptor, _ entry: inout WalkedEntry) {
    do throws(Errno) {
      let descriptor = try SystemCalls.open(name, in: directory, isDirectory: false)
      let (kind, status) = try SystemCalls.status(of: [], in: descriptor)
      if kind == .file, status.inode == entry.status?.inode {
        entry.descriptor = descriptor
      } else {
        try? descriptor.close()
        entry.obstacle = .replaced
      }
    } catch {
      entry.obstacle = .unreadable(error)
    }
  }

  // MARK: - Up and down

  /// Goes into a subdirectory of the innermost level; gives its entry if that fails.
  private mutating func enter(_ name: EntryName, _ status: FileStatus) -> WalkedEntry? {
    do throws(Errno) {
      let parent = try descriptor(ofLevel: levels.count - 1)
      let directory = try Self.open(name, in: parent, expecting: status)
      levels.append(Level(name: name, status: status, descriptor: directory))
      prefix += name + [UInt8(ascii: "/")]
      closeBeyondOpenLevels(of: levels.count - 1)
      do throws(Errno) {
        stream = try Self.stream(of: directory)
        return nil
      } catch {
        return endStream(.unreadable(error))
      }
    } catch {
      return WalkedEntry(
        path: prefix + name, kind: .directory, status: status, obstacle: .unreadable(error))
    }
  }

  private mutating func leave() {
    let level = levels.removeLast()
    try? level.descriptor?.close()
    prefix.removeLast(min(prefix.count, level.name.count + 1))
  }

  /// Closes the level that has become too far out, as seen from `level`. The root stays open.
  private mutating func closeBeyondOpenLevels(of level: Int) {
    let outer = level - Self.openLevels
    guard outer > 0 else { return }
    try? levels[outer].descriptor?.close()
    levels[outer].descriptor = nil
  }

  /// The descriptor of a level, opened again, from the nearest open one inwards, if it was closed.
  private mutating func descriptor(ofLevel level: Int) throws(Errno) -> FileDescriptor {
    var current = level
    while levels[current].descriptor == nil { current -= 1 }
    while current < level {
      let next = levels[current + 1]
      levels[current + 1].descriptor = try Self.open(
        next.name, in: levels[current].descriptor!, expecting: next.status)
      current += 1
      closeBeyondOpenLevels(of: current)
    }
    return levels[level].descriptor!
  }

  /// Opens a directory that has to be the one that was seen before.
  private static func open(
    _ name: EntryName, in parent: FileDescriptor, expecting expected: FileStatus
  ) throws(Errno) -> FileDescriptor {
    let directory = try SystemCalls.open(name, in: parent, isDirectory: true)
    do throws(Errno) {
      let (_, found) = try SystemCalls.status(of: [], in: directory)
      guard found.device == expected.device, found.inode == expected.inode else {
        throw .noSuchFileOrDirectory
      }
      return directory
    } catch {
      try? directory.close()
      throw error
    }
  }

  private static func stream(of directory: FileDescriptor) throws(Errno) -> DirectoryStream {
    // The stream moves and closes its descriptor; the level keeps its own for opening entries.
    try DirectoryStream(SystemCalls.open([UInt8(ascii: ".")], in: directory, isDirectory: true))
  }
}
