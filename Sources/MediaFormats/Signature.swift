// Recognising a format by the first bytes of a file.
//
// Signatures are from the formats' specifications. Short ones ("BM", "P6") are taken only with more
// of the header behind them, so that text and noise are not taken for pictures.

extension MediaFormat {
  /// The bytes of a file's head that recognition may look at. Fewer are enough for all but animated
  /// PNG, whose mark may come behind other chunks.
  public static let signatureLength = 64 * 1024

  /// Recognises a format by signature.
  ///
  /// - Parameter head: The first bytes of the file, ``signatureLength`` of them if it has as many.
  /// - Returns: `nil` if they are of no picture or video format known here.
  public init?(signature head: Span<UInt8>) {
    guard let format = picture(head) ?? isoMedia(head) ?? stream(head) else { return nil }
    self = format
  }
}

// MARK: - Families of formats

private func picture(_ head: Span<UInt8>) -> MediaFormat? {
  if head.has([0xFF, 0xD8, 0xFF, 0xF7]) { return .jpegLS }
  if head.has([0xFF, 0xD8, 0xFF]) { return .jpeg }
  if head.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
    return isAnimatedPNG(head) ? .apng : .png
  }
  if head.has("GIF87a") || head.has("GIF89a") { return .gif }
  if head.has("RIFF"), head.has("WEBP", at: 8) { return .webp }
  if head.has("BM"), isBitmap(head) { return .bmp }
  if head.has([0x49, 0x49, 0x2A, 0x00]) || head.has([0x4D, 0x4D, 0x00, 0x2A])
    || head.has([0x49, 0x49, 0x2B, 0x00]) || head.has([0x4D, 0x4D, 0x00, 0x2B])
  {
    return .tiff
  }
  if head.has("8BPS") { return .psd }
  if head.has([0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A])
    || head.has([0xFF, 0x4F, 0xFF, 0x51])
  {
    return .jpeg2000
  }
  if head.has([0xFF, 0x0A]) || head.has([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]) {
    return .jpegXL
  }
  if head.has("qoif") { return .qoi }
  if head.has("DDS "), head.has([124, 0, 0, 0], at: 4) { return .dds }
  if head.has([0x76, 0x2F, 0x31, 0x01]) { return .openEXR }
  if head.has([0x59, 0xA6, 0x6A, 0x95]) { return .sunRaster }
  if head.has([0x01, 0xDA]), isSGI(head) { return .sgi }
  return isNetpbm(head) ? .netpbm : nil
}

/// ISO base media files (MP4, QuickTime, 3GP, AVIF, HEIC): a box of type `ftyp` comes first, with
/// the brand that the file claims; old QuickTime files begin with another box.
private func isoMedia(_ head: Span<UInt8>) -> MediaFormat? {
  guard head.has("ftyp", at: 4) else {
    if head.has("mdat", at: 4) { return .quickTime }
    // Other boxes are short; four letters in their place are text ("You skip").
    guard let size = head.bigEndian32(0), size < 0x2000_0000 else { return nil }
    let fragments: [StaticString] = ["styp", "moof", "sidx"]
    if fragments.contains(where: { head.has($0, at: 4) }) { return .mp4 }
    let boxes: [StaticString] = ["moov", "wide", "free", "skip", "pnot"]
    return boxes.contains { head.has($0, at: 4) } ? .quickTime : nil
  }
  let boxEnd = min(Int(head.bigEndian32(0) ?? 0), head.count)
  func hasBrand(_ brand: StaticString) -> Bool {
    head.has(brand, at: 8)
      || stride(from: 16, to: boxEnd, by: 4).contains { head.has(brand, at: $0) }
  }
  if hasBrand("avif") || hasBrand("avis") { return .avif }
  let heif: [StaticString] = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]
  if heif.contains(where: hasBrand) { return .heic }
  if head.has("qt  ", at: 8) { return .quickTime }
  if head.has("3g", at: 8) { return .threeGP }
  return .mp4
}

