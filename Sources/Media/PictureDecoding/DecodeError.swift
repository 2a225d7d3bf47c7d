// What can stop decoding, what is wrong with a file that gave pixels all the same, and the limits as the
// C decoders take them.

package import CDecoding
public import Luma
package import MediaFormats

extension ExaminationLimits {
  /// What a decoder obeys of them.
  package var forC: vigie_limits {
    vigie_limits(
      pixels: UInt64(clamping: pixels), bytes: UInt64(clamping: bytes),
      scans: UInt32(clamping: scans),
      nanoseconds: UInt64(max(0, min(processorSeconds, 1e9)) * 1e9))
  }
}

/// Why a file gives no (further) pixels.
public enum DecodeError: Error, Hashable, Sendable {
  /// The structure is broken before the first pixel.
  case damaged
  /// The file is sound as far as it was read, but uses what no decoder here knows.
  case unsupported
  /// The container holds no video stream.
  case noVideo
  /// More pixels than allowed; the size that the file claims, where that is known.
  case pixelLimit(PictureSize?)
  /// Decoding would take more memory than allowed.
  case byteLimit
  /// Decoding took more processor time than allowed.
  case timeLimit
  /// Of a video frames were left out that may matter after all: it is to be read again in full.
  case unsure

  package init(_ status: vigie_status, size: PictureSize?) {
    switch status {
    case VIGIE_UNSUPPORTED: self = .unsupported
    case VIGIE_NO_VIDEO: self = .noVideo
    case VIGIE_PIXEL_LIMIT: self = .pixelLimit(size)
    case VIGIE_BYTE_LIMIT: self = .byteLimit
    case VIGIE_TIME_LIMIT: self = .timeLimit
    case VIGIE_UNSURE: self = .unsure
    default: self = .damaged
    }
  }
}

/// What is wrong with a file that gave pixels all the same.
public struct DecodeDamage: Hashable, Sendable {
  /// The data ends early; what is missing was filled.
  public var isTruncated = false

  /// Decoding stopped at `ExaminationLimits.scans`.
  public var reachedScanLimit = false

  /// Damaged blocks, chunks or packets that were passed over.
  public var errors = 0

  package init(_ damage: vigie_damage) {
    isTruncated = damage.is_truncated
    reachedScanLimit = damage.reached_scan_limit
    errors = Int(clamping: damage.errors)
  }
}
