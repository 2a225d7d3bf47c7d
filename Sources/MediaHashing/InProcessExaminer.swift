// From the bytes of a file to its hashes: decode, hash, and say what went wrong.

public import DecodeWorker
internal import Luma
public import MediaDecoding
internal import MediaFormats
internal import PerceptualHash

/// Examines files with the decoders linked into this process.
public struct InProcessExaminer: MediaExaminer {
  /// Luma is decoded at the scale that keeps at least so many samples on the shorter side: the hash then
  /// lies within 6 bits of the one at full resolution, within one on average.
  private static let smallestSide = 256

  /// What examining one file may cost.
  public var limits: DecodeLimits

  /// Whether pictures and frames are decoded in full and hashed by the definition of PDQ, to the
  /// reference's bits, at several times the cost.
  public var isExact: Bool

  /// Which frames of videos are sampled; of animations it is always one every second.
  public var videoSampling: VideoSampling

  /// Makes an examiner.
  public init(
    limits: DecodeLimits = DecodeLimits(), isExact: Bool = false,
    videoSampling: VideoSampling = .everySecond
  ) {
    self.limits = limits
    self.isExact = isExact
    self.videoSampling = videoSampling
  }

  private var method: PictureHasher.Method { isExact ? .definition : .folded }

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
        if record.frames.isEmpty { return still }
        record.picture = still.picture
        record.variants = still.variants
        record.issue = still.issue ?? record.issue
      } else {
        record.picture = record.frames.first?.pdq
        if record.frames.count == 1 { record.frames = [] }
      }
      return record
    }
  }

  private func examinePicture(_ input: MediaInput) -> MediaRecord {
    var record = MediaRecord()
    do throws(DecodeError) {
      var reader = try PictureReader(
        input.descriptor, byteCount: input.byteCount, format: input.format, limits: limits,
        smallestSide: isExact ? nil : Self.smallestSide)
      record.width = reader.size.width
      record.height = reader.size.height
      let layout = reader.layout
      var hasher = PictureHasher(size: reader.size, scale: reader.scale, method: method)
      for _ in 0..<reader.rowCount {
        try reader.readRow { hasher.append($0, layout: layout) }
      }
      record.finish(picture: hasher.finish(), reader.damage)
    } catch {
      record.fail(error)
    }
    return record
  }

  private func examineVideo(_ input: MediaInput) -> MediaRecord {
    var record = MediaRecord()
    do throws(DecodeError) {
      var reader = try VideoReader(
        input.descriptor, byteCount: input.byteCount, format: input.format, limits: limits,
        sampling: input.format.kind == .video ? videoSampling : .everySecond)
      var failure: DecodeError?
      do throws(DecodeError) {
        let isAnimation = input.format.kind == .animation
        guard try sampleFrames(of: &reader, isAnimation: isAnimation, into: &record) else {
          record.issue = .frameLimit
          return record
        }
      } catch {
        failure = error
      }
      if let failure {
        // The frames so far are kept: a video that runs into a limit is not lost.
        record.fail(failure)
      } else {
        record.finish(reader.damage)
      }
    } catch {
      record.fail(error)
    }
    return record
  }

  /// Hashes the sampled frames up to the end; false if there are more than the limit. The first frame of
  /// an animation is hashed as a picture.
  private func sampleFrames(
    of reader: inout VideoReader, isAnimation: Bool, into record: inout MediaRecord
  ) throws(DecodeError) -> Bool {
    var sampler = FrameSampler()
    var hasher: PictureHasher?
    while let frame = try reader.nextFrame() {
      let sampledTime = sampler.sampledTime(ofFrameAt: frame.time)
      if let unsampled = sampler.unsampledTimes { reader.pass(over: unsampled) }
      guard let time = sampledTime else { continue }
      guard record.frames.count < limits.frames else { return false }
      if record.frames.isEmpty {
        record.width = frame.size.width
        record.height = frame.size.height
      }
      let isPicture = isAnimation && record.frames.isEmpty
      // Most videos keep their size: the weights are kept, too.
      var current =
        if let kept = hasher.take(), kept.size == frame.size {
          kept
        } else {
          PictureHasher(size: frame.size, method: method, findsFramings: isPicture)
        }
      try reader.readRows(of: frame) { current.append($0, layout: $1) }
      let hashes = current.finish()
      record.frames.append(VideoFrame(time: time, pdq: hashes.whole.upright))
      if isPicture {
        record.variants = Array(hashes.variants.dropFirst())
      } else {
        hasher = consume current
      }
    }
    return true
  }
}

extension MediaRecord {
  fileprivate mutating func finish(picture: PictureHashes, _ damage: DecodeDamage) {
    issue = MediaIssue(damage)
    // What fills the place of lost data is blank; nothing else came out of the file.
    if issue != nil, picture.whole.quality == 0 {
      issue = .broken
    } else {
      self.picture = picture.whole.upright
      variants = Array(picture.variants.dropFirst())
    }
  }

  fileprivate mutating func finish(_ damage: DecodeDamage) {
    issue = frames.isEmpty ? .broken : MediaIssue(damage)
  }

  fileprivate mutating func fail(_ error: DecodeError) {
    switch error {
    case .damaged: issue = .broken
    case .unsupported: issue = .unsupported
    case .noVideo: issue = .noVideo
    case .pixelLimit(let size):
      issue = .pixelLimit
      if let size, frames.isEmpty { (width, height) = (size.width, size.height) }
    case .byteLimit: issue = .byteLimit
    case .timeLimit: issue = .timeLimit
    }
  }
}

extension MediaIssue {
  fileprivate init?(_ damage: DecodeDamage) {
    if damage.reachedScanLimit {
      self = .scanLimit
    } else if damage.isTruncated {
      self = .truncated
    } else if damage.errors > 0 {
      self = .damaged(errors: damage.errors)
    } else {
      return nil
    }
  }
}
