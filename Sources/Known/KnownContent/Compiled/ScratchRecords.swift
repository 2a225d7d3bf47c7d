// Records that are collected while lists are read, in memory or in a file without a name.

internal import Glibc
internal import HammingSpace
internal import SystemPackage

/// A growing sequence of records of fixed size. In a file, memory does not grow with it.
struct ScratchRecords<Record: BitwiseCopyable> {
  private static var bufferCount: Int { 1 << 14 }

  private var buffer: [Record] = []
  private let file: ScratchFile?
  private(set) var count = 0

  /// Starts an empty sequence.
  ///
  /// - Parameter directory: Where to keep it in a file; `nil` keeps it in memory.
  init(in directory: FilePath?) throws(Errno) {
    file = try directory.map { path throws(Errno) in try ScratchFile(in: path) }
  }

  mutating func append(_ record: Record) throws(Errno) {
    buffer.append(record)
    count += 1
    if buffer.count >= Self.bufferCount { try flush() }
  }

  private mutating func flush() throws(Errno) {
    guard let file else { return }
    do {
      // Records are nothing but their bytes.
      _ = try unsafe buffer.withUnsafeBytes { try unsafe file.descriptor.writeAll($0) }
    } catch {
      throw error as? Errno ?? .ioError
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Some of the records, in the order in which they came; no more can be appended.
  mutating func reader(_ range: Range<Int>) throws(Errno) -> RecordReader<Record> {
    guard let file else { return RecordReader(buffer[range]) }
    try flush()
    return RecordReader(file, range)
  }

  /// All records, in the order in which they came.
  mutating func finish() throws(Errno) -> SharedArray<Record> {
    guard let file else {
      defer { buffer = [] }
      return SharedArray(buffer)
    }
    try flush()
    let bytes = try MappedFile.read(
      file.descriptor, byteCount: count * MemoryLayout<Record>.stride)
    return bytes.as(Record.self)!
  }
}

/// Gives records one after the other, some of which are in memory at a time.
struct RecordReader<Record: BitwiseCopyable> {
  private static var bufferCount: Int { 1 << 12 }

  private let file: ScratchFile?
  private var buffer: [Record]
  private var position = 0
  /// What is still in the file.
  private var rest: Range<Int>

  /// Reads records that are in memory.
  fileprivate init(_ records: ArraySlice<Record>) {
    file = nil
    buffer = Array(records)
    rest = 0..<0
  }

  /// Reads records of a file.
  fileprivate init(_ file: ScratchFile, _ records: Range<Int>) {
    self.file = file
    buffer = []
    rest = records
  }

  /// The next record; `nil` at the end.
  mutating func next() throws(Errno) -> Record? {
    if position == buffer.count {
      guard try fill() else { return nil }
    }
    defer { position += 1 }
    return buffer[position]
  }

  private mutating func fill() throws(Errno) -> Bool {
    guard let file, !rest.isEmpty else { return false }
    let count = min(rest.count, Self.bufferCount)
    let stride = MemoryLayout<Record>.stride
    let offset = rest.lowerBound * stride
    do {
      buffer = try unsafe [Record](unsafeUninitializedCapacity: count) { buffer, filled in
        // Records are nothing but their bytes; the file has all of them.
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        var done = 0
        while done < bytes.count {
          let read = try unsafe file.descriptor.read(
            fromAbsoluteOffset: Int64(offset + done),
            into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]))
          guard read > 0 else { throw Errno.ioError }
          done += read
        }
        filled = count
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
    position = 0
    rest = (rest.lowerBound + count)..<rest.upperBound
    return true
  }
}

/// A file that has no name any more, and ends with its owner.
final class ScratchFile {
  let descriptor: FileDescriptor

  init(in directory: FilePath) throws(Errno) {
    var name = Array(directory.appending(".vigie-scratch-XXXXXX").string.utf8CString)
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
}
