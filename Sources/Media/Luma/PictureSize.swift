// The dimensions of a picture, checked once so that nobody downstream multiplies into an overflow.

/// Width and height of a picture in pixels, both positive, with a product that fits an `Int`.
public struct PictureSize: Hashable, Sendable, CustomStringConvertible {
  /// Pixels in a row.
  public let width: Int

  /// Rows.
  public let height: Int

  /// Makes a size; `nil` if a side is not positive or the pixels cannot be counted.
  public init?(width: Int, height: Int) {
    guard width > 0, height > 0, !width.multipliedReportingOverflow(by: height).overflow else {
      return nil
    }
    self.width = width
    self.height = height
  }

  private init(unchecked width: Int, _ height: Int) {
    self.width = width
    self.height = height
  }

  /// Width times height.
  public var pixelCount: Int { width * height }

  /// The sides exchanged.
  public var transposed: PictureSize { PictureSize(unchecked: height, width) }

  /// As `640 x 480`.
  public var description: String { "\(width) x \(height)" }
}
