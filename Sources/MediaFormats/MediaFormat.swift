// The file formats of pictures and videos, as evidence is sorted into them.

/// A format of pictures or videos. What a file is, its signature says, never its name. The raw value
/// is the name that reports use.
public enum MediaFormat: String, Sendable, CaseIterable {
  // Still pictures.
  case jpeg, png, webp, bmp, tiff, psd, heic, qoi, dds, sgi
  case jpeg2000 = "jp2"
  case jpegLS = "jls"
  case jpegXL = "jxl"
  case openEXR = "exr"
  case sunRaster = "ras"
  case netpbm = "pnm"
  // A picture that may move: its first frame counts as a still.
  case gif, apng, avif
  // Videos.
  case mp4, webm, avi, flv, asf, ogg, mxf, ivf, h264, dv, dhav
  case quickTime = "mov"
  case threeGP = "3gp"
  case matroska = "mkv"
  case mpegPS = "mpg"
  case mpegTS = "ts"
  case mpegVideo = "m2v"
  case mpeg4Video = "m4v"
  case realMedia = "rm"

  /// What a format holds.
  public enum Kind: Sendable {
    case picture
    case video
    /// A picture (its first frame) and a video (all of them).
    case animation
  }

  /// What the format holds.
  public var kind: Kind {
    switch self {
    case .jpeg, .png, .webp, .bmp, .tiff, .psd, .heic, .qoi, .dds, .sgi, .jpeg2000, .jpegLS,
      .jpegXL, .openEXR, .sunRaster, .netpbm:
      .picture
    case .gif, .apng, .avif:
      .animation
    case .mp4, .quickTime, .threeGP, .matroska, .webm, .avi, .flv, .asf, .mpegPS, .mpegTS,
      .mpegVideo, .mpeg4Video, .h264, .dv, .dhav, .ogg, .realMedia, .mxf, .ivf:
      .video
    }
  }

  /// The extensions that names of such files customarily have, in lower case.
  public var extensions: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif", "jif", "thm", "mpo"]
    case .png: ["png"]
    case .apng: ["png", "apng"]
    case .webp: ["webp"]
    case .bmp: ["bmp", "dib"]
    case .tiff: ["tif", "tiff", "dng", "nef", "cr2", "arw", "pef", "srw"]
    case .psd: ["psd", "psb"]
    case .heic: ["heic", "heif", "hif"]
    case .qoi: ["qoi"]
    case .dds: ["dds"]
    case .sgi: ["sgi", "rgb", "rgba", "bw"]
    case .jpeg2000: ["jp2", "j2k", "jpf", "jpx", "j2c", "jpc"]
    case .jpegLS: ["jls", "jpg"]
    case .jpegXL: ["jxl"]
    case .openEXR: ["exr"]
    case .sunRaster: ["ras", "sun"]
    case .netpbm: ["pbm", "pgm", "ppm", "pnm", "pam"]
    case .gif: ["gif"]
    case .avif: ["avif", "avifs"]
    case .mp4: ["mp4", "m4v", "m4a", "m4b", "f4v", "mov"]
    case .quickTime: ["mov", "qt", "mp4"]
    case .threeGP: ["3gp", "3g2", "3gpp", "mp4"]
    case .matroska: ["mkv", "mka", "mks", "mk3d"]
    case .webm: ["webm", "mkv"]
    case .avi: ["avi", "divx", "amv"]
    case .flv: ["flv", "f4v"]
    case .asf: ["wmv", "asf", "wma"]
    case .mpegPS: ["mpg", "mpeg", "vob", "dat", "mod"]
    case .mpegTS: ["ts", "mts", "m2ts", "m2t"]
    case .mpegVideo: ["mpg", "mpeg", "m1v", "m2v", "mpv"]
    case .mpeg4Video: ["m4v", "mp4", "mpg4"]
    case .h264: ["h264", "264", "avc"]
    case .dv: ["dv", "dif"]
    case .dhav: ["dav"]
    case .ogg: ["ogv", "ogg", "oga", "ogx", "opus", "spx"]
    case .realMedia: ["rm", "rmvb", "ra"]
    case .mxf: ["mxf"]
    case .ivf: ["ivf"]
    }
  }

  /// Every extension that some format customarily has.
  private static let knownExtensions = Set(allCases.flatMap(\.extensions))

  /// Whether a name's extension says something else than the signature did.
  ///
  /// - Parameters:
  ///   - pathExtension: The extension, in any case, without the dot; `nil` for a name without one,
  ///     which says nothing.
  ///   - format: What the signature says; `nil` for a file that is no picture or video.
  public static func isMismatch(pathExtension: String?, format: MediaFormat?) -> Bool {
    guard let name = pathExtension?.lowercased() else { return false }
    return format.map { !$0.extensions.contains(name) } ?? knownExtensions.contains(name)
  }
}
