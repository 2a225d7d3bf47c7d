// From the bytes of a file to its hashes: decode, hash, and say what went wrong.

public import DecodeWorker
internal import Luma
public import MediaDecoding
internal import MediaFormats
internal import PerceptualHash

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

  private func examinePicture(_ input: MediaInput) -> MediaRecord {
    var record = MediaRecord()
    do throws(DecodeError) {
      var reader = try PictureReader(
        input.descriptor, byteCount: input.byteCount, format: input.format, limits: limits)
      record.width = reader.size.width
      record.height = reader.size.height
      var hasher = PDQHasher(size: reader.size)
      var luma = [Float](repeating: 0, count: reader.size.width)
      for _ in 0..<reader.size.height {
        var row = luma.mutableSpan
        try reader.readRow(into: &row)
        hasher.append(luma.span)
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
        input.descriptor, byteCount: input.byteCount, format: input.format, limits: limits)
      var sampler = FrameSampler()
      var failure: DecodeError?
      do throws(DecodeError) {
        while let frame = try reader.nextFrame() {
          guard let time = sampler.sampledTime(ofFrameAt: frame.time) else { continue }
          guard record.frames.count < limits.frames else {
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

extension MediaRecord {
  fileprivate mutating func finish(picture: PDQResult, _ damage: DecodeDamage) {
    issue = MediaIssue(damage)
    // What fills the place of lost data is blank; nothing else came out of the file.
    if issue != nil, picture.quality == 0 {
      issue = .broken
    } else {
      self.picture = picture
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
