// The file formats of pictures and videos, as evidence is sorted into them. What is known about each of
// them is in `FormatTable.swift`.

/// A format of pictures or videos. What a file is, its signature says, never its name. The raw value
/// is the name that reports use; the position among ``allCases`` is what workers are told, so cases keep
/// their order.
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

  private var row: FormatRow { FormatTable.row(of: self) }

  /// What the format holds.
  public var kind: Kind { row.kind }

  /// Its media type, as `image/jpeg`.
  public var mediaType: String { row.mediaType }

  /// The extensions that names of such files customarily have, in lower case.
  public var extensions: [String] { row.extensions }

  /// What decodes its still picture; `nil` if there is none, if it is the first of the frames, or if
  /// there is no decoder of it here.
  public var stillDecoder: MediaDecoder? { row.still }

  /// What decodes its frames; `nil` if it has none.
  public var frameDecoder: MediaDecoder? { row.frames }

  /// The worker program that decodes it.
  public var processClass: ProcessClass { row.processClass }

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
