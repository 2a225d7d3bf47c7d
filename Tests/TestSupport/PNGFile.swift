// PNGs of given samples, in each colour type and with each filter.

internal import CTestEncoders

/// A PNG of 8 bits a sample that a test writes.
public struct PNGFile: Sendable {
  /// How colours are stored.
  public enum Colour: Int32, CaseIterable, Sendable {
    case grey = 0
    case rgb = 2
    /// Entry i is (i, 255 - i, 7 i), each modulo 256.
    case palette = 3
    case greyAlpha = 4
    case rgbAlpha = 6

    /// Bytes a pixel.
    public var channels: Int {
      switch self {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .rgb: 3
      case .rgbAlpha: 4
      }
    }
  }

  /// What is done to a row before it is compressed.
  public enum Filter: Int32, CaseIterable, Sendable {
    case none = 8
    case left = 16
    case above = 32
    case mean = 64
    case nearest = 128
  }

  /// Pixels in a row.
  public let width: Int

  /// Rows.
  public let height: Int

  /// How colours are stored.
  public let colour: Colour

  /// Row by row, `colour.channels` bytes a pixel.
  public let samples: [UInt8]

  /// Draws something with smooth parts, edges and noise.
  public init(width: Int, height: Int, colour: Colour, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    self.width = width
    self.height = height
    self.colour = colour
    samples = (0..<width * height * colour.channels).map { position in
      let x = position / colour.channels % width
      let noise = UInt64.random(in: 0..<8, using: &random)
      return UInt8(truncatingIfNeeded: 3 * x + (x / 9 % 2) * 170 + position / 50 + Int(noise))
    }
  }

  /// Writes it; false if that fails.
  ///
  /// - Parameters:
  ///   - filters: Those that the encoder chooses from, row by row.
  ///   - chunkSize: Bytes in a chunk of image data, 6 at least.
  public func write(
    to path: String, filters: [Filter] = Filter.allCases, chunkSize: Int = 8192,
    isInterlaced: Bool = false
  ) -> Bool {
    var picture = vigie_test_png(
      width: UInt32(width), height: UInt32(height), colour: colour.rawValue,
      interlaced: isInterlaced, filters: filters.reduce(0) { $0 | $1.rawValue },
      chunk_size: UInt32(chunkSize))
    return unsafe samples.withUnsafeBufferPointer { samples in
      // `height` rows of `width` pixels, which the encoder only reads.
      unsafe vigie_test_write_png(path, samples.baseAddress!, &picture)
    }
  }

  /// What a reader gives of it: grey or RGB, alpha dropped.
  public var shown: [UInt8] {
    switch colour {
    case .grey, .rgb: samples
    case .palette: samples.flatMap { [$0, 255 - $0, 7 &* $0] }
    case .greyAlpha, .rgbAlpha:
      stride(from: 0, to: samples.count, by: colour.channels).flatMap {
        samples[$0..<$0 + colour.channels - 1]
      }
    }
  }
}
