// The cryptographic hashes of a file, and its head, in one pass over its bytes.

internal import Crypto
internal import KnownContent
internal import MediaFormats
internal import SystemPackage

/// What one pass over a file's bytes gives.
struct ContentDigests {
  let md5: FileDigest
  let sha1: FileDigest
  let sha256: FileDigest
  /// The first ``MediaFormat/signatureLength`` bytes, or all if there are fewer.
  let head: [UInt8]
  /// Bytes that there were.
  let byteCount: Int64

  var all: [FileDigest] { [md5, sha1, sha256] }
}

/// A read failed.
struct ReadFailure: Error {
  var offset: Int64
  var error: Errno
}

/// Reads files through one buffer, which lives as long as its worker.
struct ContentReader {
  private var buffer = [UInt8](repeating: 0, count: 1 << 20)

  /// Reads a file from its beginning to its end.
  ///
  /// - Parameter goOn: Called with the number of bytes after every read; false stops.
  /// - Returns: `nil` if stopped.
  mutating func digests(
    of file: FileDescriptor, goOn: (Int) -> Bool
  ) throws(ReadFailure) -> ContentDigests? {
    var (md5, sha1, sha256) = (Insecure.MD5(), Insecure.SHA1(), SHA256())
    var head: [UInt8] = []
    var offset: Int64 = 0
    while true {
      let count = try read(file, at: offset)
      if count == 0 { break }
      // The bytes read are initialised, and the hash functions do not keep the pointer.
      unsafe buffer.withUnsafeBytes { all in
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: all[..<count])
        unsafe md5.update(bufferPointer: bytes)
        unsafe sha1.update(bufferPointer: bytes)
        unsafe sha256.update(bufferPointer: bytes)
      }
      if head.count < MediaFormat.signatureLength {
        head += buffer[..<min(count, MediaFormat.signatureLength - head.count)]
      }
      offset += Int64(count)
      guard goOn(count) else { return nil }
    }
    return ContentDigests(
      md5: FileDigest(.md5, bytes: Array(md5.finalize()))!,
      sha1: FileDigest(.sha1, bytes: Array(sha1.finalize()))!,
      sha256: FileDigest(.sha256, bytes: Array(sha256.finalize()))!,
      head: head, byteCount: offset)
  }

  private mutating func read(
    _ file: FileDescriptor, at offset: Int64
  ) throws(ReadFailure) -> Int {
    do {
      // The buffer is as long as what is read into it.
      return try unsafe buffer.withUnsafeMutableBytes {
        try unsafe file.read(fromAbsoluteOffset: offset, into: $0)
      }
    } catch {
      throw ReadFailure(offset: offset, error: error as? Errno ?? .ioError)
    }
  }
}
