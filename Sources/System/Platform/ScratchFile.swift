// A file without a name: what is too large for memory, and of use to nobody else.

internal import Glibc
package import SystemPackage

/// A file that has no name any more, and ends with its owner.
package final class ScratchFile {
  package let descriptor: FileDescriptor

  /// Makes a file.
  ///
  /// - Parameter folder: Where; `nil` makes one in memory.
  package init(in folder: FilePath?) throws(Errno) {
    guard let folder else {
      descriptor = try AnonymousFile.make()
      return
    }
    var name = Array(folder.appending(".vigie-scratch-XXXXXX").string.utf8CString)
    // The template is NUL-terminated, and changed in place.
    let number = unsafe name.withUnsafeMutableBufferPointer {
      unsafe mkstemp($0.baseAddress!)
    }
    guard number >= 0 else { throw Errno(rawValue: errno) }
    descriptor = FileDescriptor(rawValue: number)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = unsafe name.withUnsafeBufferPointer { unsafe unlink($0.baseAddress!) }
  }

  deinit {
    try? descriptor.close()
  }

  /// Bytes that it can still grow by; `nil` if the file system does not say.
  package var room: Int? {
    var found = statvfs()
    guard unsafe fstatvfs(descriptor.rawValue, &found) == 0 else { return nil }
    let (bytes, isMore) = found.f_bavail.multipliedReportingOverflow(by: UInt(found.f_frsize))
    return isMore ? .max : Int(clamping: bytes)
  }

  /// Writes records behind those that are there.
  package func append(_ records: [some BitwiseCopyable]) throws(Errno) {
    do {
      // Records are nothing but their bytes.
      _ = try unsafe records.withUnsafeBytes { try unsafe descriptor.writeAll($0) }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Writes bytes over those that are there.
  package func overwrite(at offset: Int, _ bytes: [UInt8]) throws(Errno) {
    do {
      _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Copies records out of a file that has nothing but such records.
  package func read<Record: BitwiseCopyable>(
    _ type: Record.Type, _ range: Range<Int>
  ) throws(Errno) -> [Record] {
    let stride = MemoryLayout<Record>.stride
    do {
      return try unsafe [Record](unsafeUninitializedCapacity: range.count) { buffer, filled in
        // The buffer has room for the range; whatever bytes are read are valid records.
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        try unsafe descriptor.readAll(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<(range.count * stride)]),
          at: range.lowerBound * stride)
        filled = range.count
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}

extension FileDescriptor {
  /// Fills a buffer with the bytes from `offset` on.
  ///
  /// - Throws: `ioError` if the file has fewer.
  package func readAll(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try unsafe read(fromAbsoluteOffset: Int64(offset + done), into: rest)
      guard count > 0 else { throw Errno.ioError }
      done += count
    }
  }
}
