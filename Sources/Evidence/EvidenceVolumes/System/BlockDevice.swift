// What the kernel tells of a block device, in /sys: whether it can be written to, and which files of
// this machine it shows.

internal import CLinux
internal import Platform
internal import SystemPackage

/// A block device, by its number.
struct BlockDevice: Hashable, Sendable {
  /// Devices are made of devices (encryption, volumes, partitions), but not for ever.
  private static let mostLayers = 8

  private let major: UInt32
  private let minor: UInt32

  private init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// The device that a file system is on; `nil` if it is on none. File systems that may span several
  /// (btrfs) have no number of their own, and are asked about by the one that was mounted.
  init?(under entry: MountTableEntry) {
    var (major, minor) = (entry.major, entry.minor)
    if major == 0 {
      // The path is NUL-terminated, and the numbers are set if the call succeeds.
      let isDevice = unsafe FilePath(bytes: entry.source).withPlatformString {
        unsafe vigie_block_device($0, &major, &minor) == 0
      }
      guard entry.source.first == UInt8(ascii: "/"), isDevice else { return nil }
    }
    self.init(major: major, minor: minor)
  }

  /// Whether the kernel lets nobody write to it; false if the kernel does not say.
  ///
  /// - Throws: Only what ``Errno/isExhaustion``: nothing was asked then.
  func isReadOnly() throws(Errno) -> Bool {
    do throws(Errno) {
      return try SystemCalls.contents(of: folder.appending("ro")).first == UInt8(ascii: "1")
    } catch {
      if error.isExhaustion { throw error }
      return false
    }
  }

  /// The files that are attached as it, or as the devices that it is made of, by `losetup` or `mount`.
  func backingFiles() throws(Errno) -> [FilePath] {
    try backingFiles(below: Self.mostLayers)
  }

  private func backingFiles(below layers: Int) throws(Errno) -> [FilePath] {
    guard layers > 0 else { return [] }
    var files: [FilePath] = []
    // A partition is a folder in that of its disk.
    for place in ["loop/backing_file", "../loop/backing_file"] {
      let text = try Self.contents(of: folder.pushing(FilePath(place)))
      if let text, text.last == UInt8(ascii: "\n") {
        files.append(FilePath(bytes: text.dropLast()))
      }
    }
    for name in try Self.names(in: folder.appending("slaves")) {
      let number = FilePath(bytes: folder.bytes + "/slaves/".utf8 + name + "/dev".utf8)
      let parts = String(decoding: try Self.contents(of: number) ?? [], as: UTF8.self)
        .split { $0 == ":" || $0 == "\n" }.compactMap { UInt32($0) }
      guard parts.count == 2 else { continue }
      files += try BlockDevice(major: parts[0], minor: parts[1]).backingFiles(below: layers - 1)
    }
    return files
  }

  private var folder: FilePath { FilePath("/sys/dev/block/\(major):\(minor)") }

  /// What a file holds; `nil` if there is none.
  private static func contents(of path: FilePath) throws(Errno) -> [UInt8]? {
    do throws(Errno) {
      return try SystemCalls.contents(of: path)
    } catch {
      if error.isExhaustion { throw error }
      return nil
    }
  }

  /// What a folder holds; nothing if there is none.
  private static func names(in path: FilePath) throws(Errno) -> [EntryName] {
    do throws(Errno) {
      let folder = try SystemCalls.open(path, isDirectory: true).descriptor
      defer { try? folder.close() }
      var stream = try DirectoryStream(folder)
      var names: [EntryName] = []
      while let name = try stream.next() { names.append(name) }
      return names
    } catch {
      if error.isExhaustion { throw error }
      return []
    }
  }
}
