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
    ([0x1F, 0x8B], gzip), ([0x50, 0x4B, 0x03, 0x04], "zip"),
    ([0x50, 0x4B, 0x05, 0x06], "zip"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"),
    ([0x42, 0x5A, 0x68], "bzip2"), ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard"),
  ]

  /// What is unpacked ahead of libarchive; see ``Gzip``.
  static let gzip = "gzip"

  /// What a file is compressed with, by its first bytes; `nil` if it is not compressed.
  static func kind(of head: ArraySlice<UInt8>) -> String? {
    magics.first { head.starts(with: $0.bytes) }?.name
  }

  private let source: ByteStream
  private let archive: OpaquePointer
  private var chunk: [UInt8] = []
  private var fault: ListFault?
  private let kind: String

  /// Opens an archive at the source's position.
  init(_ source: ByteStream, kind: String) throws(ListFault) {
    self.source = source
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
      if status == ARCHIVE_EOF { return nil }
      try check(status)
      let type = unsafe archive_entry_filetype(entry)
      guard UInt32(type) == 0o100000 || type == 0 else { continue }
      let name = unsafe archive_entry_pathname(entry).map { unsafe String(cString: $0) }
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
    if read < 0 { try check(Int32(clamping: read)) }
    return bytes
  }

  /// Gives libarchive more bytes; they stay where they are until it asks again.
  private func give(_ bytes: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    do throws(ListFault) {
      if source.available.isEmpty { try source.fill() }
      chunk = Array(source.available)
      source.position += chunk.count
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
    guard status < ARCHIVE_WARN else { return }
    let text = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    throw .truncated("of its \(kind) data (\(text ?? "damaged"))")
  }
}
