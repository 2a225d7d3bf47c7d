// gzip by zlib, which checks what it unpacks; libarchive does not for gzip.

internal import CArchive
internal import SystemPackage

/// Unpacks gzip (RFC 1952), one member or several behind each other. A class, because zlib keeps the
/// address of its state.
@safe final class Gzip {
  private let source: ByteStream
  /// Initialised from `init` to `deinit`, and at one address.
  private let state: UnsafeMutablePointer<z_stream>
  /// Whether a member has ended, and nothing of another has come.
  private var isBetween = false

  init(_ source: ByteStream) throws(ListFault) {
    self.source = source
    unsafe state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    // 31: gzip alone, with the largest window.
    let status = unsafe inflateInit2_(
      state, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      unsafe state.deallocate()
      throw .unreadable(.noMemory)
    }
  }

  deinit {
    _ = unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  /// What is unpacked.
  var stream: ByteStream {
    ByteStream { [self] count throws(ListFault) in try self.read(count) }
  }

  /// The next bytes; none at the end.
  private func read(_ count: Int) throws(ListFault) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    while true {
      if source.available.isEmpty, try !source.fill() {
        if isBetween { return [] }
        throw .truncated("at byte \(source.offset) of its gzip data")
      }
      if isBetween {
        // Padding behind the last member is passed over.
        if source.available.first == 0 {
          source.position += 1
          continue
        }
        isBetween = false
        _ = unsafe inflateReset(state)
      }
      let input = Array(source.available)
      let (taken, given, status) = inflate(input, into: &output)
      source.position += taken
      if status == Z_STREAM_END {
        isBetween = true
      } else if status != Z_OK, status != Z_BUF_ERROR {
        throw .truncated("near byte \(source.offset) of its gzip data, which is damaged")
      }
      if given > 0 { return Array(output.prefix(given)) }
    }
  }

  private func inflate(
    _ input: [UInt8], into output: inout [UInt8]
  ) -> (taken: Int, given: Int, status: Int32) {
    var input = input
    let (most, room) = (input.count, output.count)
    // Both buffers outlive the call, and are as long as is said.
    return unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe state.pointee.next_in = input.baseAddress
        unsafe state.pointee.avail_in = uInt(most)
        unsafe state.pointee.next_out = output.baseAddress
        unsafe state.pointee.avail_out = uInt(room)
        let status = unsafe CArchive.inflate(state, Z_NO_FLUSH)
        return unsafe (
          most - Int(state.pointee.avail_in), room - Int(state.pointee.avail_out), status
        )
      }
    }
  }
}
