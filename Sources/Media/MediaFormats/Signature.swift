// Recognising a format by the first bytes of a file: the first row of the table whose signature fits.
// Below are the signatures that are more than a few bytes at their places.

extension MediaFormat {
  /// The bytes of a file's head that recognition may look at. Fewer are enough for all but animated
  /// PNG, whose mark may come behind other chunks.
  public static let signatureLength = 64 * 1024

  /// Recognises a format by signature. Allocates nothing; time O(`head`).
  ///
  /// - Parameter head: The first bytes of the file, ``signatureLength`` of them if it has as many.
  /// - Returns: `nil` if they are of no picture or video format known here.
  public init?(signature head: Span<UInt8>) {
    for row in FormatTable.rows where row.signature(head) {
      self = row.format
      return
    }
    return nil
  }
}

// MARK: - Pictures

func isPNG(_ head: borrowing FileHead) -> Bool {
  head.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
}

/// Of a PNG: animation is announced by an `acTL` chunk ahead of the first `IDAT`.
func isAnimatedPNG(_ head: borrowing FileHead) -> Bool {
  var offset = 8
  while let length = head.bigEndian32(offset), offset + 8 <= head.count {
    if head.has("acTL", at: offset + 4) { return true }
    if head.has("IDAT", at: offset + 4) { return false }
    offset += 12 + Int(length)
  }
  return false
}

/// The size of the header that follows the file header names its version.
func hasBitmapHeader(_ head: borrowing FileHead) -> Bool {
  guard head.count >= 18, head.has([0, 0, 0], at: 15) else { return false }
  return switch head[14] {
  case 12, 16, 40, 52, 56, 64, 108, 124: true
  default: false
  }
}

/// Compression, bytes a channel and dimensions are in their small ranges.
func hasSGIHeader(_ head: borrowing FileHead) -> Bool {
  head.count >= 6 && head[2] <= 1 && (1...2).contains(head[3]) && head[4] == 0
    && (1...3).contains(head[5])
}

/// `P1`...`P6`, width and height, with white space and comments between; or `P7` and a keyword.
func isNetpbm(_ head: borrowing FileHead) -> Bool {
  guard head.count >= 4, head[0] == UInt8(ascii: "P") else { return false }
  switch head[1] {
  case UInt8(ascii: "1")...UInt8(ascii: "6"):
    guard let width = skipSpace(head, 2), let space = skipNumber(head, width),
      let height = skipSpace(head, space)
    else { return false }
    return skipNumber(head, height) != nil
  case UInt8(ascii: "7"):
    return head.has("WIDTH", at: 3)
  default:
    return false
  }
}

/// Behind white space and comments; `nil` if there is none at `offset`.
private func skipSpace(_ head: borrowing FileHead, _ offset: Int) -> Int? {
  var end = offset
  var isComment = false
  loop: while end < head.count {
    switch head[end] {
    case UInt8(ascii: "\n"): isComment = false
    case UInt8(ascii: "#"): isComment = true
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
    default: if !isComment { break loop }
    }
    end += 1
  }
  return end > offset ? end : nil
}

/// Behind the digits at `offset`, which white space has to follow; `nil` if there are none.
private func skipNumber(_ head: borrowing FileHead, _ offset: Int) -> Int? {
  var end = offset
  while end < head.count, (0x30...0x39).contains(head[end]) { end += 1 }
  return end > offset && skipSpace(head, end) != nil ? end : nil
}

// MARK: - ISO base media files

extension FileHead {
  /// How many of the brands that an `ftyp` box is compatible with are looked at. Honest files name a
  /// dozen; a box that fills the head would name 16,000.
  package static var mostBrands: Int { 64 }
}

/// ISO base media files (MP4, QuickTime, 3GP, AVIF, HEIC) begin with a box of type `ftyp`; old
/// QuickTime files, and pieces of files, with another one.
func isISOMedia(_ head: borrowing FileHead) -> Bool { head.has("ftyp", at: 4) }

func isAVIF(_ head: borrowing FileHead) -> Bool { isISOMedia(head) && hasBrand(head, avifBrands) }

func isHEIF(_ head: borrowing FileHead) -> Bool { isISOMedia(head) && hasBrand(head, heifBrands) }

func isQuickTime(_ head: borrowing FileHead) -> Bool {
  if isISOMedia(head) { return head.has("qt  ", at: 8) }
  return head.has("mdat", at: 4) || hasShortBox(head, quickTimeBoxes)
}

/// A piece of an MP4 file, as it is sent by itself.
func isFragment(_ head: borrowing FileHead) -> Bool { hasShortBox(head, fragmentBoxes) }

private let avifBrands = ["avif", "avis"].map(code)
private let heifBrands = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].map(code)
private let quickTimeBoxes = ["moov", "wide", "free", "skip", "pnot"].map(code)
private let fragmentBoxes = ["styp", "moof", "sidx"].map(code)

/// Four letters as the big-endian number that they are compared as.
private func code(_ letters: String) -> UInt32 {
  letters.utf8.reduce(0) { $0 << 8 | UInt32($1) }
}

/// Whether the brand that an `ftyp` box claims, or one of those behind its version that it is
/// compatible with, is among `brands`.
private func hasBrand(_ head: borrowing FileHead, _ brands: [UInt32]) -> Bool {
  guard let size = head.bigEndian32(0), let claimed = head.bigEndian32(8) else { return false }
  if brands.contains(claimed) { return true }
  let start = 16
  let end = min(Int(size), start + 4 * FileHead.mostBrands)
  for offset in stride(from: start, to: end, by: 4) {
    guard let brand = head.bigEndian32(offset) else { return false }
    if brands.contains(brand) { return true }
  }
  return false
}

/// Whether a box of one of these types comes first. They are short: four letters in the place of the
/// size are text ("You skip").
private func hasShortBox(_ head: borrowing FileHead, _ types: [UInt32]) -> Bool {
  guard let size = head.bigEndian32(0), let type = head.bigEndian32(4) else { return false }
  return size < 0x2000_0000 && types.contains(type)
}

// MARK: - Other containers, and video without one

/// A file of EBML, as Matroska and WebM are.
func isMatroska(_ head: borrowing FileHead) -> Bool { head.has([0x1A, 0x45, 0xDF, 0xA3]) }

/// Of a file of EBML: the type of document stands somewhere in its header.
func saysWebM(_ head: borrowing FileHead) -> Bool {
  for offset in 4..<64 where head.has("webm", at: offset) { return true }
  return false
}

/// Packets of 188 bytes, each starting with 0x47; a camcorder puts 4 bytes ahead of each.
func isTransportStream(_ head: borrowing FileHead) -> Bool {
  hasPackets(head, from: 0, ofLength: 188) || hasPackets(head, from: 4, ofLength: 192)
}

private func hasPackets(
  _ head: borrowing FileHead, from start: Int, ofLength length: Int
) -> Bool {
  let most = 5
  guard head.count > start + (most - 1) * length else { return false }
  for packet in 0..<most where head[start + packet * length] != 0x47 { return false }
  return true
}
