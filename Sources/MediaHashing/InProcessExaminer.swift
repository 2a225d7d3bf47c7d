// From the bytes of a file to its hashes: decode, hash, and say what went wrong.

public import DecodeWorker
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
        if record.frames.isEmpty { return still }
        record.picture = still.picture
        record.issue = still.issue ?? record.issue
      } else {
        record.picture = record.frames.first?.pdq
        if record.frames.count == 1 { record.frames = [] }
      }
      return record
    }
  }

  public func decoder(of format: MediaFormat) -> String { "this process, not locked" }

  private func examinePicture(_ input: MediaInput) -> MediaRecord {
    switch input.format {
    case .jpeg, .png, .apng:
      return PictureExaminer(limits: limits).examine(input)
    default:
      return MediaRecord { () throws(DecodeError) in
        try PictureReader(
          libAV: input.descriptor, byteCount: input.byteCount, format: input.format,
          limits: limits.withTime(of: input))
      }
    }
  }

  private func examineVideo(_ input: MediaInput) -> MediaRecord {
    var record = MediaRecord()
    do throws(DecodeError) {
      var reader = try VideoReader(
        input.descriptor, byteCount: input.byteCount, format: input.format,
        limits: limits.withTime(of: input))
      var sampler = FrameSampler()
      var failure: DecodeError?
      do throws(DecodeError) {
        while let frame = try reader.nextFrame() {
          guard let time = sampler.sampledTime(ofFrameAt: frame.time) else { continue }
          guard record.frames.count < min(limits.frames, input.mostFrames) else {
            record.issue = .frameLimit
            return record
          }
          if record.frames.isEmpty {
            record.width = frame.size.width
            record.height = frame.size.height
          }
          var hasher = PDQHasher(size: frame.size)
          try reader.readRows(of: frame) { hasher.append($0) }
          record.frames.append(VideoFrame(time: time, pdq: hasher.finish()))
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
}
