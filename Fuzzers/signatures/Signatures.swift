// The signatures of formats, which look at the first bytes of every file of a volume.

internal import FuzzSupport
internal import MediaFormats

/// Writes seeds if it was started for that.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  // Enough of a transport stream for its five packets.
  Seeds.writeIfAsked { try Seeds.files(in: "formats", longest: 1024) }
  return 0
}

/// A head is recognised by itself, and what was recognised has a complete row in the table.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The fuzzer keeps `count` bytes there for as long as this runs.
  let input = unsafe UnsafeBufferPointer(start: start, count: count)
  let head = unsafe input.span
  let format = MediaFormat(signature: head)
  if let format {
    require(format.frameDecoder != nil || format.kind != .video, "a video has a frame decoder")
    for name in format.extensions {
      let isMismatch = MediaFormat.isMismatch(pathExtension: name, format: format)
      require(!isMismatch, "a customary extension is no mismatch")
    }
  }
  // What stands behind the part that may be looked at changes nothing.
  if count > MediaFormat.signatureLength {
    let start = head.extracting(first: MediaFormat.signatureLength)
    require(MediaFormat(signature: start) == format, "only the head is looked at")
  }
  return 0
}
