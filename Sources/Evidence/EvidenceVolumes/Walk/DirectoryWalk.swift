// Every entry of a volume, once, in the order that the disk gives them: the entries of a directory
// that are none themselves, then the directory, then its subdirectories, each in the same way.
//
// Paths are bytes of any length: entries are opened by name in their parent's descriptor, never by
// path, and the kernel is told to follow no link and not to leave the directory. A deep tree does not
// use up descriptors: only the innermost directories stay open, and an outer one is opened again, name
// by name from the root, when its next subdirectory is due.

internal import EvidenceEntries
package import SystemPackage

/// Walks a directory of this machine's mounted file systems.
package final class DirectoryWalk: EvidenceWalk {
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

  private var levels: [Level]
  /// The directories from the root to where the walk is.
  private var entered: Set<DirectoryIdentity>
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
    entered = [DirectoryIdentity(status)]
    self.mounts = mounts.union(status.mount == 0 ? [] : [status.mount])
    self.opensFiles = opensFiles
    self.watch = watch
    levels = [Level(name: [UInt8(ascii: ".")], status: status, descriptor: directory)]
  }

  /// Starts at a directory that a user names, on whatever it is mounted, by links if the path leads by
  /// links; opens files, and goes to no other file system.
  package convenience init(_ path: FilePath, watch: WalkWatch = WalkWatch()) throws(Errno) {
    let opened = try SystemCalls.open(path, isDirectory: true)
    if opened.setsAccessTime { watch.countAccessTime() }
    do throws(Errno) {
      try self.init(root: opened.descriptor, watch: watch)
    } catch {
      try? opened.descriptor.close()
      throw error
    }
  }

  deinit {
    for level in levels { try? level.descriptor?.close() }
  }

  /// The next entry; `nil` once there is none left.
  package func next() -> EvidenceEntry? {
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

  private func nextInStream() -> EvidenceEntry? {
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
  private func entry(_ name: EntryName, in directory: FileDescriptor) -> EvidenceEntry? {
    let path = prefix + name
    watch.advance(to: path)
    let ordinal = names.count(name)
    guard ordinal == 0 else {
      return EvidenceEntry(path: path, ordinal: ordinal, kind: .unknown, obstacle: .repeated)
    }
    do throws(Errno) {
      let status = try SystemCalls.status(of: name, in: directory)
      var entry = EvidenceEntry(path: path, kind: status.kind, status: status.file)
      guard isOfVolume(status) else {
        entry.obstacle = .otherFileSystem
        return entry
      }
      switch status.kind {
      case .directory where entered.contains(DirectoryIdentity(status)):
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
      return EvidenceEntry(path: path, kind: .unknown, obstacle: .init(error))
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
  private func endStream(_ obstacle: EvidenceEntry.Obstacle?) -> EvidenceEntry? {
    stream = nil
    names = SeenNames()
    levels[levels.count - 1].pending.reverse()
    guard levels.count > 1 || obstacle != nil else { return nil }
    let path = levels.count > 1 ? Array(prefix.dropLast()) : levels[0].name
    return EvidenceEntry(
      path: path, kind: .directory, status: levels[levels.count - 1].status.file,
      obstacle: obstacle)
  }

  private func open(
    _ name: EntryName, _ status: EntryStatus, in directory: FileDescriptor,
    _ entry: inout EvidenceEntry
  ) {
    do throws(Errno) {
      let file = OpenFile(try open(name, in: directory, isDirectory: false))
      entry.obstacle = obstacle(of: file, expecting: status)
      if entry.obstacle == nil { entry.file = file } else { file.close() }
    } catch {
      entry.obstacle = .init(error)
    }
  }

  /// Whether what was opened is something else than what was found under that name before.
  private func obstacle(
    of file: OpenFile, expecting expected: EntryStatus
  ) -> EvidenceEntry.Obstacle? {
    do throws(Errno) {
      let status = try file.systemStatus()
      return status.kind == .file && status.isSameFile(as: expected) ? nil : .replaced
    } catch {
      return error.isExhaustion ? .exhausted(error) : .replaced
    }
  }

  // MARK: - Up and down

  /// Goes into a subdirectory of the innermost level; gives its entry if that fails.
  private func enter(_ name: EntryName, _ status: EntryStatus) -> EvidenceEntry? {
    watch.advance(to: prefix + name)
    do throws(Errno) {
      let parent = try descriptor(ofLevel: levels.count - 1)
      let directory = try open(name, in: parent, expecting: status)
      levels.append(Level(name: name, status: status, descriptor: directory))
      entered.insert(DirectoryIdentity(status))
      prefix += name + [UInt8(ascii: "/")]
      closeBeyondOpenLevels(of: levels.count - 1)
      do throws(Errno) {
        stream = try DirectoryStream(directory)
        return nil
      } catch {
        return endStream(.init(error))
      }
    } catch {
      return EvidenceEntry(
        path: prefix + name, kind: .directory, status: status.file, obstacle: .init(error))
    }
  }

  private func leave() {
    let level = levels.removeLast()
    entered.remove(DirectoryIdentity(level.status))
    try? level.descriptor?.close()
    prefix.removeLast(min(prefix.count, level.name.count + 1))
  }

  /// Closes the level that has become too far out, as seen from `level`. The root stays open.
  private func closeBeyondOpenLevels(of level: Int) {
    let outer = level - Self.openLevels
    guard outer > 0 else { return }
    try? levels[outer].descriptor?.close()
    levels[outer].descriptor = nil
  }

  /// The descriptor of a level, opened again, from the nearest open one inwards, if it was closed.
  private func descriptor(ofLevel level: Int) throws(Errno) -> FileDescriptor {
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
