// Still pictures that have no decoder of their own here.

internal import CLibAVDecoders
internal import CMediaDecoders
public import MediaDecoding
public import MediaFormats
public import SystemPackage

extension PictureReader {
  /// Opens a picture of a format that libavcodec decodes as one packet.
  ///
  /// Not for formats that a container holds (``MediaFormat/Kind/animation``, videos): see
  /// ``VideoReader``. The other parameters are those of `PictureReader`'s own initialiser.
  ///
  /// - Parameter descriptor: The file.
  /// - Throws: `DecodeError`; `unsupported` for every other format.
  public init(
    libAV descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat, limits: DecodeLimits
  ) throws(DecodeError) {
    guard let decoder = format.decoderName else { throw .unsupported }
    // The C function keeps none of the pointers beyond the call.
    try unsafe self.init(descriptor, byteCount: byteCount, limits: limits) {
      unsafe vigie_still_open($0, $1, decoder, $2, $3)
    }
  }
}

extension MediaFormat {
  /// libavcodec's decoder of a still picture that is one packet.
  fileprivate var decoderName: String? {
    switch self {
    case .webp: "webp"
    case .bmp: "bmp"
    case .tiff: "tiff"
    case .psd: "psd"
    case .qoi: "qoi"
    case .dds: "dds"
    case .sgi: "sgi"
    case .jpeg2000: "jpeg2000"
    case .jpegLS: "jpegls"
    case .jpegXL: "libjxl"
    case .openEXR: "exr"
    case .sunRaster: "sunrast"
    case .netpbm: "ppm"  // reads all of P1...P7
    default: nil
    }
  }
}
