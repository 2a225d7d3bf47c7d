// Everything that is decided by a file's format, in one table: a row a format.
//
// A format is added here, as a case of `MediaFormat`, and nowhere else, unless it brings a decoder of
// its own.

/// What is known about one format.
package struct FormatRow: Sendable {
  /// Whether the first bytes of a file are of the format.
  package typealias Signature = @Sendable (borrowing FileHead) -> Bool

  /// The format that the row is about.
  package let format: MediaFormat
  /// What it holds.
  package let kind: MediaFormat.Kind
  /// Its media type: that of the registry of IANA, or the one that is customary.
  package let mediaType: String
  /// The extensions that names of such files customarily have, in lower case.
  package let extensions: [String]
  /// What decodes the still picture, where that is not the first of the frames.
  package let still: MediaDecoder?
  /// What decodes the frames.
  package let frames: MediaDecoder?
  /// Whether a file is of the format, unless a row further up says that it is of another.
  package let signature: Signature

  /// The name that reports use.
  package var name: String { format.rawValue }

  /// The smallest process that has all of the decoders; where there is none, the one that would get it.
  package var processClass: ProcessClass {
    let decoders = [still, frames].compactMap(\.self)
    let isSmall = !decoders.isEmpty && decoders.allSatisfy { $0.processClass == .pictures }
    return isSmall ? .pictures : .media
  }

  fileprivate init(
    _ format: MediaFormat, _ kind: MediaFormat.Kind, _ mediaType: String, _ extensions: [String],
    still: MediaDecoder? = nil, frames: MediaDecoder? = nil, signature: @escaping Signature
  ) {
    self.format = format
    self.kind = kind
    self.mediaType = mediaType
    self.extensions = extensions
    self.still = still
    self.frames = frames
    self.signature = signature
  }
}

