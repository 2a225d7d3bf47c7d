// What is mounted at a volume: how it can be written to, and what of this machine lies behind it.

public import EvidenceEntries
package import SystemPackage

/// A mounted file system, as it was when it was looked at.
public struct EvidenceMount: Hashable, Sendable {
  /// What the system says of it, and whether anything could write to it.
  public let state: MountState

  /// Number of the mount in this system, until it is unmounted.
  let id: UInt64
  /// What it is on.
  let device: BlockDevice?
  /// Directories that show through it, as it is an overlay of them.
  let layers: [[UInt8]]

  /// Looks at a mount.
  ///
  /// - Throws: Only what ``Errno/isExhaustion``: nothing was asked then.
  package init(_ entry: MountTableEntry) throws(Errno) {
    id = entry.id
    device = BlockDevice(under: entry)
    layers =
      entry.fileSystem.elementsEqual("overlay".utf8)
      ? OverlayLayers.paths(in: entry.superOptions) : []
    state = MountState(
      point: entry.point, source: entry.source,
      fileSystem: String(decoding: entry.fileSystem, as: UTF8.self),
      options: String(decoding: entry.options, as: UTF8.self),
      superOptions: String(decoding: entry.superOptions, as: UTF8.self),
      device: try device.map { device throws(Errno) in
        try device.isReadOnly() ? .readOnly : .writable
      } ?? .none)
  }
}
