// Files that are there whole or not at all: written under another name, and renamed when they are complete.

internal import Glibc
package import SystemPackage

/// A file that is being written beside the place where it is to be, as `.NAME.vigie-draft`.
///
/// It gets its name by ``place()``, at once. A draft that ends otherwise, because writing failed, is
/// removed; one that a killed process left is removed by the next that writes the same file. A lock
/// (flock) tells it from one that is being written.
package struct DraftFile: ~Copyable {
  /// The draft's own path.
  package let path: FilePath

  /// Open for reading and writing until the draft ends, which closes it.
  package let descriptor: FileDescriptor

  private let target: FilePath
  private let isReplacing: Bool
  /// Endings of the names of files that a writer may leave beside the draft.
  private let companions: [String]

  /// Creates an empty draft.
  ///
  /// - Parameters:
  ///   - target: Where the file is to be.
  ///   - isReplacing: Whether it takes the place of a file that is there. Otherwise one that is there, or
  ///     that comes while the draft is written, is an error. What is no regular file is never replaced.
  ///   - permissions: Those of the file, less what the process's mask forbids.
  ///   - companions: Endings of the names of files that a library keeps beside the draft, as `-journal`;
  ///     they are removed with it.
  /// - Throws: Why there can be no draft, or no file at `target` later; `resourceBusy` if another draft
  ///   of it is being written.
  package init(
    for target: FilePath, replacing isReplacing: Bool, permissions: FilePermissions,
    companions: [String] = []
  ) throws(Errno) {
    guard let path = Self.path(for: target) else { throw .isDirectory }
    try Self.check(target, isReplacing)
    try Self.removeAbandoned(path)
    descriptor = try Self.create(path, permissions)
    Self.remove(companions.map { Self.companion($0, of: path) })
    self.path = path
    self.target = target
    self.isReplacing = isReplacing
    self.companions = companions
  }

  /// Creates a draft, and locks it.
  private static func create(
    _ path: FilePath, _ permissions: FilePermissions
  ) throws(Errno) -> FileDescriptor {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(
        path, .readWrite, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: permissions)
    } catch {
      throw error as? Errno == .fileExists ? .resourceBusy : error as? Errno ?? .ioError
    }
    // Another process may have come between, and taken it for abandoned.
    if lock(descriptor), isInPlace(descriptor, path) { return descriptor }
    try? descriptor.close()
    throw .resourceBusy
  }

  /// Removes what is left of a process that was killed. Who has the lock of what the name leads to, and
  /// nobody else, may take the name away.
  private static func removeAbandoned(_ path: FilePath) throws(Errno) {
    let draft: FileDescriptor
    do {
      draft = try FileDescriptor.open(
        path, .readOnly, options: [.nonBlocking, .noFollow, .closeOnExec])
    } catch Errno.noSuchFileOrDirectory {
      return
    } catch Errno.tooManySymbolicLinkLevels {
      return remove([path])  // A link is no draft.
    } catch {
      throw error as? Errno ?? .ioError
    }
    defer { try? draft.close() }
    guard lock(draft), isInPlace(draft, path) else { throw .resourceBusy }
    remove([path])
  }

  /// Locks a draft until its descriptor is closed; false if another process has it. Where there are no
  /// locks, nobody has.
  private static func lock(_ descriptor: FileDescriptor) -> Bool {
    flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
  }

  /// The path of a file's draft; `nil` if the file's own path ends in no name.
  private static func path(for target: FilePath) -> FilePath? {
    guard let name = target.lastComponent, name.kind == .regular else { return nil }
    let named = FilePath(root: nil, [name]).bytes
    return target.removingLastComponent().pushing(
      FilePath(bytes: Array(".".utf8) + named + Array(".vigie-draft".utf8)))
  }

  /// Removes the draft's name of a file that has got its own: what is left of a process that was killed
  /// between the two. Not to be called while another process may write that draft.
  package static func removeLeftover(of target: FilePath, companions: [String] = []) {
    guard let path = path(for: target), let own = try? target.stat(followTargetSymlink: false),
      let named = try? path.stat(followTargetSymlink: false), own.inode == named.inode,
      own.deviceID == named.deviceID
    else { return }
    remove(companions.map { companion($0, of: path) } + [path])
  }

  deinit {
    // Somebody may have put something else here. The name goes last: it keeps others from beginning.
    if Self.isInPlace(descriptor, path) {
      Self.remove(companions.map { Self.companion($0, of: path) } + [path])
    }
    try? descriptor.close()
  }

  /// Gives the file its name, and ends the draft.
  ///
  /// What was written is on the disk by then, so that the name never leads to less, whatever ends the
  /// system.
  ///
  /// - Throws: Why it cannot be; then the draft is gone, and what was at the target is as it was.
  package consuming func place() throws(Errno) {
    guard fsync(descriptor.rawValue) == 0 || errno == EINVAL else { throw Errno(rawValue: errno) }
    guard Self.isInPlace(descriptor, path) else { throw .resourceBusy }
    try Self.check(target, isReplacing)
    let failure = unsafe path.withPlatformString { from in
      // Both strings are NUL-terminated and outlive the calls.
      unsafe target.withPlatformString { to in
        unsafe isReplacing ? Self.rename(from, to) : Self.link(from, to)
      }
    }
    if let failure { throw failure }
  }

  private static func rename(
    _ from: UnsafePointer<CInterop.PlatformChar>, _ to: UnsafePointer<CInterop.PlatformChar>
  ) -> Errno? {
    unsafe Glibc.rename(from, to) == 0 ? nil : Errno(rawValue: errno)
  }

  /// Gives the file its second name, which fails if the name is taken; the first goes with the draft.
  private static func link(
    _ from: UnsafePointer<CInterop.PlatformChar>, _ to: UnsafePointer<CInterop.PlatformChar>
  ) -> Errno? {
    if unsafe Glibc.link(from, to) == 0 { return nil }
    let failure = errno
    // File systems without links, as on memory sticks. That nothing is there was checked.
    let hasNoLinks = [EPERM, EOPNOTSUPP, ENOSYS].contains(failure)
    return hasNoLinks ? unsafe rename(from, to) : Errno(rawValue: failure)
  }

  /// Whether the draft's name leads to the draft.
  private static func isInPlace(_ descriptor: FileDescriptor, _ path: FilePath) -> Bool {
    guard let own = try? descriptor.stat(), let named = try? path.stat(followTargetSymlink: false)
    else { return false }
    return own.inode == named.inode && own.deviceID == named.deviceID
  }

  /// Refuses a target whose place the file may not take.
  private static func check(_ target: FilePath, _ isReplacing: Bool) throws(Errno) {
    guard let status = try? target.stat(followTargetSymlink: false) else { return }
    // What a link leads to: its place is taken like a file's, unless that is a device or a folder.
    let type = (try? target.stat())?.type ?? .regular
    if status.type == .directory || type == .directory { throw .isDirectory }
    guard isReplacing, type == .regular else { throw .fileExists }
  }

  private static func companion(_ ending: String, of path: FilePath) -> FilePath {
    FilePath(bytes: path.bytes + Array(ending.utf8))
  }

  private static func remove(_ paths: [FilePath]) {
    for path in paths {
      // The string is NUL-terminated.
      _ = unsafe path.withPlatformString { unsafe unlink($0) }
    }
  }
}
