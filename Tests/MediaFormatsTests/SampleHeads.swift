// Heads of files, as short as they may be: one for every signature of every format.

import MediaFormats

enum SampleHeads {
  static let all: [MediaFormat: [[UInt8]]] = [
    .jpeg: [[0xFF, 0xD8, 0xFF, 0xE0], [0xFF, 0xD8, 0xFF, 0xDB]],
    .png: [png + chunk("IHDR", 13) + chunk("IDAT", 9)],
    .webp: [text("RIFF\0\0\0\0WEBP")],
    .bmp: [
      text("BM") + zeros(12) + [12, 0, 0, 0], text("BM") + zeros(12) + [40, 0, 0, 0],
      text("BM") + zeros(12) + [124, 0, 0, 0],
    ],
    .tiff: [text("II\u{2A}\0"), text("MM\0\u{2A}"), text("II\u{2B}\0"), text("MM\0\u{2B}")],
    .psd: [text("8BPS")],
    .heic: ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].map { typeBox($0) }
      + [typeBox("????", ["mif2", "heic"])],
    .qoi: [text("qoif")],
    .dds: [text("DDS ") + [124, 0, 0, 0]],
    .sgi: [[0x01, 0xDA, 1, 1, 0, 3], [0x01, 0xDA, 0, 2, 0, 1]],
    .jpeg2000: [
      [0, 0, 0, 12] + text("jP  ") + [0x0D, 0x0A, 0x87, 0x0A], [0xFF, 0x4F, 0xFF, 0x51],
    ],
    .jpegLS: [[0xFF, 0xD8, 0xFF, 0xF7]],
    .jpegXL: [[0xFF, 0x0A], [0, 0, 0, 12] + text("JXL ")],
    .openEXR: [[0x76, 0x2F, 0x31, 0x01]],
    .sunRaster: [[0x59, 0xA6, 0x6A, 0x95]],
    .netpbm: (1...6).map { text("P\($0) # a comment\n3 2\n") } + [text("P7\nWIDTH 3\n")],
    .gif: [text("GIF87a"), text("GIF89a")],
    .apng: [png + chunk("IHDR", 13) + chunk("acTL", 8)],
    .avif: [typeBox("avif"), typeBox("avis"), typeBox("mif1", ["miaf", "avif"])],
    .mp4: [
      typeBox("isom"), typeBox("mp42", ["isom", "qt  "]), box("styp"), box("moof"), box("sidx"),
    ],
    .webm: [ebml + text("\u{42}\u{02}webm")],
    .avi: [text("RIFF\0\0\0\0AVI "), text("RIFF\0\0\0\0AMV ")],
    .flv: [text("FLV\u{1}")],
    .asf: [[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]],
    .ogg: [text("OggS")],
    .mxf: [[0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01]],
    .ivf: [text("DKIF")],
    .h264: [[0, 0, 0, 1, 0x67], [0, 0, 1, 0x67]],
    .dv: [[0x1F, 0x07, 0x00, 0x3F]],
    .dhav: [text("DHAV")],
    .quickTime: ["moov", "wide", "free", "skip", "pnot", "mdat"].map(box)
      + [typeBox("qt  "), [0xFF, 0x01, 0x02, 0x03] + text("mdat")],
    .threeGP: [typeBox("3gp5"), typeBox("3g2a", ["isom"])],
    .matroska: [ebml + text("matroska"), ebml],
    .mpegPS: [[0, 0, 1, 0xBA], text("RIFF\0\0\0\0CDXA")],
    .mpegTS: [packets(from: 0, ofLength: 188), packets(from: 4, ofLength: 192)],
    .mpegVideo: [[0, 0, 1, 0xB3]],
    .mpeg4Video: [[0, 0, 1, 0xB0]],
    .realMedia: [text(".RMF")],
  ]

  /// What every PNG begins with.
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A chunk of a PNG, with `length` bytes of something.
  static func chunk(_ type: String, _ length: Int) -> [UInt8] {
    [0, 0, UInt8(length >> 8), UInt8(length & 255)] + text(type)
      + [UInt8](repeating: 7, count: length + 4)
  }

  /// A box of type `ftyp`.
  static func typeBox(_ brand: String, _ compatible: [String] = []) -> [UInt8] {
    let size = 16 + 4 * compatible.count
    return [0, 0, UInt8(size >> 8), UInt8(size & 255)] + text("ftyp") + text(brand) + zeros(4)
      + compatible.flatMap(text)
  }

  private static let ebml: [UInt8] = [0x1A, 0x45, 0xDF, 0xA3]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private static func box(_ type: String) -> [UInt8] { [0, 0, 1, 0] + text(type) }

  private static func packets(from start: Int, ofLength length: Int) -> [UInt8] {
    (0..<start + 4 * length + 1).map { $0 % length == start ? 0x47 : 0xFF }
  }
}
