// A list as a file: its bytes as a stream, and their SHA-256.

internal import Crypto
internal import Findings
internal import SystemPackage

/// An open list. Its stream gives the bytes as they stand in the file.
final class ListFile {
  let path: FilePath
  let descriptor: FileDescriptor
  /// Whether it can be read at random: it is no pipe.
  let isRegular: Bool
  private var hasher = SHA256()
  private(set) var stream: ByteStream!

  /// Opens a list; what is a device is refused.
  init(_ path: FilePath) throws(ListFault) {
    self.path = path
    do {
      descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      let type = try descriptor.stat().type
      isRegular = type == .regular
      if type == .characterSpecial || type == .blockSpecial {
        throw ListFault.noList("is a device; name a file")
      }
    } catch let fault as ListFault {
      throw fault
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
    stream = ByteStream { [unowned self] count throws(ListFault) in try self.read(count) }
  }

  deinit { try? descriptor.close() }

  private func read(_ count: Int) throws(ListFault) -> [UInt8] {
    do {
      let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
      return bytes
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
  }

  /// The SHA-256 of the whole file, what has not been read yet included.
  func digest() throws(ListFault) -> FileDigest {
    try stream.drain()
    return FileDigest(.sha256, bytes: Array(hasher.finalize()))!
  }
}
