// A volume to examine: checked before anything is written anywhere.

internal import CaseFile
internal import Glibc
public import SystemPackage

/// A directory, as a rule the mount point of a seized disk, that is to be examined.
public struct EvidenceVolume: Hashable, Sendable {
  /// Absolute path without links.
  public let path: FilePath

  /// What is mounted there, and, if a scan is to go there, below it; empty if the system does not say.
  public let mounts: [EvidenceMount]

  private let root: Root
  /// What of file systems belongs to the volume; empty if the system does not say.
  private let places: [FileSystemPlace]

  private struct Root: Hashable {
    var device: UInt64
    var inode: UInt64

    init(_ status: EntryStatus) {
      device = status.file.device
      inode = status.file.inode
    }
  }

  /// Checks a volume.
  ///
  /// - Parameters:
  ///   - crossesFileSystems: Whether file systems that are mounted below belong to it.
  ///   - stallLimit: How long its disk may take to answer.
  /// - Throws: ``EvidenceError`` if it is missing, not a directory, not readable, or does not answer,
  ///   or if there can be no thread to ask it.
  public init(
    _ path: FilePath, crossesFileSystems: Bool = false, stallLimit: Duration = .seconds(120)
  ) throws(EvidenceError) {
    let answer: Result<EntryStatus, Errno>?
    do throws(Errno) {
      answer = try Workers.result(within: stallLimit) {
        Result { () throws(Errno) in try Self.status(of: path) }
      }
    } catch {
      throw EvidenceError(path: path, problem: .exhausted(error))
    }
    guard let answer else { throw EvidenceError(path: path, problem: .noAnswer(stallLimit)) }
    do throws(Errno) {
      let status = try answer.get()
      root = Root(status)
      self.path = try Self.absolute(path)
      let table = MountTable.current()
      let below = crossesFileSystems ? table.below(self.path.bytes) : []
      let mount = table[id: status.mount]
      mounts = mount.map { ([$0] + below).map { EvidenceMount($0) } } ?? []
      places =
        [Self.place(of: self.path, status, in: table)].compactMap(\.self)
        + below.map { FileSystemPlace(rootOf: $0) }
    } catch {
      throw EvidenceError(path: path, problem: .unreadable(error))
    }
  }

  private static func status(of path: FilePath) throws(Errno) -> EntryStatus {
    let descriptor = try SystemCalls.open(path, isDirectory: true).descriptor
    defer { try? descriptor.close() }
    return try SystemCalls.status(of: [], in: descriptor)
  }

  /// Whether anything could be written to the volume, or the system does not say.
  public var isWritable: Bool { mounts.isEmpty || mounts.contains(where: \.isWritable) }

  /// Refuses the volume if it is writable.
  ///
  /// - Throws: ``EvidenceError`` that says what to do.
  public func requireReadOnly() throws(EvidenceError) {
    guard !mounts.isEmpty else { throw EvidenceError(path: path, problem: .unknownMount) }
    for mount in mounts where mount.isWritable {
      throw EvidenceError(path: path, problem: .writable(mount))
    }
  }

  /// Mounts below the root that a walk goes into.
  var otherMounts: Set<UInt64> { Set(mounts.dropFirst().map(\.id)) }

  /// Opens the volume's root.
  func open() throws(Errno) -> OpenedEntry { try SystemCalls.open(path, isDirectory: true) }

  /// Refuses a file to be written at `output` if it would lie on the volume, or if it is a link,
  /// which could lead there.
  ///
  /// - Throws: ``EvidenceError`` if so, or if the folder of `output` cannot be reached.
  public func refuse(output: FilePath) throws(EvidenceError) {
    let parent = output.removingLastComponent()
    let folder = parent.isEmpty ? "." : parent
    let isInside: Bool
    do throws(Errno) {
      isInside = try contains(directory: folder)
    } catch {
      throw EvidenceError(path: output, problem: .noFolder(folder, error))
    }
    if isInside { throw EvidenceError(path: output, problem: .outputInEvidence(path)) }
    if Self.isLink(output) { throw EvidenceError(path: output, problem: .outputIsLink) }
  }

