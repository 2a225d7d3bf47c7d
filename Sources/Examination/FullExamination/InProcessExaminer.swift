// From the bytes of a file to its hashes: decode, hash, and say what went wrong.

internal import Glibc
internal import LibAVDecoding
internal import Luma
public import MediaExamination
public import MediaFormats
internal import PerceptualHash
internal import PictureDecoding
internal import PictureExamination

/// Examines files with the decoders linked into this process.
public struct InProcessExaminer: MediaExaminer {
  /// Makes an examiner.
  public init() {}

  /// Decodes and hashes one file on the calling thread.
  public func examine(_ input: MediaInput) -> MediaRecord {
    switch input.format.kind {
    case .picture:
      return examinePicture(input)
    case .video:
      return examineVideo(input)
    case .animation:
      var record = examineVideo(input)
      if input.format.stillDecoder != nil {
        // The still of an animated PNG need not be one of its frames.
        let still = examinePicture(input)
        if record.frameHashes.isEmpty { return still }
        record.hashes = still.hashes
        record.exifOrientation = still.exifOrientation
        record.issue = still.issue ?? record.issue
      } else if record.frameHashes.count == 1 {
        record.frameHashes = []
      }
      return record
    }
  }

  /// This process.
  public func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  /// There is no process to lock.
  public var missingIsolation: [String] { ["process"] }

  private func examinePicture(_ input: MediaInput) -> MediaRecord {
    switch input.format.stillDecoder {
    case .libjpeg, .libpng:
      return PictureExaminer().examine(input)
    case .libavPicture:
      return MediaRecord(input.method) { () throws(DecodeError) in
        try PictureReader(
          libAV: input.descriptor, byteCount: input.byteCount, format: input.format,
          limits: input.limits)
      }
    case .libavVideo, nil:
      return MediaRecord(.unsupported)
    }
  }

  /// Examines a video as fast as can be; where that leaves a doubt, again and in full, in what is left of
  /// its time.
  private func examineVideo(_ input: MediaInput) -> MediaRecord {
    let start = Self.threadSeconds
    let (first, isSure) = examineVideo(input, skipsAhead: true)
    if isSure { return first }
    var rest = input
    rest.limits.processorSeconds -= Self.threadSeconds - start
    let full = examineVideo(rest, skipsAhead: false).record
    guard full.issue == .timeLimit, full.frameHashes.count < first.frameHashes.count else {
      return full
    }
    // The time is used up: frames that may not be quite those to be sampled are better than fewer.
    var record = first
    record.issue = .timeLimit
    return record
  }

  /// Processor time of this thread.
  private static var threadSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// - Returns: What was found, and whether it is that of reading in full, which it always is unless
  ///   `skipsAhead`.
  private func examineVideo(
    _ input: MediaInput, skipsAhead: Bool
  ) -> (record: MediaRecord, isSure: Bool) {
    var record = MediaRecord()
    do throws(DecodeError) {
      var reader = try VideoReader(
        input.descriptor, byteCount: input.byteCount, format: input.format, limits: input.limits,
        sampling: input.format.kind == .video ? input.method.videoSampling : .everySecond,
        skipsAhead: skipsAhead)
      var failure: DecodeError?
      do throws(DecodeError) {
        guard try sampleFrames(of: &reader, input, into: &record) else {
          record.issue = .frameLimit
          return (record, true)
        }
      } catch {
        failure = error
      }
      if failure == .unsure { return (record, false) }
      if let failure {
        // The frames so far are kept: a video that runs into a limit is not lost.
        record.fail(failure)
      } else {
        record.finish(reader.damage)
      }
    } catch {
      record.fail(error)
    }
    return (record, true)
  }

  /// Hashes the sampled frames up to the end; false if there are more than the limit. The first frame of
  /// an animation is hashed as a picture.
  private func sampleFrames(
    of reader: inout VideoReader, _ input: MediaInput, into record: inout MediaRecord
  ) throws(DecodeError) -> Bool {
    var sampler = FrameSampler()
    var hasher: PictureHasher?
    while let frame = try reader.nextFrame() {
      let sampledTime = sampler.sampledTime(ofFrameAt: frame.time)
      if let unsampled = sampler.unsampledTimes { reader.pass(over: unsampled) }
      guard let time = sampledTime else { continue }
      guard record.frameHashes.count < input.limits.frames else { return false }
      if record.frameHashes.isEmpty {
        record.width = frame.size.width
        record.height = frame.size.height
      }
      // Most videos keep their size: the weights are kept, too. Of an animation the first frame counts
      // as a picture, which may have borders.
      let isStill = input.format.kind == .animation && record.frameHashes.isEmpty
      var current =
        if let kept = hasher.take(), kept.size == frame.size {
          kept
        } else {
          PictureHasher(size: frame.size, method: input.method.pictures, findsFramings: isStill)
        }
      try reader.readRows(of: frame) { current.append($0, layout: $1) }
      let hashes = current.finish()
      if isStill { record.hashes = hashes }
      record.frameHashes.append(DihedralFrame(time: time, hashes: hashes.whole))
      if !isStill { hasher = consume current }
    }
    return true
  }
}
