// What is wrong with a volume, or with a place where something was to be written, in words that say
// what to do.

internal import EvidenceEntries
internal import Platform
public import SystemPackage

/// Why a volume cannot be examined, or a file not be written where it was asked for.
public struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The volume cannot be opened as a directory.
    case unreadable(Errno)
    /// Its disk did not answer for so long.
    case noAnswer(Duration)
    /// The process or the machine ran out of threads, descriptors or memory, which says nothing of the
    /// volume and may pass.
    case exhausted(Errno)
    /// The volume is no longer the directory, or no longer mounted, as it was when it was checked.
    case replaced
    /// The output would lie on that volume.
    case outputInEvidence(FilePath)
    /// The output would lie in that directory, which shows through a volume.
    case outputInLayer(FilePath, of: FilePath)
    /// The output is the image that a volume is mounted from.
    case outputIsImage(of: FilePath)
    /// The output is a device, which could be evidence.
    case outputIsDevice
    /// The output is a symbolic link, which could lead onto a volume.
    case outputIsLink
    /// The output's folder cannot be opened.
    case noFolder(FilePath, Errno)
    /// The volume lies in that other one.
    case overlap(FilePath)
    /// What is mounted there can be written to.
    case writable(EvidenceMount)
    /// Nothing is mounted there: it is a folder of that mount, which can be written to.
    case writableFolder(EvidenceMount)
    /// The system does not say what is mounted there.
    case unknownMount
    /// It was read-only when it was checked, and is writable now that it is to be examined.
    case becameWritable(MountChange)
  }

  /// The volume or output.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// Makes an error.
  public init(path: FilePath, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// What an error in opening a volume means.
  public init(path: FilePath, opening error: Errno) {
    self.init(path: path, problem: error.isExhaustion ? .exhausted(error) : .unreadable(error))
  }

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let error):
      "volume \(path): \(error); name a mounted directory that you may read"
    case .noAnswer(let limit):
      "volume \(path): no answer from the disk for \(limit); check the disk"
    case .exhausted(let error):
      "volume \(path): not asked: \(error); this machine lacks threads, descriptors or memory, or this"
        + " user may have no more of them"
    case .replaced:
      "volume \(path): not what it was when it was checked: something else is there, or it was mounted"
        + " anew; see that it is the evidence, and start again"
    case .outputInEvidence(let volume):
      "\(path) lies in the evidence (\(volume)), where nothing is written; choose another folder"
    case .outputInLayer(let layer, let volume):
      "\(path) lies in \(layer), a layer of the overlay that is the evidence (\(volume)); choose"
        + " another folder"
    case .outputIsImage(let volume):
      "\(path) is the image behind the evidence (\(volume)); choose another file"
    case .outputIsDevice:
      "\(path) is a device, which nothing is written to; name a file"
    case .outputIsLink:
      "\(path) is a symbolic link, which could lead into evidence; name the file itself"
    case .noFolder(let folder, let error):
      "\(path): folder \(folder): \(error); name a folder that exists"
    case .overlap(let outer):
      "volume \(path) lies in volume \(outer); name the outer one only"
    case .writable(let mount):
      "volume \(path): \(mount.state.advice), or give --allow-writable-evidence"
    case .writableFolder(let mount):
      "volume \(path): nothing is mounted at \(path) itself; it is a folder of"
        + " \(FilePath(bytes: mount.state.point))\(mount.state.folderAdvice),"
        + " or give --allow-writable-evidence"
    case .becameWritable(let change):
      "volume \(path): \(change); mount it read-only and run the same command again"
    case .unknownMount:
      "volume \(path): the system does not say how it is mounted (/proc/self/mountinfo);"
        + " give --allow-writable-evidence to examine it nevertheless"
    }
  }
}

extension MountState {
  private static let readOnlyMount =
    "with -o ro (ext3, ext4: ro,noload; xfs: ro,norecovery)"

  /// What is writable, and what to do about it.
  fileprivate var advice: String {
    guard isMountWritable else { return deviceAdvice }
    let place = "\(FilePath(bytes: point))"
    // The kernel is not told that such a file system writes nothing, whatever the program that serves it was
    // told: only a mount of its own says so.
    if fileSystem.hasPrefix("fuse") {
      return
        "\(place) is mounted writable (\(fileSystem)); mount it once more, read-only, and name that:"
        + " mount --bind -o ro \(place) /mnt/evidence"
    }
    return "\(place) is mounted writable; mount it \(Self.readOnlyMount)"
  }

  /// The same, of a folder where a disk should have been mounted.
  fileprivate var folderAdvice: String {
    isMountWritable
      ? " (mounted writable); mount the disk there \(Self.readOnlyMount)"
      : "; \(deviceAdvice)"
  }

  private var deviceAdvice: String {
    "the device of \(FilePath(bytes: point)), \(FilePath(bytes: source)), is not known to be read-only;"
      + " unmount it and use a write blocker, blockdev --setro or losetup -r"
  }
}
