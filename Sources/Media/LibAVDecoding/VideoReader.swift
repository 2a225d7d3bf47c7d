// A video as frames, and a frame as rows of samples.

internal import CDecoding
internal import CLibAVDecoders
public import Luma
public import MediaFormats
public import PictureDecoding
public import SystemPackage

/// Decodes the first video stream of a container, frame by frame; owns its demuxer and decoder.
///
/// Opens nothing but the descriptor it is given. A damaged packet is passed over and counted, and
/// the frames that the decoder still holds at the end are given too. Memory does not grow with the
/// video's length. Use from one thread at a time; every call may block on the disk.
@safe public struct VideoReader: ~Copyable {
  /// A decoded frame.
  public struct Frame: Sendable {
    /// Presentation time in seconds, on the container's own clock; `nil` if it has none.
    public let time: Double?
    /// Dimensions of this frame; a stream may change them.
    public let size: PictureSize
  }

  /// Valid from `init` to `deinit`, and reached by nobody else.
  private let handle: OpaquePointer
  /// Dimensions of the frame whose rows can be read.
  private var current: PictureSize?

  /// Opens a video.
  ///
  /// - Parameters:
  ///   - descriptor: The file, open for reading; its position is neither used nor moved. It has to
  ///     stay open as long as the reader is in use.
  ///   - byteCount: How many of its bytes count.
  ///   - format: What the signature says. A video or an animation format.
  ///   - limits: What decoding may cost.
  ///   - sampling: Whether frames are needed that build on others.
  ///   - skipsAhead: Whether frames that are passed over (``pass(over:)``) may be left out although
  ///     others build on them, where the stream starts afresh before the next one that is not.
  public init(
    _ descriptor: FileDescriptor, byteCount: Int64, format: MediaFormat, limits: ExaminationLimits,
    sampling: VideoSampling = .everySecond, skipsAhead: Bool = false
  ) throws(DecodeError) {
    guard case .libavVideo(let demuxer)? = format.frameDecoder else { throw .unsupported }
    var source = vigie_source(descriptor: descriptor.rawValue, size: byteCount)
    var limits = limits.forC
    var handle: OpaquePointer?
    // The C function copies what it is given.
    let frames =
      sampling == .keyframes
      ? VIGIE_FRAMES_KEY : skipsAhead ? VIGIE_FRAMES_NEEDED : VIGIE_FRAMES_ALL
    let status = unsafe vigie_video_open(&source, &limits, demuxer, frames, &handle)
    guard status == VIGIE_OK, let handle = unsafe handle else {
      throw DecodeError(status, size: nil)
    }
    unsafe self.handle = handle
  }

  deinit {
    unsafe vigie_video_close(handle)
  }

  /// Decodes the next frame; `nil` at the end.
  ///
  /// - Throws: ``DecodeError``; of a reader that skips ahead ``DecodeError/unsure`` at the first sign
  ///   that frames were left out which matter: damage, a clock that jumps, a start that is none. Then
  ///   nothing that it gave counts.
  public mutating func nextFrame() throws(DecodeError) -> Frame? {
    current = nil
    var seconds = Double.nan
    var info = vigie_picture_info()
    let status = unsafe vigie_video_next_frame(handle, &seconds, &info)
    if status == VIGIE_END { return nil }
    let size = PictureSize(width: Int(info.width), height: Int(info.height))
    guard status == VIGIE_OK, let size else { throw DecodeError(status, size: size) }
    current = size
    return Frame(time: seconds.isFinite ? seconds : nil, size: size)
  }

  /// Says which frames are not wanted, by their presentation times: where no other frame refers to
  /// one, it is not decoded, and not given; nor is any other that is left out by skipping ahead. The
  /// others come bit for bit as without.
  public mutating func pass(over times: Range<Double>) {
    unsafe vigie_video_set_unwanted(handle, times.lowerBound, times.upperBound)
  }

  /// Gives the rows of the current frame, top to bottom.
  ///
  /// - Parameters:
  ///   - frame: What the last call of ``nextFrame()`` gave.
  ///   - body: Called once a row with the samples of `frame.size.width` pixels, and their layout.
  /// - Precondition: `frame` is that frame.
  public mutating func readRows(
    of frame: Frame, _ body: (Span<UInt8>, SampleLayout) -> Void
  ) throws(DecodeError) {
    precondition(frame.size == current, "only the current frame has rows")
    let handle = unsafe handle
    var layout = VIGIE_GREY8
    let status = unsafe vigie_video_prepare_rows(handle, &layout)
    guard status == VIGIE_OK else { throw DecodeError(status, size: frame.size) }
    var row = SampleRow(width: frame.size.width, layout: SampleLayout(layout))
    for y in 0..<UInt32(frame.size.height) {
      // The row is `width` pixels of the frame's layout, which is what the C function writes.
      unsafe row.fill { unsafe vigie_video_read_row(handle, y, $0) }
      row.show { body($0, row.layout) }
    }
  }

  /// What has been found wrong so far.
  public var damage: DecodeDamage { DecodeDamage(unsafe vigie_video_damage(handle)) }
}
