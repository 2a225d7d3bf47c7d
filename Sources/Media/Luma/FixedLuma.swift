// Luma in whole numbers, whose sums are exact in any order.

/// Luma as 15-bit fixed point: units of 1/128 of a grey level, 0...32,640.
public enum FixedLuma {
  /// One grey level.
  public static let one = 128

  /// The factor of red in units of 2^-16 of such a unit; the three add up to one grey level.
  package static let red: Int32 = 2_508_194

  /// The factor of green.
  package static let green: Int32 = 4_924_113

  /// The factor of blue.
  package static let blue: Int32 = 956_301

  private static let fraction: Int32 = 16

  /// Converts one row: `0.299 R + 0.587 G + 0.114 B`, rounded to 1/128.
  ///
  /// - Parameters:
  ///   - samples: `luma.count * layout.bytesPerPixel` bytes.
  ///   - luma: The row to fill.
  /// - Precondition: `samples` holds a row of `luma.count` pixels.
  public static func convert(
    _ samples: Span<UInt8>, layout: SampleLayout, into luma: inout MutableSpan<Int16>
  ) {
    precondition(samples.count == luma.count * layout.bytesPerPixel)
    switch layout {
    case .grey8:
      for x in 0..<luma.count { luma[x] = Int16(samples[x]) << 7 }
    case .rgb24:
      for x in 0..<luma.count {
        let sum =
          red * Int32(samples[3 * x]) + green * Int32(samples[3 * x + 1])
          + blue * Int32(samples[3 * x + 2])
        luma[x] = Int16(truncatingIfNeeded: (sum + 1 << (fraction - 1)) >> fraction)
      }
    }
  }
}
