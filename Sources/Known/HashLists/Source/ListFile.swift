// A list as a file: its bytes as a stream, and their SHA-256.

internal import Crypto
internal import Findings
internal import SystemPackage

/// An open list. Its stream gives the bytes as they stand in the file, and keeps it open.
struct ListFile {
  /// Whether it can be read at random: it is no pipe.
  let isRegular: Bool
  let stream: ByteStream
  private let source: HashedFile

  /// Opens a list; what is a device is refused.
  init(_ path: FilePath) throws(ListFault) {
    do {
      let source = HashedFile(
        try FileDescriptor.open(path, .readOnly, options: .closeOnExec))
      let type = try source.descriptor.stat().type
      isRegular = type == .regular
      if type == .characterSpecial || type == .blockSpecial {
        throw ListFault.noList("is a device; name a file")
      }
      stream = ByteStream { count throws(ListFault) in try source.read(count) }
      self.source = source
    } catch let fault as ListFault {
      throw fault
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
  }

  /// The SHA-256 of the whole file, what has not been read yet included.
  func digest() throws(ListFault) -> FileDigest {
    try stream.drain()
    return source.digest
  }
}

/// A file that is open until nobody reads it any more, hashed as it is read.
private final class HashedFile {
  let descriptor: FileDescriptor
  private var hasher = SHA256()

  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  deinit { try? descriptor.close() }

  /// The SHA-256 of what was read.
  var digest: FileDigest { FileDigest(.sha256, bytes: Array(hasher.finalize()))! }

  func read(_ count: Int) throws(ListFault) -> [UInt8] {
    do {
      let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        // The buffer has room for as many bytes as are asked for.
        filled = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      // As many bytes as the array has.
      unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
      return bytes
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
  }
}
