// Writing a compiled known set.

internal import Foundation
internal import HammingSpace
internal import SystemPackage

extension SetFile {
  /// Writes what a builder has collected to `path`, where nothing may be.
  ///
  /// The file gets its name when it is complete.
  static func write(
    _ builder: inout SetBuilder, to path: FilePath, index: IndexChoice, radius: Int,
    progress: (String) -> Void
  ) throws(Errno) {
    let unfinished = FilePath(path.string + ".unfinished")
    do {
      let file = try FileDescriptor.open(
        unfinished, .readWrite, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      do {
        defer { try? file.close() }
        try write(&builder, into: file, index, radius, progress)
      } catch {
        try? FileManager.default.removeItem(atPath: unfinished.string)
        throw error
      }
      // A set that is in use stays what it is for those who have it open.
      try rename(unfinished, path)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  private static func rename(_ from: FilePath, _ to: FilePath) throws {
    let status = unsafe from.withPlatformString { from in
      // Both strings are NUL-terminated and outlive the call.
      unsafe to.withPlatformString { unsafe Glibc.rename(from, $0) }
    }
    guard status == 0 else { throw Errno(rawValue: errno) }
  }

  private static func write(
    _ builder: inout SetBuilder, into file: FileDescriptor, _ index: IndexChoice, _ radius: Int,
    _ progress: (String) -> Void
  ) throws {
    var storage = FileStorage(file, from: firstArray)
    var directory = try builder.finish(
      into: &storage, index: index, radius: radius, progress: progress)
    progress("computing checksums of \(storage.end / 1_000_000) MB")
    directory.sections = storage.places.map { place in
      SetDirectory.Section(
        name: place.name, offset: place.offset, byteCount: place.byteCount,
        sha256: Hex.text(of: sha256(storage.sections[place.name]!)))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = [UInt8](try encoder.encode(directory))
    try file.writeAll(toAbsoluteOffset: Int64(storage.end), text)
    var header = magic + bytes(of: version) + bytes(of: UInt32(0))
    header += bytes(of: UInt64(storage.end + text.count)) + bytes(of: UInt64(storage.end))
    header += bytes(of: UInt64(text.count)) + sha256(SharedArray(text))
    header += sha256(SharedArray(header))
    try file.writeAll(toAbsoluteOffset: 0, header)
  }

  private static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