private func stream(_ head: Span<UInt8>) -> MediaFormat? {
  if head.has([0x1A, 0x45, 0xDF, 0xA3]) {
    return (4..<64).contains { head.has("webm", at: $0) } ? .webm : .matroska
  }
  if head.has("RIFF"), head.has("AVI ", at: 8) || head.has("AMV ", at: 8) { return .avi }
  if head.has("RIFF"), head.has("CDXA", at: 8) { return .mpegPS }  // Video CD.
  if head.has("FLV\u{1}") { return .flv }
  if head.has([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) { return .asf }
  if head.has([0, 0, 1, 0xBA]) { return .mpegPS }
  if head.has([0, 0, 1, 0xB3]) { return .mpegVideo }
  if head.has([0, 0, 0, 1, 0x67]) || head.has([0, 0, 1, 0x67]) { return .h264 }
  if head.has([0, 0, 1, 0xB0]) { return .mpeg4Video }
  if head.has([0x1F, 0x07, 0x00, 0x3F]) { return .dv }
  if head.has("DHAV") { return .dhav }
  if head.has("OggS") { return .ogg }
  if head.has(".RMF") { return .realMedia }
  if head.has([0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01]) { return .mxf }
  if head.has("DKIF") { return .ivf }
  return isTransportStream(head) ? .mpegTS : nil
}

// MARK: - Headers behind short signatures

/// Animation is announced by an `acTL` chunk ahead of the first `IDAT`.
private func isAnimatedPNG(_ head: Span<UInt8>) -> Bool {
  var offset = 8
  while let length = head.bigEndian32(offset), offset + 8 <= head.count {
    if head.has("acTL", at: offset + 4) { return true }
    if head.has("IDAT", at: offset + 4) { return false }
    offset += 12 + Int(length)
  }
  return false
}

/// The size of the header that follows the file header names its version.
private func isBitmap(_ head: Span<UInt8>) -> Bool {
  guard head.count >= 18 else { return false }
  let sizes: [UInt8] = [12, 16, 40, 52, 56, 64, 108, 124]
  return sizes.contains(head[14]) && head.has([0, 0, 0], at: 15)
}

private func isSGI(_ head: Span<UInt8>) -> Bool {
  head.count >= 6 && head[2] <= 1 && (1...2).contains(head[3]) && head[4] == 0
    && (1...3).contains(head[5])
}

/// `P1`...`P6`, width and height, with white space and comments between; or `P7` and a keyword.
private func isNetpbm(_ head: Span<UInt8>) -> Bool {
  guard head.count >= 4, head[0] == UInt8(ascii: "P") else { return false }
  switch head[1] {
  case UInt8(ascii: "1")...UInt8(ascii: "6"):
    return skipNumber(head, skipSpace(head, 2)).flatMap { skipNumber(head, skipSpace(head, $0)) }
      != nil
  case UInt8(ascii: "7"):
    return head.has("WIDTH", at: 3)
  default:
    return false
  }
}

/// Behind white space and comments; `nil` if there is none at `offset`.
private func skipSpace(_ head: Span<UInt8>, _ offset: Int) -> Int? {
  var end = offset
  var isComment = false
  while end < head.count {
    let byte = head[end]
    if byte == UInt8(ascii: "#") { isComment = true }
    if !isComment, ![0x20, 0x09, 0x0A, 0x0D].contains(byte) { break }
    if byte == 0x0A { isComment = false }
    end += 1
  }
  return end > offset ? end : nil
}

/// Behind the digits at `offset`, which white space has to follow; `nil` if there are none.
private func skipNumber(_ head: Span<UInt8>, _ offset: Int?) -> Int? {
  guard var end = offset, let start = offset else { return nil }
  while end < head.count, (0x30...0x39).contains(head[end]) { end += 1 }
  return end > start && skipSpace(head, end) != nil ? end : nil
}

/// Packets of 188 bytes, each starting with 0x47; a camcorder puts 4 bytes ahead of each.
private func isTransportStream(_ head: Span<UInt8>) -> Bool {
  [(0, 188), (4, 192)].contains { start, length in
    head.count > start + 4 * length
      && (0..<5).allSatisfy { head[start + $0 * length] == 0x47 }
  }
}

extension Span<UInt8> {
  fileprivate func has(_ expected: [UInt8], at offset: Int = 0) -> Bool {
    offset + expected.count <= count
      && expected.indices.allSatisfy { self[offset + $0] == expected[$0] }
  }

  fileprivate func has(_ text: StaticString, at offset: Int = 0) -> Bool {
    has(Array("\(text)".utf8), at: offset)
  }

  fileprivate func bigEndian32(_ offset: Int) -> UInt32? {
    guard offset + 4 <= count else { return nil }
    return (0..<4).reduce(0) { $0 << 8 | UInt32(self[offset + $1]) }
  }
}
