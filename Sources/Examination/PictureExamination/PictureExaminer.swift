// From the bytes of a JPEG or PNG to its hash. What most of a disk's pictures are is decoded without
// FFmpeg: a process that maps two libraries is forked in a third of the time of one that maps 130,
// and has that much less to be attacked in.

internal import Luma
public import MediaExamination
public import MediaFormats
package import PerceptualHash
package import PictureDecoding

/// Examines JPEGs and PNGs with libjpeg, libpng and ISA-L in this process.
public struct PictureExaminer: MediaExaminer {
  /// Luma is decoded at the scale that keeps at least so many samples on the shorter side: the hash then
  /// lies within 6 bits of the one at full resolution, within one on average.
  private static let smallestSide = 256

  /// Makes an examiner.
  public init() {}

  /// Decodes and hashes one file on the calling thread; every other format is `unsupported`.
  public func examine(_ input: MediaInput) -> MediaRecord {
    MediaRecord(input.method) { () throws(DecodeError) in
      try PictureReader(
        input.descriptor, byteCount: input.byteCount, format: input.format,
        limits: input.limits, smallestSide: input.method.isExact ? nil : Self.smallestSide)
    }
  }

  /// This process.
  public func decoderClass(of format: MediaFormat) -> DecoderClass { .inProcess }

  /// There is no process to lock.
  public var missingIsolation: [String] { ["process"] }
}

extension HashingMethod {
  /// The way of hashing that it asks for.
  package var pictures: PictureHasher.Method { isExact ? .definition : .folded }
}

extension MediaRecord {
  /// Decodes the picture that `open` opens, and hashes it.
  package init(
    _ method: HashingMethod, picture open: () throws(DecodeError) -> PictureReader
  ) {
    self.init()
    do throws(DecodeError) {
      var reader = try open()
      width = reader.size.width
      height = reader.size.height
      exifOrientation = reader.exifOrientation
      let layout = reader.layout
      var hasher = PictureHasher(
        size: reader.size, scale: reader.scale, method: method.pictures)
      for _ in 0..<reader.rowCount {
        try reader.readRow { hasher.append($0, layout: layout) }
      }
      finish(hasher.finish(), reader.damage)
    } catch {
      fail(error)
    }
  }

  fileprivate mutating func finish(_ found: PictureHashes, _ damage: DecodeDamage) {
    issue = MediaIssue(damage)
    // What fills the place of lost data is blank; nothing else came out of the file.
    if issue != nil, found.whole.quality == 0 {
      issue = .broken
    } else {
      hashes = found
    }
  }

  package mutating func finish(_ damage: DecodeDamage) {
    issue = frameHashes.isEmpty ? .broken : MediaIssue(damage)
  }

  package mutating func fail(_ error: DecodeError) {
    switch error {
    case .damaged, .unsure: issue = .broken
    case .unsupported: issue = .unsupported
    case .noVideo: issue = .noVideo
    case .pixelLimit(let size):
      issue = .pixelLimit
      if let size, frameHashes.isEmpty { (width, height) = (size.width, size.height) }
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
