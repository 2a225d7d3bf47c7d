// From the samples that decoders give to the luma that hashes are made of.

/// How the samples of a decoded row are laid out.
public enum SampleLayout: Sendable {
  /// One byte a pixel: luma over the full range 0...255.
  case grey8
  /// Three bytes a pixel: red, green, blue.
  case rgb24

  /// Bytes that a pixel takes.
  public var bytesPerPixel: Int {
    switch self {
    case .grey8: 1
    case .rgb24: 3
    }
  }
}

/// Luma as PDQ defines it: `0.299 R + 0.587 G + 0.114 B` in float32, evaluated left to right and
/// without fused multiply-add, so that equal pixels give equal bits on every machine.
///
/// A grey sample stands for three equal components, as the tools that make hash lists read it.
/// The products come from tables: a product of a byte has 256 values.
public enum LumaConversion {
  private static let red = (0..<256).map { 0.299 * Float($0) }
  private static let green = (0..<256).map { 0.587 * Float($0) }
  private static let blue = (0..<256).map { 0.114 * Float($0) }
  private static let grey = (0..<256).map { red[$0] + green[$0] + blue[$0] }

  /// Converts one row.
  ///
  /// - Parameters:
  ///   - samples: `width * layout.bytesPerPixel` bytes.
  ///   - luma: The row to fill, `width` values in 0...255.
  /// - Precondition: `samples` holds a row of `luma.count` pixels.
  public static func convert(
    _ samples: Span<UInt8>, layout: SampleLayout, into luma: inout MutableSpan<Float>
  ) {
    precondition(samples.count == luma.count * layout.bytesPerPixel)
    switch layout {
    case .grey8:
      let grey = grey
      for x in 0..<luma.count { luma[x] = grey[Int(samples[x])] }
    case .rgb24:
      let (red, green, blue) = (red, green, blue)
      for x in 0..<luma.count {
        luma[x] =
          red[Int(samples[3 * x])] + green[Int(samples[3 * x + 1])] + blue[Int(samples[3 * x + 2])]
      }
    }
  }
}
