// Writing a compiled known set.

internal import Findings
internal import Foundation
internal import HashLists
internal import HammingSpace
internal import Platform
internal import SystemPackage

extension CompiledSet {
  /// Writes what a builder has collected to `path`.
  ///
  /// The file gets its name when it is complete; a set that is in use stays what it is for those who have
  /// it open.
  static func write(
    _ builder: KnownSetBuilder, to path: FilePath, index: IndexChoice, radius: Int,
    encryption: SetEncryption?, progress: (String) -> Void
  ) throws(Errno) {
    // What is no set is somebody's, and not replaced.
    if let size = try? path.stat().size, size > 0, !isCompiled(path) { throw .fileExists }
    let draft = try DraftFile(
      for: path, replacing: true, permissions: [.ownerReadWrite])
    do {
      if let encryption {
        let memory = try AnonymousFile.make()
        defer { try? memory.close() }
        try write(builder, into: memory, index, radius, progress)
        try EncryptedSet.write(memory, to: draft.descriptor, encryption)
      } else {
        try write(builder, into: draft.descriptor, index, radius, progress)
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
    try draft.place()
  }

  private static func write(
    _ builder: KnownSetBuilder, into file: FileDescriptor, _ index: IndexChoice,
    _ radius: Int, _ progress: (String) -> Void
  ) throws {
    var storage = FileSections(file, from: firstArray)
    var directory = try builder.finish(
      into: &storage, index: index, radius: radius, progress: progress)
    progress("computing checksums of \(storage.end / 1_000_000) MB")
    directory.sections = storage.extents.map { extent in
      CompiledSetDirectory.Section(
        name: extent.name, offset: extent.offset, byteCount: extent.byteCount,
        sha256: sha256(storage.sections[extent.name]!))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = [UInt8](try encoder.encode(directory))
    try file.writeAll(toAbsoluteOffset: Int64(storage.end), text)
    var header = magic + bytes(of: version) + bytes(of: UInt32(0))
    header += bytes(of: UInt64(storage.end + text.count)) + bytes(of: UInt64(storage.end))
    header += bytes(of: UInt64(text.count)) + sha256(SharedArray(text)).bytes
    header += sha256(SharedArray(header)).bytes
    try file.writeAll(toAbsoluteOffset: 0, header)
  }

  private static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
