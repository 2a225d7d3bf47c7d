// A video that tests make: an AVI file of JPEGs.

internal import Foundation

/// Pictures as an AVI file of Motion JPEG, one a second.
public enum MotionJPEG {
  /// Writes a video.
  ///
  /// - Parameter pictures: At least one; all of one size.
  public static func write(_ pictures: [SyntheticPicture], to path: String) throws {
    let size = pictures[0]
    let frames = try pictures.map { picture in
      let temporary = path + ".frame"
      defer { try? FileManager.default.removeItem(atPath: temporary) }
      guard picture.writeJPEG(to: temporary) else { throw CocoaError(.fileWriteUnknown) }
      return Array(try Data(contentsOf: URL(filePath: temporary)))
    }
    let (count, width, height) = (UInt32(frames.count), UInt32(size.width), UInt32(size.height))
    // Microseconds a frame, rate, padding, flags, frames, ..., streams, buffer, sides, reserved.
    let main = numbers([1_000_000, 0, 0, 0, count, 0, 1, 0, width, height, 0, 0, 0, 0])
    // Flags, priority, first frame, scale, rate, start, length, buffer, quality, sample size, rectangle.
    let stream =
      Array("vidsMJPG".utf8) + numbers([0, 0, 0, 1, 1, 0, count, 0, .max, 0, 0, 0])
    // Size, sides, planes and depth, compression, bytes, ...
    let format = numbers([40, width, height, 24 << 16 | 1, 0x4750_4A4D, 0, 0, 0, 0, 0])
    let header =
      chunk("avih", main)
      + chunk("LIST", Array("strl".utf8) + chunk("strh", stream) + chunk("strf", format))
    let file =
      Array("AVI ".utf8) + chunk("LIST", Array("hdrl".utf8) + header)
      + chunk("LIST", Array("movi".utf8) + frames.flatMap { chunk("00dc", $0) })
    try Data(chunk("RIFF", file)).write(to: URL(filePath: path))
  }

  private static func numbers(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) } }
  }

  /// A name, a length and so many bytes, padded to an even number.
  private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    Array(name.utf8) + numbers([UInt32(bytes.count)]) + bytes
      + [UInt8](repeating: 0, count: bytes.count % 2)
  }
}
