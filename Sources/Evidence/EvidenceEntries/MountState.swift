// How a file system was mounted, and whether anything could write to it.

/// A mounted file system as the kernel describes it.
public struct MountState: Hashable, Sendable {
  /// What is known of what the file system is on. The raw value is the word that cases use.
  public enum Device: String, Codable, CaseIterable, Sendable {
    /// A block device to which the kernel lets nobody write.
    case readOnly
    /// A block device that can be written to, or cannot be asked.
    case writable
    /// An image that a program (FUSE) shows, in a file that this process may not write to.
    case readOnlyImage
    /// The same, in a file that this process may write to.
    case writableImage
    /// There is none: memory, overlays, network, a program that does not name its image.
    case none
  }

  /// Where it is mounted, absolute.
  public var point: [UInt8]
  /// What is mounted, a device as a rule.
  public var source: [UInt8]
  /// Type of the file system.
  public var fileSystem: String
  /// Options of this mount, comma-separated.
  public var options: String
  /// Options of the file system, likewise.
  public var superOptions: String
  /// What it is on.
  public var device: Device

  /// Describes a mount.
  public init(
    point: [UInt8], source: [UInt8], fileSystem: String, options: String, superOptions: String,
    device: Device
  ) {
    self.point = point
    self.source = source
    self.fileSystem = fileSystem
    self.options = options
    self.superOptions = superOptions
    self.device = device
  }

  /// A mount of which the system says nothing: it counts as writable.
  public static func unknown(at point: [UInt8]) -> MountState {
    MountState(
      point: point, source: [], fileSystem: "unknown", options: "", superOptions: "",
      device: .writable)
  }

  /// Whether files can be written through this mount.
  public var isMountWritable: Bool { !has("ro", in: options) && !has("ro", in: superOptions) }

  /// Whether anything could be written: through this mount, or to the device, past it.
  public var isWritable: Bool { isMountWritable || device == .writable }

  /// Whether mounting may have written to the device: a journal is replayed even for a read-only
  /// mount, unless an option forbids it.
  public var mayHaveReplayedJournal: Bool {
    ["ext3", "ext4", "xfs"].contains(fileSystem) && !isMountWritable && device == .writable
      && !has("noload", in: superOptions) && !has("norecovery", in: superOptions)
  }

  private func has(_ option: String, in options: String) -> Bool {
    options.split(separator: ",").contains { $0 == option }
  }
}