/// The rows of all formats.
///
/// Signatures are from the formats' specifications. Short ones ("BM", "P6") are taken only with more
/// of the header behind them, so that text and noise are not taken for pictures.
package enum FormatTable {
  /// One row a format. Where the signatures of several fit, the first of them is right.
  package static let rows = pictures + isoMedia + streams

  /// The row of a format.
  static func row(of format: MediaFormat) -> FormatRow {
    guard let row = rowOfFormat[format] else { preconditionFailure("a format without a row") }
    return row
  }

  private static let rowOfFormat = Dictionary(
    uniqueKeysWithValues: rows.map { ($0.format, $0) })

  // MARK: - Pictures

  private static let pictures = [
    FormatRow(
      .jpegLS, .picture, "image/jls", ["jls", "jpg"], still: .libavPicture(codec: "jpegls")
    ) {
      $0.has([0xFF, 0xD8, 0xFF, 0xF7])
    },
    FormatRow(
      .jpeg, .picture, "image/jpeg", ["jpg", "jpeg", "jpe", "jfif", "jif", "thm", "mpo"],
      still: .libjpeg
    ) {
      $0.has([0xFF, 0xD8, 0xFF])
    },
    // The still of an animated PNG need not be one of its frames.
    FormatRow(
      .apng, .animation, "image/apng", ["png", "apng"], still: .libpng,
      frames: .libavVideo(demuxer: "apng")
    ) {
      isPNG($0) && isAnimatedPNG($0)
    },
    FormatRow(.png, .picture, "image/png", ["png"], still: .libpng, signature: isPNG),
    FormatRow(.gif, .animation, "image/gif", ["gif"], frames: .libavVideo(demuxer: "gif")) {
      $0.has("GIF87a") || $0.has("GIF89a")
    },
    FormatRow(.webp, .picture, "image/webp", ["webp"], still: .libavPicture(codec: "webp")) {
      $0.has("RIFF") && $0.has("WEBP", at: 8)
    },
    FormatRow(.bmp, .picture, "image/bmp", ["bmp", "dib"], still: .libavPicture(codec: "bmp")) {
      $0.has("BM") && hasBitmapHeader($0)
    },
    FormatRow(
      .tiff, .picture, "image/tiff", ["tif", "tiff", "dng", "nef", "cr2", "arw", "pef", "srw"],
      still: .libavPicture(codec: "tiff")
    ) {
      $0.has([0x49, 0x49, 0x2A, 0x00]) || $0.has([0x4D, 0x4D, 0x00, 0x2A])
        || $0.has([0x49, 0x49, 0x2B, 0x00]) || $0.has([0x4D, 0x4D, 0x00, 0x2B])
    },
    FormatRow(
      .psd, .picture, "image/vnd.adobe.photoshop", ["psd", "psb"],
      still: .libavPicture(codec: "psd")
    ) {
      $0.has("8BPS")
    },
    FormatRow(
      .jpeg2000, .picture, "image/jp2", ["jp2", "j2k", "jpf", "jpx", "j2c", "jpc"],
      still: .libavPicture(codec: "jpeg2000")
    ) {
      $0.has([0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A])
        || $0.has([0xFF, 0x4F, 0xFF, 0x51])
    },
    FormatRow(.jpegXL, .picture, "image/jxl", ["jxl"], still: .libavPicture(codec: "libjxl")) {
      $0.has([0xFF, 0x0A]) || $0.has([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20])
    },
    FormatRow(.qoi, .picture, "image/qoi", ["qoi"], still: .libavPicture(codec: "qoi")) {
      $0.has("qoif")
    },
    FormatRow(.dds, .picture, "image/vnd-ms.dds", ["dds"], still: .libavPicture(codec: "dds")) {
      $0.has("DDS ") && $0.has([124, 0, 0, 0], at: 4)
    },
    FormatRow(.openEXR, .picture, "image/x-exr", ["exr"], still: .libavPicture(codec: "exr")) {
      $0.has([0x76, 0x2F, 0x31, 0x01])
    },
    FormatRow(
      .sunRaster, .picture, "image/x-sun-raster", ["ras", "sun"],
      still: .libavPicture(codec: "sunrast")
    ) {
      $0.has([0x59, 0xA6, 0x6A, 0x95])
    },
    FormatRow(
      .sgi, .picture, "image/x-rgb", ["sgi", "rgb", "rgba", "bw"],
      still: .libavPicture(codec: "sgi")
    ) {
      $0.has([0x01, 0xDA]) && hasSGIHeader($0)
    },
    // The decoder named after PPM reads all of P1...P7.
    FormatRow(
      .netpbm, .picture, "image/x-portable-anymap", ["pbm", "pgm", "ppm", "pnm", "pam"],
      still: .libavPicture(codec: "ppm"),
      signature: isNetpbm),
  ]

  // MARK: - ISO base media files

  private static let isoMedia = [
    FormatRow(
      .avif, .animation, "image/avif", ["avif", "avifs"], frames: .libavVideo(demuxer: "mov"),
      signature: isAVIF),
    // Recognised, but there is no decoder of it yet.
    FormatRow(.heic, .picture, "image/heic", ["heic", "heif", "hif"], signature: isHEIF),
    FormatRow(
      .quickTime, .video, "video/quicktime", ["mov", "qt", "mp4"],
      frames: .libavVideo(demuxer: "mov"),
      signature: isQuickTime),
    FormatRow(
      .threeGP, .video, "video/3gpp", ["3gp", "3g2", "3gpp", "mp4"],
      frames: .libavVideo(demuxer: "mov")
    ) {
      isISOMedia($0) && $0.has("3g", at: 8)
    },
    FormatRow(
      .mp4, .video, "video/mp4", ["mp4", "m4v", "m4a", "m4b", "f4v", "mov"],
      frames: .libavVideo(demuxer: "mov")
    ) {
      isISOMedia($0) || isFragment($0)
    },
  ]

  // MARK: - Other containers, and video without one

  private static let streams = [
    FormatRow(
      .webm, .video, "video/webm", ["webm", "mkv"], frames: .libavVideo(demuxer: "matroska")
    ) {
      isMatroska($0) && saysWebM($0)
    },
    FormatRow(
      .matroska, .video, "video/matroska", ["mkv", "mka", "mks", "mk3d"],
      frames: .libavVideo(demuxer: "matroska"),
      signature: isMatroska),
    FormatRow(
      .avi, .video, "video/x-msvideo", ["avi", "divx", "amv"], frames: .libavVideo(demuxer: "avi")
    ) {
      $0.has("RIFF") && ($0.has("AVI ", at: 8) || $0.has("AMV ", at: 8))
    },
    FormatRow(.flv, .video, "video/x-flv", ["flv", "f4v"], frames: .libavVideo(demuxer: "flv")) {
      $0.has("FLV\u{1}")
    },
    FormatRow(
      .asf, .video, "video/x-ms-asf", ["wmv", "asf", "wma"], frames: .libavVideo(demuxer: "asf")
    ) {
      $0.has([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11])
    },
    // On a Video CD in the frame of a RIFF file.
    FormatRow(
      .mpegPS, .video, "video/mpeg", ["mpg", "mpeg", "vob", "dat", "mod"],
      frames: .libavVideo(demuxer: "mpeg")
    ) {
      $0.has([0, 0, 1, 0xBA]) || ($0.has("RIFF") && $0.has("CDXA", at: 8))
    },
    FormatRow(
      .mpegVideo, .video, "video/mpeg", ["mpg", "mpeg", "m1v", "m2v", "mpv"],
      frames: .libavVideo(demuxer: "mpegvideo")
    ) {
      $0.has([0, 0, 1, 0xB3])
    },
    FormatRow(
      .h264, .video, "video/h264", ["h264", "264", "avc"], frames: .libavVideo(demuxer: "h264")
    ) {
      $0.has([0, 0, 0, 1, 0x67]) || $0.has([0, 0, 1, 0x67])
    },
    FormatRow(
      .mpeg4Video, .video, "video/mp4v-es", ["m4v", "mp4", "mpg4"],
      frames: .libavVideo(demuxer: "m4v")
    ) {
      $0.has([0, 0, 1, 0xB0])
    },
    FormatRow(.dv, .video, "video/dv", ["dv", "dif"], frames: .libavVideo(demuxer: "dv")) {
      $0.has([0x1F, 0x07, 0x00, 0x3F])
    },
    FormatRow(.dhav, .video, "video/x-dhav", ["dav"], frames: .libavVideo(demuxer: "dhav")) {
      $0.has("DHAV")
    },
    FormatRow(
      .ogg, .video, "video/ogg", ["ogv", "ogg", "oga", "ogx", "opus", "spx"],
      frames: .libavVideo(demuxer: "ogg")
    ) {
      $0.has("OggS")
    },
    FormatRow(
      .realMedia, .video, "application/vnd.rn-realmedia", ["rm", "rmvb", "ra"],
      frames: .libavVideo(demuxer: "rm")
    ) {
      $0.has(".RMF")
    },
    FormatRow(.mxf, .video, "application/mxf", ["mxf"], frames: .libavVideo(demuxer: "mxf")) {
      $0.has([0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01])
    },
    FormatRow(.ivf, .video, "video/x-ivf", ["ivf"], frames: .libavVideo(demuxer: "ivf")) {
      $0.has("DKIF")
    },
    FormatRow(
      .mpegTS, .video, "video/mp2t", ["ts", "mts", "m2ts", "m2t"],
      frames: .libavVideo(demuxer: "mpegts"),
      signature: isTransportStream),
  ]
}
