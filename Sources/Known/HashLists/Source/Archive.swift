// Compressed lists and archives of lists, by libarchive.

internal import CArchive
internal import SystemPackage

/// What a compressed file or an archive holds, one member after the other.
///
/// Members are given as streams; what a member holds is never written anywhere. A class, because
/// libarchive calls back into it.
@safe final class Archive {
  /// How a file begins that is compressed or an archive.
  private static let magics: [(bytes: [UInt8], name: String)] = [
    ([0x1F, 0x8B], "gzip"), ([0x50, 0x4B, 0x03, 0x04], zip),
    ([0x50, 0x4B, 0x05, 0x06], zip), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"),
    ([0x42, 0x5A, 0x68], "bzip2"), ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard"),
  ]

  /// What several formats of documents are in, too.
  static let zip = "zip"
  /// So many bytes tell what a file is.
  static let headLength = 512
  /// Where a tar archive says that it is one.
  private static let tarMagic = (offset: 257, bytes: Array("ustar".utf8))

  /// What a file is compressed with or packed in, by its first bytes; `nil` if it is neither.
  static func kind(of head: ArraySlice<UInt8>) -> String? {
    if head.dropFirst(tarMagic.offset).starts(with: tarMagic.bytes) { return "tar" }
    return magics.first { head.starts(with: $0.bytes) }?.name
  }

  private let source: ByteStream
  /// The end of what was read of a zip file, where its directory ends.
  private var tail: [UInt8] = []
  private var count = 0
  private let archive: OpaquePointer
  private var chunk: [UInt8] = []
  private var fault: ListFault?
  private let kind: String

  /// Opens an archive at the source's position.
  init(_ source: ByteStream, kind: String) throws(ListFault) {
    self.source = kind == "gzip" ? try Gzip(source).stream : source
    self.kind = kind
    guard let archive = unsafe archive_read_new() else { throw .unreadable(.noMemory) }
    unsafe self.archive = archive
    let supported: [Int32] = unsafe [
      archive_read_support_filter_bzip2(archive), archive_read_support_filter_xz(archive),
      archive_read_support_filter_zstd(archive),
      archive_read_support_format_zip(archive), archive_read_support_format_tar(archive),
      archive_read_support_format_raw(archive),
    ]
    for status in supported { try check(status) }
    // The archive is freed before this object ends, and calls back only while one of its methods runs.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    let status = unsafe archive_read_open(
      archive, context, nil,
      { _, context, bytes in
        unsafe Unmanaged<Archive>.fromOpaque(context!).takeUnretainedValue().give(bytes!)
      }, nil)
    try check(status)
  }

  deinit { _ = unsafe archive_read_free(archive) }

  /// The next member: its name, and its bytes; `nil` at the end. A stream is of no use any more when the
  /// next member is asked for.
  func next() throws(ListFault) -> (name: String?, stream: ByteStream)? {
    var entry: OpaquePointer?
    while true {
      let status = unsafe archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF {
        try checkEnd()
        return nil
      }
      try check(status)
      count += 1
      let type = unsafe archive_entry_filetype(entry)
      guard type == 0o100000 || type == 0 else { continue }
      let name = unsafe archive_entry_pathname(entry).map { unsafe String(cString: $0) }
      if unsafe archive_entry_is_encrypted(entry) != 0 {
        throw .unusable(
          "has \(name ?? "a member") encrypted in it; decrypt it first, and name the list")
      }
      let stream = ByteStream { [self] count throws(ListFault) in try self.data(count) }
      return (unsafe archive_format(archive) == ARCHIVE_FORMAT_RAW ? nil : name, stream)
    }
  }

  private func data(_ count: Int) throws(ListFault) -> [UInt8] {
    var read = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      read = unsafe archive_read_data(archive, buffer.baseAddress, count)
      filled = max(read, 0)
    }
    if read < 0 { throw fault ?? damaged }
    return bytes
  }

  /// libarchive ends a zip file where its members end: that all of them came is said behind them.
  private func checkEnd() throws(ListFault) {
    repeat { keepTail(take()) } while try source.fill()
    guard kind == Self.zip else { return }
    let end = ZipEnd(tail)
    guard let end, end.count == nil || end.count == count else {
      throw .truncated("of its zip data (its directory is not whole)")
    }
  }

  private func take() -> [UInt8] {
    defer { source.position = source.buffer.count }
    return Array(source.available)
  }

  private func keepTail(_ bytes: [UInt8]) {
    guard kind == Self.zip else { return }
    tail = Array((tail.suffix(ZipEnd.longest) + bytes).suffix(ZipEnd.longest))
  }

  /// Gives libarchive more bytes; they stay where they are until it asks again.
  private func give(_ bytes: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    do throws(ListFault) {
      if source.available.isEmpty { try source.fill() }
      chunk = take()
      keepTail(chunk)
    } catch {
      fault = error
      return -1
    }
    // The storage of `chunk` is not changed before the next call.
    unsafe bytes.pointee = chunk.withUnsafeBytes { $0.baseAddress }
    return chunk.count
  }

  private func check(_ status: Int32) throws(ListFault) {
    if let fault { throw fault }
    if status < ARCHIVE_WARN { throw damaged }
  }

  private var damaged: ListFault {
    let text = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    return .truncated("of its \(kind) data (\(text ?? "damaged"))")
  }
}
