// Whether what is mounted at a volume can be written to: evidence must not be.

internal import CLinux
internal import SystemPackage

/// A mounted file system, and whether anything could write to it.
public struct EvidenceMount: Hashable, Sendable {
  /// What is known of the block device under the file system.
  public enum Device: String, Sendable {
    /// The kernel lets nobody write to it.
    case readOnly
    /// It can be written to, or cannot be asked.
    case writable
    /// There is none: memory, overlays, network, FUSE.
    case none
  }

  /// Where it is mounted, absolute.
  public let point: [UInt8]
  /// What is mounted, a device as a rule.
  public let source: [UInt8]
  /// Type of the file system.
  public let fileSystem: String
  /// Options of this mount, comma-separated.
  public let options: String
  /// Options of the file system, likewise.
  public let superOptions: String
  /// The block device.
  public let device: Device

  /// Number of the mount in this system.
  let id: UInt64

  package init(_ entry: MountTableEntry) {
    id = entry.id
    point = entry.point
    source = entry.source
    fileSystem = String(decoding: entry.fileSystem, as: UTF8.self)
    options = String(decoding: entry.options, as: UTF8.self)
    superOptions = String(decoding: entry.superOptions, as: UTF8.self)
    device = Self.device(of: entry)
  }

  /// Whether files can be written through this mount.
  public var isMountWritable: Bool {
    !Self.list(options).contains("ro") && !Self.list(superOptions).contains("ro")
  }

  /// Whether anything could be written: through this mount, or to the device, past it.
  public var isWritable: Bool { isMountWritable || device == .writable }

  /// Whether mounting may have written to the device: a journal is replayed even for a read-only
  /// mount, unless an option forbids it.
  public var mayHaveReplayedJournal: Bool {
    ["ext3", "ext4", "xfs"].contains(fileSystem) && !isMountWritable && device == .writable
      && Self.list(superOptions).isDisjoint(with: ["noload", "norecovery"])
  }

  private static func list(_ options: String) -> Set<Substring> {
    Set(options.split(separator: ","))
  }

  /// Asks the kernel about the device. File systems that may span several (btrfs) have no number of
  /// their own, and are asked about by the one that was mounted.
  private static func device(of entry: MountTableEntry) -> Device {
    var (major, minor) = (entry.major, entry.minor)
    if major == 0 {
      // The path is NUL-terminated, and the numbers are set if the call succeeds.
      let isDevice = unsafe FilePath(bytes: entry.source).withPlatformString {
        unsafe vigie_block_device($0, &major, &minor) == 0
      }
      guard entry.source.first == UInt8(ascii: "/"), isDevice else { return .none }
    }
    let flag = try? SystemCalls.contents(of: FilePath("/sys/dev/block/\(major):\(minor)/ro"))
    return flag?.first == UInt8(ascii: "1") ? .readOnly : .writable
  }
}
