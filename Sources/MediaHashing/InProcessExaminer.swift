// From the bytes of a file to its hashes: decode, hash, and say what went wrong.

public import DecodeWorker
internal import Glibc
internal import LibAVDecoding
internal import Luma
public import MediaDecoding
public import MediaFormats
internal import PerceptualHash
internal import PictureHashing

/// Examines files with the decoders linked into this process.
public struct InProcessExaminer: MediaExaminer {
  /// What examining one file may cost.
  public var limits: DecodeLimits

  /// Makes an examiner.
  public init(limits: DecodeLimits = DecodeLimits()) {
    self.limits = limits
  }

  /// Decodes and hashes one file on the calling thread.
  public func examine(_ input: MediaInput) -> MediaRecord {
    switch input.format.kind {
    case .picture:
      return examinePicture(input)
    case .video:
      return examineVideo(input)
    case .animation:
      var record = examineVideo(input)
      if input.format == .apng {
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

  /// Says that nothing is locked.
  public func decoder(of format: MediaFormat) -> String { "this process, not locked" }

  private func examinePicture(_ input: MediaInput) -> MediaRecord {
    switch input.format {
    case .jpeg, .png, .apng:
      return PictureExaminer(limits: limits).examine(input)
    default:
      return MediaRecord(input.method) { () throws(DecodeError) in
        try PictureReader(
          libAV: input.descriptor, byteCount: input.byteCount, format: input.format,
          limits: limits.withTime(of: input))
      }
    }
  }

  /// Examines a video as fast as can be; where that leaves a doubt, again and in full, in what is left of
  /// its time.
  private func examineVideo(_ input: MediaInput) -> MediaRecord {
    let limits = limits.withTime(of: input)
    let start = Self.threadSeconds
    let (first, isSure) = examineVideo(input, limits, skipsAhead: true)
    if isSure { return first }
    var rest = limits
    rest.seconds -= Self.threadSeconds - start
    let full = examineVideo(input, rest, skipsAhead: false).record
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
    _ input: MediaInput, _ limits: DecodeLimits, skipsAhead: Bool
  ) -> (record: MediaRecord, isSure: Bool) {
    var record = MediaRecord()
    do throws(DecodeError) {
      var reader = try VideoReader(
        input.descriptor, byteCount: input.byteCount, format: input.format, limits: limits,
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
      guard record.frameHashes.count < min(limits.frames, input.mostFrames) else { return false }
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
