// A still picture as rows of samples.

package import CDecoding
internal import CPictureDecoders
public import Luma
public import MediaFormats
public import SystemPackage

/// Decodes a still picture row by row, top to bottom; owns its decoder.
///
/// Use from one thread at a time; every call may block on the disk.
@safe public struct PictureReader: ~Copyable {
  /// Dimensions of the picture as stored; orientation tags are not applied.
  public let size: PictureSize

  /// How the picture is to be turned for display, as it says itself: 1...8 (EXIF 2.32 and TIFF 6.0, tag
  /// 274: 1 as stored, 2 mirrored, 3 turned by 180 degrees, ... 6 by 90 degrees clockwise, 8 by 270).
  ///
  /// `nil` if it does not say so, or if that is not looked for: it is in the Exif segment of a JPEG, the
  /// `eXIf` chunk of a PNG ahead of its data, the `EXIF` chunk of a WebP and the first directory of a
  /// TIFF; of other formats it is not. Rows are given as stored, whatever it says.
  public let exifOrientation: Int?

  /// So many pixels a side make one sample, their mean; 1 if every pixel is a sample.
  public let scale: Int

  /// How many rows there are: the picture's height divided by ``scale``, rounded up.
  public let rowCount: Int

  /// Valid from `init` to `deinit`, and reached by nobody else.
  private let handle: UnsafeMutablePointer<vigie_picture>
  private var row: SampleRow

  /// Opens a picture that libjpeg or libpng decodes.
  ///
  /// - Parameters:
  ///   - descriptor: The file, open for reading; its position is neither used nor moved. It has to
  ///     stay open as long as the reader is in use.
  ///   - byteCount: How many of its bytes count.
  ///   - format: What the signature says.
  ///   - limits: What decoding may cost.
  ///   - smallestSide: Where a decoder can give means of pixels for less than all of them (JPEG in
  ///     the cosine domain, by 2, 4 or 8), both sides keep this many samples at least; a picture in
  ///     several scans is then read as far as needed. `nil` decodes every picture in full.
  /// - Throws: ``DecodeError``; ``DecodeError/unsupported`` for every other format.
  public init(
    _ descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat, limits: ExaminationLimits,
    smallestSide: Int? = nil
  ) throws(DecodeError) {
    // The C functions keep none of the pointers beyond the call.
    switch format.stillDecoder {
    case .libjpeg:
      let side = UInt32(clamping: smallestSide ?? 0)
      try unsafe self.init(descriptor, byteCount: byteCount, limits: limits) {
        unsafe vigie_jpeg_open($0, $1, side, $2, $3)
      }
    case .libpng:
      try unsafe self.init(descriptor, byteCount: byteCount, limits: limits) {
        unsafe vigie_png_open($0, $1, $2, $3)
      }
    case .libavPicture, .libavVideo, nil:
      throw .unsupported
    }
  }

  /// A C function that opens a picture, as `vigie_jpeg_open` is one.
  package typealias Opening = (
    UnsafePointer<vigie_source>, UnsafePointer<vigie_limits>,
    UnsafeMutablePointer<UnsafeMutablePointer<vigie_picture>?>,
    UnsafeMutablePointer<vigie_picture_info>
  ) -> vigie_status

  /// Opens a picture with a C function.
  package init(
    _ descriptor: FileDescriptor, byteCount: Int64, limits: ExaminationLimits, open: Opening
  ) throws(DecodeError) {
    var source = vigie_source(descriptor: descriptor.rawValue, size: byteCount)
    var limits = limits.forC
    var info = vigie_picture_info()
    var handle: UnsafeMutablePointer<vigie_picture>?
    let status = unsafe open(&source, &limits, &handle, &info)
    let size = PictureSize(width: Int(info.width), height: Int(info.height))
    guard status == VIGIE_OK, let handle = unsafe handle else {
      throw DecodeError(status, size: size)
    }
    guard let size else {
      unsafe vigie_picture_close(handle)
      throw .damaged
    }
    self.size = size
    exifOrientation = info.exif_orientation > 0 ? Int(info.exif_orientation) : nil
    scale = Int(info.scale)
    rowCount = Int(info.row_count)
    unsafe self.handle = handle
    row = SampleRow(width: Int(info.row_width), layout: SampleLayout(info.layout))
  }

  deinit {
    unsafe vigie_picture_close(handle)
  }

  /// How the samples of a row are laid out.
  public var layout: SampleLayout { row.layout }

  /// Decodes the next row. Rows that damage has taken are filled.
  ///
  /// - Parameter body: Called with the row's samples, those of `size.width / scale` pixels, rounded up.
  /// - Precondition: At most ``rowCount`` calls.
  /// - Throws: ``DecodeError/timeLimit`` only.
  public mutating func readRow(_ body: (Span<UInt8>) -> Void) throws(DecodeError) {
    let handle = unsafe handle
    // The row has the width and layout that the C function was opened with and writes.
    let status = unsafe row.fill { unsafe vigie_picture_read_row(handle, $0) }
    guard status == VIGIE_OK else { throw DecodeError(status, size: size) }
    row.show(body)
  }

  /// What has been found wrong so far; complete once every row has been read.
  public var damage: DecodeDamage { DecodeDamage(unsafe vigie_picture_damage(handle)) }
}
