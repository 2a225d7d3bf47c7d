// Writing a compiled known set.

internal import Crypto
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
    // What is sought is nobody else's business.
    let draft = try DraftFile(for: path, replacing: true, permissions: .ownerReadWrite)
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
    directory.sections = try storage.extents.map { extent in
      CompiledSetDirectory.Section(
        name: extent.name, offset: extent.offset, byteCount: extent.byteCount,
        sha256: try sha256(of: file, from: extent.offset, byteCount: extent.byteCount))
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

  /// Reads the bytes for their SHA-256: a mapping would keep them all in memory.
  private static func sha256(
    of file: FileDescriptor, from offset: Int, byteCount: Int
  ) throws -> FileDigest {
    var hasher = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    for start in stride(from: 0, to: byteCount, by: chunk.count) {
      let count = min(chunk.count, byteCount - start)
      // The part is inside of the chunk, and the hash function does not keep it.
      try unsafe chunk.withUnsafeMutableBytes { bytes in
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
        try unsafe file.readAll(into: part, at: offset + start)
        unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(part))
      }
    }
    return FileDigest(.sha256, bytes: Array(hasher.finalize()))!
  }

  private static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
