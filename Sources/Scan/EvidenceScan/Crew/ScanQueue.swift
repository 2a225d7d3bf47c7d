// The order of work: entries of all volumes, one after the other, to whichever thread asks.

internal import CaseFile
internal import EvidenceEntries
internal import EvidenceVolumes
internal import Findings
internal import Platform
internal import SystemPackage

/// What a thread is to do next.
struct ScanItem {
  var entry: CaseEntry
  /// Whether the entry is a file that has not come up under another name.
  var isNewContent = false
  /// That file, open, if files are opened.
  var file: (any EvidenceFile)?
}

/// Walks the volumes and numbers what is to be examined. Contents are numbered in the order of the
/// walk, whatever thread gets them, so that a case does not depend on the number of threads.
struct ScanQueue: ~Copyable {
  private let volumes: [any EvidenceSource]
  /// How many volumes have been started.
  private var volume = 0
  private var walk: (any EvidenceWalk)?
  private var lastContent: Int
  /// Contents of files with several names.
  private var linked: [InodeIdentity: Int] = [:]
  /// The case that a resumed scan goes on with.
  private let earlier: CaseFile?

  private let opensFiles: Bool
  private let watch: WalkWatch
  /// Is told of mounts that have changed.
  private let recorder: Recorder?

  /// Starts at the first entry of the first volume.
  ///
  /// - Parameters:
  ///   - earlier: A case whose entries are passed over.
  ///   - opensFiles: Whether files are to be examined, or only told of.
  ///   - watch: Is told where the walk is.
  ///   - recorder: Is told of mounts that are others than when their volume was checked.
  init(
    _ volumes: [any EvidenceSource], continuing earlier: CaseFile?, opensFiles: Bool = true,
    watch: WalkWatch = WalkWatch(), recorder: Recorder? = nil
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
    self.recorder = recorder
    for (device, inode, id) in links { linked[InodeIdentity(device: device, inode: inode)] = id }
  }

  /// The next entry that has no row yet; `nil` once there is none.
  mutating func next() throws(ScanError) -> ScanItem? {
    defer { watch.rest() }
    while true {
      if walk == nil {
        guard volume < volumes.count else { return nil }
        if let failure = try startNextVolume() { return failure }
      }
      guard let found = walk?.next() else {
        // A volume whose root could not be read has no walk.
        if walk != nil { _ = try noteMountChanges() }
        walk = nil
        continue
      }
      if case .exhausted(let error) = found.obstacle { throw .exhausted(error) }
      let hasRow = try ScanError.ofCase { () throws(CaseFileError) in
        try earlier?.contains(volume: volume, path: found.path, ordinal: found.ordinal) ?? false
      }
      if hasRow {
        found.file?.close()
      } else {
        return item(of: found)
      }
    }
  }

  /// Starts to walk the next volume; gives its root as an entry if that fails.
  private mutating func startNextVolume() throws(ScanError) -> ScanItem? {
    let next = volumes[volume]
    volume += 1
    let changes = try noteMountChanges()
    if let change = changes.first(where: \.isWritableNow) {
      throw .evidence(EvidenceError(path: next.path, problem: .becameWritable(change)))
    }
    do throws(EvidenceError) {
      walk = try next.entries(opensFiles: opensFiles, watch: watch)
      return nil
    } catch {
      switch error.problem {
      case .unreadable(let errno):
        let root = EvidenceEntry(
          path: [UInt8(ascii: ".")], kind: .directory, obstacle: .unreadable(errno))
        return item(of: root)
      case .exhausted(let errno): throw .exhausted(errno)
      default: throw .evidence(error)
      }
    }
  }

  /// Records what of the current volume's mounts is not as it was when the volume was checked.
  private func noteMountChanges() throws(ScanError) -> [MountChange] {
    guard let recorder else { return [] }
    let changes: [MountChange]
    do throws(Errno) {
      changes = try volumes[volume - 1].mountChanges()
    } catch {
      throw .exhausted(error)
    }
    if !changes.isEmpty { try recorder.record(changes, ofVolume: volume) }
    return changes
  }

  private mutating func item(of found: EvidenceEntry) -> ScanItem {
    var entry = CaseEntry(
      volume: volume, path: found.path, kind: found.kind, status: found.status)
    entry.ordinal = found.ordinal
    if let obstacle = found.obstacle {
      entry.outcome = obstacle.ending.outcome
      entry.reasons = [obstacle.ending.reason]
      return ScanItem(entry: entry)
    }
    guard found.kind == .file, let status = found.status else {
      entry.outcome = .notMedia
      entry.reasons = [Reason(.directory)]
      return ScanItem(entry: entry)
    }
    let inode = InodeIdentity(device: status.device, inode: status.inode)
    if status.links > 1, let content = linked[inode] {
      found.file?.close()
      entry.content = content
      return ScanItem(entry: entry)
    }
    lastContent += 1
    entry.content = lastContent
    if status.links > 1 { linked[inode] = lastContent }
    return ScanItem(entry: entry, isNewContent: true, file: found.file)
  }
}
