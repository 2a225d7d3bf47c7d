// A still picture as rows of luma.

package import CMediaDecoders
public import Luma
public import MediaFormats
public import SystemPackage

/// Decodes a still picture row by row, top to bottom; owns its decoder.
///
/// Use from one thread at a time; every call may block on the disk.
@safe public struct PictureReader: ~Copyable {
  /// Dimensions of the picture as stored; orientation tags are not applied.
  public let size: PictureSize

  /// Valid from `init` to `deinit`, and reached by nobody else.
  private let handle: OpaquePointer
  private var row: SampleRow

  /// Opens a JPEG or PNG.
  ///
  /// - Parameters:
  ///   - descriptor: The file, open for reading; its position is neither used nor moved. It has to
  ///     stay open as long as the reader is in use.
  ///   - byteCount: How many of its bytes count.
  ///   - format: What the signature says.
  ///   - limits: What decoding may cost.
  /// - Throws: ``DecodeError``; ``DecodeError/unsupported`` for every other format.
  public init(
    _ descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat, limits: DecodeLimits
  ) throws(DecodeError) {
    // The C functions keep none of the pointers beyond the call.
    switch format {
    case .jpeg:
      try unsafe self.init(descriptor, byteCount: byteCount, limits: limits) {
        unsafe vigie_jpeg_open($0, $1, $2, $3)
      }
    case .png, .apng:
      try unsafe self.init(descriptor, byteCount: byteCount, limits: limits) {
        unsafe vigie_png_open($0, $1, $2, $3)
      }
    default:
      throw .unsupported
    }
  }

  /// A C function that opens a picture, as `vigie_jpeg_open` is one.
  package typealias Opening = (
    UnsafePointer<vigie_source>, UnsafePointer<vigie_limits>,
    UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<vigie_picture_info>
  ) -> vigie_status

  /// Opens a picture with a C function.
  package init(
    _ descriptor: FileDescriptor, byteCount: Int64, limits: DecodeLimits, open: Opening
  ) throws(DecodeError) {
    var source = vigie_source(descriptor: descriptor.rawValue, size: byteCount)
    var limits = limits.forC
    var info = vigie_picture_info()
    var handle: OpaquePointer?
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
