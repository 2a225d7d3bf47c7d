// Files that are there whole or not at all: written under another name, and renamed when they are complete.

internal import Glibc
package import SystemPackage

/// A file that is being written beside the place where it is to be, as `.NAME.vigie-draft`.
///
/// It gets its name by ``place()``, at once. A draft that ends otherwise, because writing failed, is
/// removed; one that a killed process left is removed by the next that writes the same file.
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
  /// - Throws: Why there can be no draft, or no file at `target` later.
  package init(
    for target: FilePath, replacing isReplacing: Bool, permissions: FilePermissions,
    companions: [String] = []
  ) throws(Errno) {
    guard let path = Self.path(for: target) else { throw .isDirectory }
    try Self.check(target, isReplacing)
    Self.remove(path, companions)  // What is left of a process that was killed.
    do {
      descriptor = try FileDescriptor.open(
        path, .readWrite, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: permissions)
    } catch {
      throw error as? Errno ?? .ioError
    }
    self.path = path
    self.target = target
    self.isReplacing = isReplacing
    self.companions = companions
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
    remove(path, companions)
  }

  deinit {
    // Another process that writes the same file may have put its own draft here.
    if isInPlace { Self.remove(path, companions) }
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
    guard isInPlace else { throw .resourceBusy }
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
  private var isInPlace: Bool {
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

  private static func remove(_ path: FilePath, _ companions: [String]) {
    for path in [path] + companions.map({ FilePath(bytes: path.bytes + Array($0.utf8)) }) {
      // The string is NUL-terminated.
      _ = unsafe path.withPlatformString { unsafe unlink($0) }
    }
  }
}
