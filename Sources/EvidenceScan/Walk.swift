// Every entry of a volume, once, in the order that the disk gives them: the entries of a directory
// that are none themselves, then the directory, then its subdirectories, each in the same way.
//
// Paths are bytes of any length: entries are opened by name in their parent's descriptor, never by
// path, and the kernel is told to follow no link and not to leave the directory. A deep tree does not use up descriptors: only the innermost directories stay open, and an
// outer one is opened again, name by name from the root, when its next subdirectory is due.

internal import CaseFile
internal import SystemPackage

/// One entry as the walk found it.
struct WalkedEntry {
  /// Path below the volume.
  var path: [UInt8]
  /// How many entries of this path came before it: 0, unless the disk is damaged or crafted.
  var ordinal = 0
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
    /// A directory that the walk is in already.
    case loop
    /// An entry of the same name, in the same directory, was found before; by name only one of them
    /// can be reached.
    case repeated
    /// This process ran out of descriptors or memory: that says nothing of the entry.
    case exhausted(Errno)

    fileprivate init(_ error: Errno) {
      switch error {
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: self = .exhausted(error)
      case .improperLink: self = .otherFileSystem
      default: self = .unreadable(error)
      }
    }

    /// Whether the entry should have been examined.
    var isFailure: Bool {
      switch self {
      case .unreadable, .replaced, .repeated, .exhausted: true
      case .link, .special, .otherFileSystem, .loop: false
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
    var status: EntryStatus
    var descriptor: FileDescriptor?
    /// Subdirectories still to be entered, the next one last.
    var pending: [(name: EntryName, status: EntryStatus)] = []
  }

  /// What makes a directory the same as one that is open already.
  private struct Place: Hashable {
    var device: UInt64
    var inode: UInt64
    var mount: UInt64

    init(_ status: EntryStatus) {
      (device, inode, mount) = (status.file.device, status.file.inode, status.mount)
    }
  }

  private var levels: [Level]
  /// The directories from the root to where the walk is.
  private var places: Set<Place>
  private var stream: DirectoryStream?
  /// Names that the stream has given.
  private var names = SeenNames()
  private let root: EntryStatus
  private let mounts: Set<UInt64>
  private let opensFiles: Bool
  private let watch: WalkWatch
  /// Path of the innermost level, with a slash at the end unless it is the root.
  private var prefix: [UInt8] = []

  /// Starts at a directory; takes over its descriptor, unless it throws.
  ///
  /// - Parameters:
  ///   - mounts: Other mounts that belong to the volume, by number.
  ///   - opensFiles: Whether regular files are given open, or only told of.
  ///   - watch: Is told where the walk is.
  init(
    root directory: FileDescriptor, mounts: Set<UInt64> = [], opensFiles: Bool = true,
    watch: WalkWatch = WalkWatch()
  ) throws(Errno) {
    let status = try SystemCalls.status(of: [], in: directory)
    stream = try DirectoryStream(directory)
    root = status
    places = [Place(status)]
    self.mounts = mounts.union(status.mount == 0 ? [] : [status.mount])
    self.opensFiles = opensFiles
    self.watch = watch
    levels = [Level(name: [UInt8(ascii: ".")], status: status, descriptor: directory)]
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
    guard let directory = levels.last?.descriptor else { return nil }
    while stream != nil {
      watch.advance(to: prefix)
      let name: EntryName?
      do throws(Errno) {
        name = try stream!.next()
      } catch {
        return endStream(.init(error))
      }
      guard let name else { return endStream(nil) }
      if let entry = entry(name, in: directory) { return entry }
    }
    return nil
  }

  /// An entry of the innermost directory; `nil` for a subdirectory, which gets its turn later.
  private mutating func entry(_ name: EntryName, in directory: FileDescriptor) -> WalkedEntry? {
    let path = prefix + name
    watch.advance(to: path)
    let ordinal = names.count(name)
    guard ordinal == 0 else {
      return WalkedEntry(path: path, ordinal: ordinal, kind: .unknown, obstacle: .repeated)
    }
    do throws(Errno) {
      let status = try SystemCalls.status(of: name, in: directory)
      var entry = WalkedEntry(path: path, kind: status.kind, status: status.file)
      guard isOfVolume(status) else {
        entry.obstacle = .otherFileSystem
        return entry
      }
      switch status.kind {
      case .directory where places.contains(Place(status)):
        entry.obstacle = .loop
      case .directory:
        levels[levels.count - 1].pending.append((name, status))
        return nil
      case .file: if opensFiles { open(name, status, in: directory, &entry) }
      case .link: entry.obstacle = .link
      case .fifo, .socket, .device, .unknown: entry.obstacle = .special
      }
      return entry
    } catch {
      return WalkedEntry(path: path, kind: .unknown, obstacle: .init(error))
    }
  }

  /// Whether an entry is of a mount that is to be walked. Where the kernel says which mount it is, that
  /// decides: subvolumes and overlays show several devices in one mount.
  private func isOfVolume(_ status: EntryStatus) -> Bool {
    status.mount != 0 && root.mount != 0
      ? mounts.contains(status.mount) : status.file.device == root.file.device
  }

  /// The innermost directory's own entry, once its stream has ended. The root has none, unless it
  /// could not be read.
  private mutating func endStream(_ obstacle: WalkedEntry.Obstacle?) -> WalkedEntry? {
    stream = nil
    names = SeenNames()
    levels[levels.count - 1].pending.reverse()
    guard levels.count > 1 || obstacle != nil else { return nil }
    let path = levels.count > 1 ? Array(prefix.dropLast()) : levels[0].name
    return WalkedEntry(
      path: path, kind: .directory, status: levels[levels.count - 1].status.file,
      obstacle: obstacle)
  }

  private func open(
    _ name: EntryName, _ status: EntryStatus, in directory: FileDescriptor,
    _ entry: inout WalkedEntry
  ) {
    do throws(Errno) {
      let descriptor = try open(name, in: directory, isDirectory: false)
      let found = try? SystemCalls.status(of: [], in: descriptor)
      if found?.kind == .file, found?.isSameFile(as: status) == true {
        entry.descriptor = descriptor
      } else {
        try? descriptor.close()
        entry.obstacle = .replaced
      }
    } catch {
      entry.obstacle = .init(error)
    }
  }

  // MARK: - Up and down

  /// Goes into a subdirectory of the innermost level; gives its entry if that fails.
  private mutating func enter(_ name: EntryName, _ status: EntryStatus) -> WalkedEntry? {
    watch.advance(to: prefix + name)
    do throws(Errno) {
      let parent = try descriptor(ofLevel: levels.count - 1)
      let directory = try open(name, in: parent, expecting: status)
      levels.append(Level(name: name, status: status, descriptor: directory))
      places.insert(Place(status))
      prefix += name + [UInt8(ascii: "/")]
      closeBeyondOpenLevels(of: levels.count - 1)
      do throws(Errno) {
        stream = try DirectoryStream(directory)
        return nil
      } catch {
        return endStream(.init(error))
      }
    } catch {
      return WalkedEntry(
        path: prefix + name, kind: .directory, status: status.file, obstacle: .init(error))
    }
  }

  private mutating func leave() {
    let level = levels.removeLast()
    places.remove(Place(level.status))
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
      levels[current + 1].descriptor = try open(
        next.name, in: levels[current].descriptor!, expecting: next.status)
      current += 1
      closeBeyondOpenLevels(of: current)
    }
    return levels[level].descriptor!
  }

  /// Opens a directory that has to be the one that was seen before.
  private func open(
    _ name: EntryName, in parent: FileDescriptor, expecting expected: EntryStatus
  ) throws(Errno) -> FileDescriptor {
    let directory = try open(name, in: parent, isDirectory: true)
    do throws(Errno) {
      guard try SystemCalls.status(of: [], in: directory).isSameFile(as: expected) else {
        throw .noSuchFileOrDirectory
      }
      return directory
    } catch {
      try? directory.close()
      throw error
    }
  }

  private func open(
    _ name: EntryName, in directory: FileDescriptor, isDirectory: Bool
  ) throws(Errno) -> FileDescriptor {
    let opened = try SystemCalls.open(
      name, in: directory, isDirectory: isDirectory, crosses: mounts.count > 1)
    if opened.setsAccessTime { watch.countAccessTime() }
    return opened.descriptor
  }
}
