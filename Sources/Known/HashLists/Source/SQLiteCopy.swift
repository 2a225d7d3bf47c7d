// SQLite databases that come packed or from a pipe: SQLite reads at random, so a copy is made.

internal import Platform
internal import SystemPackage

/// A copy of a database: memory, or a file without a name that is mapped.
struct SQLiteCopy {
  /// So many bytes of the disk, or of memory, are left to others.
  private static let spared = 64 << 20
  /// Where SQLite's header says, in two bytes, whether changes are kept in a file of their own, which a
  /// copy has not; and what stands there if they are not.
  private static let versions = (offset: 18, bytes: [1, 1] as [UInt8])

  /// The database, of at least one byte.
  let mapping: MappedFile

  /// Copies all of a stream.
  ///
  /// - Parameter folder: Where; `nil` keeps the copy in memory.
  /// - Throws: ``ListFault/unusable(_:)`` if there is no room for it.
  init(_ stream: ByteStream, in folder: FilePath?) throws(ListFault) {
    var count = 0
    let file = try Self.kept(in: folder, &count) { _ throws(Errno) in try ScratchFile(in: folder) }
    let room = folder == nil ? Memory.available : file.room
    let most = max(0, (room ?? .max) - Self.spared)
    while true {
      if stream.available.isEmpty, try !stream.fill() { break }
      try Self.kept(in: folder, &count) { count throws(Errno) in
        count += stream.available.count
        guard count <= most else { throw .noSpace }
        try file.append(Array(stream.available))
      }
      stream.position = stream.buffer.count
    }
    mapping = try Self.kept(in: folder, &count) { count throws(Errno) in
      if count >= Self.versions.offset + Self.versions.bytes.count {
        try file.overwrite(at: Self.versions.offset, Self.versions.bytes)
      }
      return try MappedFile(file.descriptor, length: count)
    }
  }

  /// Says of what cannot be kept how large it is at least.
  private static func kept<Result>(
    in folder: FilePath?, _ count: inout Int, _ body: (inout Int) throws(Errno) -> Result
  ) throws(ListFault) -> Result {
    let place = folder ?? "memory"
    do throws(Errno) {
      return try body(&count)
    } catch .noSpace {
      throw .unusable(
        "is a packed or piped SQLite database of more than \(count) bytes, and a copy of it does not"
          + " fit into \(place); unpack it where there is room, and name the file")
    } catch {
      throw .notKept(HashListError(path: place, problem: .notWritten(error)))
    }
  }
}
