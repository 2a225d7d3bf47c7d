// A volume to examine: checked before anything is written anywhere, and again when it is opened.

public import EvidenceEntries
internal import Platform
public import SystemPackage

/// A directory, as a rule the mount point of a seized disk, that is to be examined.
public struct EvidenceVolume: EvidenceSource, Hashable {
  /// Absolute path without links.
  public let path: FilePath

  /// What is mounted there, and, if a scan is to go there, below it; empty if the system does not say.
  public let mounts: [EvidenceMount]

  /// Whether file systems that are mounted below belong to it.
  public let crossesFileSystems: Bool

  /// Where file systems are mounted below it that a scan does not enter.
  public let leftOutMounts: [[UInt8]]

  /// What was checked.
  private let root: DirectoryIdentity
  /// Where nothing may be written.
  let reach: DirectoryReach

  /// Checks a volume.
  ///
  /// - Parameters:
  ///   - crossesFileSystems: Whether file systems that are mounted below belong to it.
  ///   - stallLimit: How long its disk may take to answer.
  /// - Throws: ``EvidenceError`` if it is missing, not a directory, not readable, or does not answer,
  ///   or if this machine lacks what it takes to ask it.
  public init(
    _ path: FilePath, crossesFileSystems: Bool = false, stallLimit: Duration = .seconds(120)
  ) throws(EvidenceError) {
    try self.init(path, crossesFileSystems: crossesFileSystems, stallLimit: stallLimit) {
      () throws(Errno) in try .current()
    }
  }

  /// Checks a volume by a mount table that is read once the volume has answered.
  package init(
    _ path: FilePath, crossesFileSystems: Bool = false, stallLimit: Duration = .seconds(120),
    table: () throws(Errno) -> MountTable
  ) throws(EvidenceError) {
    let answer: Result<EntryStatus, Errno>?
    do throws(Errno) {
      answer = try Threads.result(within: stallLimit) {
        Result { () throws(Errno) in try Self.status(of: path) }
      }
    } catch {
      throw EvidenceError(path: path, problem: .exhausted(error))
    }
    guard let answer else { throw EvidenceError(path: path, problem: .noAnswer(stallLimit)) }
    do throws(Errno) {
      let status = try answer.get()
      root = DirectoryIdentity(status)
      self.path = try SystemCalls.absolute(path)
      let table = try table()
      let below = table.below(self.path.bytes)
      let entered = crossesFileSystems ? below : []
      self.crossesFileSystems = crossesFileSystems
      leftOutMounts = crossesFileSystems ? [] : below.map(\.point)
      var mounts: [EvidenceMount] = []
      if let mount = table[id: status.mount] {
        for entry in [mount] + entered { mounts.append(try EvidenceMount(entry)) }
      }
      self.mounts = mounts
      reach = DirectoryReach(self.path, status, in: table, below: entered)
    } catch {
      throw EvidenceError(path: path, opening: error)
    }
  }

  private static func status(of path: FilePath) throws(Errno) -> EntryStatus {
    let descriptor = try SystemCalls.open(path, isDirectory: true).descriptor
    defer { try? descriptor.close() }
    return try SystemCalls.status(of: [], in: descriptor)
  }

  // MARK: - Whether it can be written to

  /// How everything that belongs to it is mounted: one state, of which nothing is known, if the system
  /// does not say.
  public var mountStates: [MountState] {
    mounts.isEmpty ? [.unknown(at: path.bytes)] : mounts.map(\.state)
  }

  /// Whether anything could be written to the volume, or the system does not say.
  public var isWritable: Bool { mounts.isEmpty || mounts.contains(where: \.state.isWritable) }

  /// Whether nothing is mounted at the path itself: it is a folder of what is mounted further up, which
  /// may be the examiner's own disk.
  public var isFolderOfMount: Bool { mounts.first.map { $0.state.point != path.bytes } ?? false }

  /// Refuses the volume if it is writable.
  ///
  /// - Throws: ``EvidenceError`` that says what to do.
  public func requireReadOnly() throws(EvidenceError) {
    guard !mounts.isEmpty else { throw EvidenceError(path: path, problem: .unknownMount) }
    for (position, mount) in mounts.enumerated() where mount.state.isWritable {
      throw EvidenceError(
        path: path,
        problem: position == 0 && isFolderOfMount ? .writableFolder(mount) : .writable(mount))
    }
  }

  /// Reads the mount table again: which of ``mounts`` is not what it was when the volume was checked.
  ///
  /// - Throws: If this machine lacks what it takes to read it.
  public func mountChanges() throws(Errno) -> [MountChange] {
    mounts.isEmpty ? [] : try mountChanges(in: .current())
  }

  /// Compares with a mount table.
  package func mountChanges(in table: MountTable) throws(Errno) -> [MountChange] {
    var changes: [MountChange] = []
    for mount in mounts {
      let now = try table[id: mount.id].map { entry throws(Errno) in
        try EvidenceMount(entry).state
      }
      if now != mount.state { changes.append(MountChange(before: mount.state, after: now)) }
    }
    return changes
  }

  // MARK: - Entries

  /// Starts over at the first entry, if the root is still what was checked: the same directory, by the
  /// same mount. The root itself is no entry, unless listing it fails midway.
  public func entries(
    opensFiles: Bool, watch: WalkWatch
  ) throws(EvidenceError) -> sending any EvidenceWalk {
    watch.enter(volume: path.bytes)
    let opened: OpenedEntry
    do throws(Errno) {
      opened = try SystemCalls.open(path, isDirectory: true)
    } catch {
      throw EvidenceError(path: path, opening: error)
    }
    if opened.setsAccessTime { watch.countAccessTime() }
    do throws(Errno) {
      let status = try SystemCalls.status(of: [], in: opened.descriptor)
      if DirectoryIdentity(status) == root {
        return try DirectoryWalk(
          root: opened.descriptor, mounts: Set(mounts.dropFirst().map(\.id)),
          opensFiles: opensFiles, watch: watch)
      }
    } catch {
      try? opened.descriptor.close()
      throw EvidenceError(path: path, opening: error)
    }
    try? opened.descriptor.close()
    throw EvidenceError(path: path, problem: .replaced)
  }
}
