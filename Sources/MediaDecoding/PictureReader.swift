// A still picture as rows of luma.

internal import CMediaDecoders
public import Luma
public import MediaFormats
public import SystemPackage

/// Decodes a still picture row by row, top to bottom; owns its decoder.
///
/// Not for formats that a container holds (``MediaFormat/Kind/animation``, videos): see
/// ``VideoReader``. Use from one thread at a time; every call may block on the disk.
@safe public struct PictureReader: ~Copyable {
  /// Dimensions of the picture as stored; orientation tags are not applied.
  public let size: PictureSize

  /// Valid from `init` to `deinit`, and reached by nobody else.
  private let handle: OpaquePointer
  private var row: SampleRow

  /// Opens a picture.
  ///
  /// - Parameters:
  ///   - descriptor: The file, open for reading; its position is neither used nor moved. It has to
  ///     stay open as long as the reader is in use.
  ///   - byteCount: How many of its bytes count.
  ///   - format: What the signature says. A picture format.
  ///   - limits: What decoding may cost.
  public init(
    _ descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat, limits: DecodeLimits
  ) throws(DecodeError) {
    var source = vigie_source(descriptor: descriptor.rawValue, size: byteCount)
    var limits = limits.forC(seconds: limits.pictureSeconds)
    var info = vigie_picture_info()
    var handle: OpaquePointer?
    // The C functions keep none of the pointers beyond the call.
    let status: vigie_status
    switch format {
    case .jpeg:
      status = unsafe vigie_jpeg_open(&source, &limits, &handle, &info)
    case .png, .apng:
      status = unsafe vigie_png_open(&source, &limits, &handle, &info)
    default:
      guard let decoder = format.decoderName else { throw .unsupported }
      status = unsafe vigie_still_open(&source, &limits, decoder, &handle, &info)
    }
    let size = PictureSize(width: Int(info.width), height: Int(info.height))
    guard status == VIGIE_OK, let handle = unsafe handle else {
      throw DecodeError(status, size: size)
    }
    guard let size else {
      unsafe vigie_picture_close(handle)
      throw .damaged
    }
    self.size = size
    unsafe self.handle = handle
    row = SampleRow(width: size.width, layout: SampleLayout(info.layout))
  }

  deinit {
    unsafe vigie_picture_close(handle)
  }

  /// Decodes the next row. Rows that damage has taken are filled.
  ///
  /// - Parameter luma: `size.width` values, each set to 0...255.
  /// - Precondition: `luma` has the picture's width; at most `size.height` calls.
  /// - Throws: ``DecodeError/timeLimit`` only.
  public mutating func readRow(into luma: inout MutableSpan<Float>) throws(DecodeError) {
    let handle = unsafe handle
    // The row is `width` pixels of the picture's layout, which is what the C function writes.
    let status = unsafe row.fill { unsafe vigie_picture_read_row(handle, $0) }
    guard status == VIGIE_OK else { throw DecodeError(status, size: size) }
    row.convert(into: &luma)
  }

  /// What has been found wrong so far; complete once every row has been read.
  public var damage: DecodeDamage { DecodeDamage(unsafe vigie_picture_damage(handle)) }
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
