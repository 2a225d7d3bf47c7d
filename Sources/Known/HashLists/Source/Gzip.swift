// gzip by zlib, because libarchive passes over the checksum and the length at the end of it.

internal import CZlib
internal import SystemPackage

/// What gzip compressed, all members of it one after the other, each checked at its end. A class, because
/// zlib keeps a pointer to the state.
@safe final class Gzip {
  private static let formatGzip: Int32 = 15 + 16

  private let source: ByteStream
  /// On the heap, because zlib's state points back at it.
  private let state: UnsafeMutablePointer<z_stream>
  private var isBetweenMembers = true
  private var count = 0

  /// Begins at the source's position.
  init(_ source: ByteStream) throws(ListFault) {
    self.source = source
    // Freed in `deinit`, which every path from here on comes to.
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    let status = unsafe inflateInit2_(
      state, Self.formatGzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .unreadable(.noMemory) }
  }

  deinit {
    unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  /// What was compressed, as it comes.
  var stream: ByteStream {
    ByteStream { [self] count throws(ListFault) in try next(count) }
  }

  /// At most so many bytes more; none at the end.
  private func next(_ limit: Int) throws(ListFault) -> [UInt8] {
    while true {
      if source.available.isEmpty, try !source.fill() {
        guard isBetweenMembers, count > 0 else { throw damaged("is not whole") }
        return []
      }
      if isBetweenMembers, count > 0, try isPadding() { continue }
      isBetweenMembers = false
      let bytes = try inflate(limit)
      if !bytes.isEmpty { return bytes }
    }
  }

  /// Takes zeros, which tapes and disks leave behind a file.
  private func isPadding() throws(ListFault) -> Bool {
    guard source.available.first == 0 else { return false }
    while source.available.first == 0 { source.position += 1 }
    return true
  }

  private func inflate(_ limit: Int) throws(ListFault) -> [UInt8] {
    let input = source.available
    var status = Z_OK
    // Both buffers stay where they are while zlib runs, and it is told their sizes.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, filled in
      unsafe input.withUnsafeBufferPointer { input in
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe state.pointee.avail_in = UInt32(clamping: input.count)
        unsafe state.pointee.next_out = output.baseAddress
        unsafe state.pointee.avail_out = UInt32(clamping: output.count)
        status = unsafe CZlib.inflate(state, Z_NO_FLUSH)
      }
      filled = unsafe output.count - Int(state.pointee.avail_out)
    }
    let taken = unsafe min(input.count, Int(UInt32.max)) - Int(state.pointee.avail_in)
    source.position += taken
    switch status {
    case Z_OK, Z_BUF_ERROR:
      guard taken > 0 || !bytes.isEmpty else { throw damaged("is damaged") }
    case Z_STREAM_END:
      count += 1
      isBetweenMembers = true
      guard unsafe inflateReset(state) == Z_OK else { throw damaged("cannot be read") }
    default: throw damaged(count == 0 ? "is damaged" : "is damaged, or has other bytes behind it")
    }
    return bytes
  }

  private func damaged(_ what: String) -> ListFault {
    .truncated("at byte \(source.offset) of its gzip data, which \(what)")
  }
}