  /// Refuses volumes of which one lies in the other: their entries would be reported twice.
  public static func refuseOverlaps(_ volumes: [EvidenceVolume]) throws(EvidenceError) {
    for (position, inner) in volumes.enumerated() {
      for (other, outer) in volumes.enumerated() where other != position {
        let isInside: Bool
        do throws(Errno) {
          isInside = try outer.contains(directory: inner.path)
        } catch {
          throw EvidenceError(path: inner.path, problem: .unreadable(error))
        }
        if isInside { throw EvidenceError(path: inner.path, problem: .overlap(outer.path)) }
      }
    }
  }

  private static func place(
    of path: FilePath, _ status: EntryStatus, in table: MountTable
  ) -> FileSystemPlace? {
    table[id: status.mount].flatMap { FileSystemPlace(path.bytes, reachedBy: $0) }
  }

  /// Whether a directory is the volume's root or lies below it. Its parents are asked one by one, which
  /// no link hides; and its place in its file system is compared, which may be mounted elsewhere as
  /// well, whole or in part.
  private func contains(directory: FilePath) throws(Errno) -> Bool {
    var current = try SystemCalls.open(directory, isDirectory: true).descriptor
    defer { try? current.close() }
    let status = try SystemCalls.status(of: [], in: current)
    let path = try Self.absolute(directory)
    if let place = Self.place(of: path, status, in: .current()),
      places.contains(where: { $0.contains(place) })
    {
      return true
    }
    var place = Root(status)
    while place != root {
      let parent = try SystemCalls.parent(of: current)
      try? current.close()
      current = parent
      let above = Root(try SystemCalls.status(of: [], in: parent))
      if above == place { return false }
      place = above
    }
    return true
  }

  private static func isLink(_ path: FilePath) -> Bool {
    let status = try? SystemCalls.status(
      of: path.bytes, in: FileDescriptor(rawValue: AT_FDCWD))
    return status?.kind == .link
  }

  private static func absolute(_ path: FilePath) throws(Errno) -> FilePath {
    // realpath allocates the result, which is copied and freed.
    let resolved = unsafe path.withPlatformString { unsafe realpath($0, nil) }
    guard let resolved = unsafe resolved else { throw Errno(rawValue: errno) }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
  }
}

/// Why a volume cannot be examined, or a file not be written where it was asked for.
public struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The volume cannot be opened as a directory.
    case unreadable(Errno)
    /// Its disk did not answer for so long.
    case noAnswer(Duration)
    /// The process ran out of threads or memory, which says nothing of the volume.
    case exhausted(Errno)
    /// The output would lie on that volume.
    case outputInEvidence(FilePath)
    /// The output is a symbolic link, which could lead onto a volume.
    case outputIsLink
    /// The output's folder cannot be opened.
    case noFolder(FilePath, Errno)
    /// The volume lies in that other one.
    case overlap(FilePath)
    /// What is mounted there can be written to.
    case writable(EvidenceMount)
    /// The system does not say what is mounted there.
    case unknownMount
  }

  /// The volume or output.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let error):
      "volume \(path): \(error); name a mounted directory that you may read"
    case .noAnswer(let limit):
      "volume \(path): no answer from the disk for \(limit); check the disk"
    case .exhausted(let error):
      "volume \(path): not asked: \(error); this user has too many processes and threads"
    case .outputInEvidence(let volume):
      "\(path) lies in the evidence (\(volume)), where nothing is written; choose another folder"
    case .outputIsLink:
      "\(path) is a symbolic link, which could lead into evidence; name the file itself"
    case .noFolder(let folder, let error):
      "\(path): folder \(folder): \(error); name a folder that exists"
    case .overlap(let outer):
      "volume \(path) lies in volume \(outer); name the outer one only"
    case .writable(let mount):
      "volume \(path): \(mount.advice), or give --allow-writable-evidence"
    case .unknownMount:
      "volume \(path): the system does not say how it is mounted (/proc/self/mountinfo);"
        + " give --allow-writable-evidence to examine it nevertheless"
    }
  }
}

extension EvidenceMount {
  /// What is writable, and what to do about it.
  fileprivate var advice: String {
    let (point, source) = (FilePath(bytes: point), FilePath(bytes: source))
    return isMountWritable
      ? "\(point) is mounted writable; mount it with -o ro (ext3, ext4: ro,noload; xfs: ro,norecovery)"
      : "the device of \(point), \(source), is not known to be read-only; unmount it and use a write"
        + " blocker, blockdev --setro or losetup -r"
  }
}
