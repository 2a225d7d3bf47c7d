// Still pictures that libavcodec decodes.

internal import CDecoding
internal import CLibAVDecoders
public import MediaFormats
public import PictureDecoding
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
    libAV descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat,
    limits: ExaminationLimits
  ) throws(DecodeError) {
    guard case .libavPicture(let codec)? = format.stillDecoder else { throw .unsupported }
    // The C function keeps none of the pointers beyond the call.
    try unsafe self.init(descriptor, byteCount: byteCount, limits: limits) {
      unsafe vigie_still_open($0, $1, codec, $2, $3)
    }
  }
}
