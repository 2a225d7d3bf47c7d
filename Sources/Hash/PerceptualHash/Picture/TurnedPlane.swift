// Turning a picture whose luma is in memory, and hashing it so.

public import Luma

extension Orientation {
  /// Whether rows become columns.
  public var isTransposing: Bool {
    switch self {
    case .identity, .flipX, .flipY, .rotate180: false
    case .transpose, .antitranspose, .rotate90, .rotate270: true
    }
  }

  /// Turns a picture.
  ///
  /// - Parameters:
  ///   - plane: `size.pixelCount` values, row by row.
  ///   - size: The picture's dimensions.
  /// - Returns: As many values; the sides are exchanged if ``isTransposing``.
  public func turned<Value: BitwiseCopyable>(_ plane: Span<Value>, size: PictureSize) -> [Value] {
    precondition(plane.count == size.pixelCount)
    let (width, height) = (size.width, size.height)
    let rows = isTransposing ? width : height
    let columns = isTransposing ? height : width
    var turned: [Value] = []
    turned.reserveCapacity(plane.count)
    for y in 0..<rows {
      for x in 0..<columns {
        let (column, row) =
          switch self {
          case .identity: (x, y)
          case .flipX: (width - 1 - x, y)
          case .flipY: (x, height - 1 - y)
          case .rotate180: (width - 1 - x, height - 1 - y)
          case .transpose: (y, x)
          case .antitranspose: (width - 1 - y, height - 1 - x)
          case .rotate90: (y, height - 1 - x)
          case .rotate270: (width - 1 - y, x)
          }
        turned.append(plane[row * width + column])
      }
    }
    return turned
  }

  /// The size of a picture of `size` that is turned so.
  public func turned(_ size: PictureSize) -> PictureSize {
    isTransposing ? size.transposed : size
  }
}

extension DihedralPDQ {
  /// Hashes a picture whose luma is in memory by the definition, once for each orientation.
  ///
  /// For small pictures, and to check others by: eight times the work of one definition.
  ///
  /// - Parameters:
  ///   - luma: `size.pixelCount` values in 0...255, row by row.
  ///   - size: The picture's dimensions.
  public init(definitionOf luma: Span<Float>, size: PictureSize) {
    let results = Orientation.allCases.map { orientation in
      let turned = orientation.turned(luma, size: size)
      return PDQResult(luma: turned.span, size: orientation.turned(size))
    }
    self.init(quality: results[0].quality, hashes: results.map(\.hash))
  }
}
