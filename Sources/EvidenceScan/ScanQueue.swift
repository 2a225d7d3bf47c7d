// The order of work: entries of all volumes, one after the other, to whichever worker asks.

internal import CaseFile
internal import SystemPackage

/// What a worker is to do next.
struct ScanItem {
  var entry: CaseEntry
  /// Whether the entry is a file that has not come up under another name.
  var isNewContent = false
  /// That file, open, if files are opened.
  var file: FileDescriptor?
}

/// Walks the volumes and numbers what is to be examined. Contents are numbered in the order of the
/// walk, whatever worker gets them, so that a case does not depend on the number of workers.
struct ScanQueue: ~Copyable {
  private struct Inode: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private let volumes: [EvidenceVolume]
  private var volume = 0
  private var walk: Walk?
  private var lastContent: Int
  /// Contents of files with several names.
  private var linked: [Inode: Int] = [:]
  /// The case that a resumed scan goes on with.
  private let earlier: CaseFile?

  private let opensFiles: Bool
  private let watch: WalkWatch

  /// Starts at the first entry of the first volume.
  ///
  /// - Parameters:
  ///   - earlier: A case whose entries are passed over.
  ///   - opensFiles: Whether files are to be examined, or only told of.
  ///   - watch: Is told where the walk is.
  init(
    _ volumes: [EvidenceVolume], continuing earlier: CaseFile?, opensFiles: Bool = true,
    watch: WalkWatch = WalkWatch()
  ) throws(ScanError) {
    let links = try ScanError.ofCase { () throws(CaseFileError) in
      try earlier?.linkedContents() ?? []
    }
    lastContent = try ScanError.ofCase { () throws(CaseFileError) in
      try earlier?.lastContent() ?? 0
    }
    self.volumes = volumes
    self.earlier = earlier
    self.opensFiles = opensFiles
    self.watch = watch
    for (device, inode, id) in links { linked[Inode(device: device, inode: inode)] = id }
  }

  /// The next entry that has no row yet; `nil` once there is none.
  mutating func next() throws(ScanError) -> ScanItem? {
    defer { watch.rest() }
    while true {
      if walk == nil {
        guard volume < volumes.count else { return nil }
        if let failure = startNextVolume() { return failure }
      }
      guard let found = walk!.next() else {
        walk = nil
        continue
      }
      if case .exhausted(let error) = found.obstacle { throw .exhausted(error) }
      let hasRow = try ScanError.ofCase { () throws(CaseFileError) in
        try earlier?.contains(volume: volume, path: found.path, ordinal: found.ordinal) ?? false
      }
      if hasRow {
        try? found.descriptor?.close()
      } else {
        return item(of: found)
      }
    }
  }

  /// Starts to walk the next volume; gives its root as an entry if that fails.
  private mutating func startNextVolume() -> ScanItem? {
    let next = volumes[volume]
    volume += 1
    watch.enter(volume: next.path.bytes)
    do throws(Errno) {
      let opened = try next.open()
      if opened.setsAccessTime { watch.countAccessTime() }
      let root = opened.descriptor
      do throws(Errno) {
        walk = try Walk(
          root: root, mounts: next.otherMounts, opensFiles: opensFiles, watch: watch)
        return nil
      } catch {
        try? root.close()
        throw error
      }
    } catch {
      let path = [UInt8(ascii: ".")]
      return item(of: WalkedEntry(path: path, kind: .directory, obstacle: .unreadable(error)))
    }
  }

  private mutating func item(of found: WalkedEntry) -> ScanItem {
    var entry = CaseEntry(
      volume: volume, path: found.path, kind: found.kind, status: found.status)
    entry.ordinal = found.ordinal
    if let obstacle = found.obstacle {
      (entry.outcome, entry.reason) = obstacle.ending
      return ScanItem(entry: entry)
    }
    guard found.kind == .file, let status = found.status else {
      (entry.outcome, entry.reason) = (.notMedia, "a directory")
      return ScanItem(entry: entry)
    }
    let inode = Inode(device: status.device, inode: status.inode)
    if status.links > 1, let content = linked[inode] {
      try? found.descriptor?.close()
      entry.content = content
      return ScanItem(entry: entry)
    }
    lastContent += 1
    entry.content = lastContent
    if status.links > 1 { linked[inode] = lastContent }
    return ScanItem(entry: entry, isNewContent: true, file: found.descriptor)
  }
}

extension WalkedEntry.Obstacle {
  /// How the entry ends, and why.
  var ending: (Outcome, String) {
    switch self {
    case .unreadable(let error), .exhausted(let error): (.unreadable, "\(error)")
    case .link: (.skipped, "a symbolic link, not followed")
    case .special: (.skipped, "not a regular file, not opened")
    case .otherFileSystem: (.skipped, "on another file system")
    case .loop: (.skipped, "a directory that it lies in itself, not entered again")
    case .repeated:
      (.unreadable, "its folder has another entry of this name, and only one of them can be opened")
    case .replaced: (.unreadable, "replaced while it was being opened")
    }
  }
}
