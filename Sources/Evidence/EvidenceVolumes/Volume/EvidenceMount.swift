// What is mounted at a volume: how it can be written to, and what of this machine lies behind it.

public import EvidenceEntries
internal import Glibc
internal import Platform
package import SystemPackage

/// A mounted file system, as it was when it was looked at.
public struct EvidenceMount: Hashable, Sendable {
  /// What the system says of it, and whether anything could write to it.
  public let state: MountState

  /// Number of the mount in this system, until it is unmounted.
  let id: UInt64
  /// What it is on.
  let device: BlockDevice?
  /// The file that a program (FUSE) shows as it, if the program names it.
  let image: FilePath?
  /// Directories that show through it, as it is an overlay of them.
  let layers: [[UInt8]]

  /// Looks at a mount.
  ///
  /// - Throws: Only what ``Errno/isExhaustion``: nothing was asked then.
  package init(_ entry: MountTableEntry) throws(Errno) {
    id = entry.id
    device = BlockDevice(under: entry)
    image = device == nil ? try Self.image(under: entry) : nil
    layers =
      entry.fileSystem.elementsEqual("overlay".utf8)
      ? OverlayLayers.paths(in: entry.superOptions) : []
    state = MountState(
      point: entry.point, source: entry.source,
      fileSystem: String(decoding: entry.fileSystem, as: UTF8.self),
      options: String(decoding: entry.options, as: UTF8.self),
      superOptions: String(decoding: entry.superOptions, as: UTF8.self),
      device: try Self.word(for: device, image))
  }

  private static func word(
    for device: BlockDevice?, _ image: FilePath?
  ) throws(Errno) -> MountState.Device {
    if let device { return try device.isReadOnly() ? .readOnly : .writable }
    guard let image else { return .none }
    // The path is NUL-terminated.
    let mayWrite = unsafe image.withPlatformString {
      unsafe faccessat(AT_FDCWD, $0, W_OK, AT_EACCESS) == 0
    }
    return mayWrite ? .writableImage : .readOnlyImage
  }

  private static func image(under entry: MountTableEntry) throws(Errno) -> FilePath? {
    guard entry.fileSystem.starts(with: "fuse".utf8), entry.source.first == UInt8(ascii: "/")
    else { return nil }
    do throws(Errno) {
      let path = try SystemCalls.absolute(FilePath(bytes: entry.source))
      let status = try SystemCalls.status(
        of: path.bytes, in: FileDescriptor(rawValue: AT_FDCWD))
      return status.kind == .file ? path : nil
    } catch {
      if error.isExhaustion { throw error }
      return nil
    }
  }
}
