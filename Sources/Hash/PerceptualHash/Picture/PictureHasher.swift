// From the samples of a picture to its hashes: which way of hashing a picture takes.

public import Luma

/// Hashes pictures of one size, row by row, by the way that suits them.
///
/// Feed every row once, top to bottom, then call ``finish()``; the hasher can then be used for the next
/// picture of the same size.
public struct PictureHasher: ~Copyable {
  /// How the hash of the picture as stored is computed.
  public enum Method: Hashable, Sendable {
    /// By folded weights, within a few bits of the definition.
    case folded
    /// By the definition, with its running sums: the reference's bits. Wants every pixel.
    case definition
  }

  /// A picture whose shorter side has fewer pixels is hashed by the definition in each orientation:
  /// of so few samples many coefficients are equal, and then the definition's own rounding decides.
  private static let smallSide = 64

  /// By so much of its side a widened picture is continued at each edge: a copy from which 3 to 12 % of
  /// each side were cut then lies within a distance of 54 of its original.
  public static let wideningShare = 0.045

  /// The most pixels of a picture that is hashed so: it is whole in memory.
  private static let mostSmallPixels = 1 << 18

  /// The pictures' dimensions.
  public let size: PictureSize

  private let method: Method
  /// Of every picture that is not small.
  private var folded: DihedralHasher?
  private var fixed: [Int16]
  /// Of a picture that is not small, if the definition is wanted.
  private var definition: PDQHasher?
  private var luma: [Float]
  /// A small picture, row by row.
  private var plane: [Float] = []
  private let scale: Int
  /// Of every picture that is not small, if borders are looked for.
  private var reduced: ReducedPicture?

  /// Of every picture that is not small, if other framings are wanted.
  private var widened: DihedralHasher?

  /// Prepares for pictures of `size` pixels of which every `scale` x `scale` come as one sample, their
  /// mean.
  ///
  /// - Parameter findsFramings: Whether what is inside of borders and the widened picture are hashed,
  ///   too.
  /// - Precondition: For the definition, `scale` is 1.
  public init(
    size: PictureSize, scale: Int = 1, method: Method = .folded, findsFramings: Bool = true
  ) {
    precondition(method == .folded || scale == 1, "the definition is of every pixel")
    self.size = size
    self.method = method
    self.scale = scale
    let isSmall =
      scale == 1 && min(size.width, size.height) < Self.smallSide
      && size.pixelCount <= Self.mostSmallPixels
    let width = (size.width + scale - 1) / scale
    folded = isSmall ? nil : DihedralHasher(size: size, scale: scale)
    fixed = Array(repeating: 0, count: isSmall ? 0 : width)
    definition = isSmall || method == .folded ? nil : PDQHasher(size: size)
    luma = Array(repeating: 0, count: isSmall || method == .definition ? width : 0)
    widened =
      isSmall || !findsFramings
      ? nil
      : DihedralHasher(
        size: size, scale: scale, widenedBy: Int((1000 * Self.wideningShare).rounded()))
    reduced =
      isSmall || !findsFramings
      ? nil : ReducedPicture(width: width, height: (size.height + scale - 1) / scale)
  }

  /// Takes the next row.
  ///
  /// - Parameters:
  ///   - samples: One for every `scale` pixels, as the decoder gives them.
  ///   - layout: How they are laid out.
  public mutating func append(_ samples: Span<UInt8>, layout: SampleLayout) {
    if !luma.isEmpty {
      var row = luma.mutableSpan
      LumaConversion.convert(samples, layout: layout, into: &row)
      let filled = luma
      if definition == nil { plane += filled }
      definition?.append(filled.span)
    }
    if !fixed.isEmpty {
      var row = fixed.mutableSpan
      HashKernels.best.convert(samples, layout: layout, into: &row)
      let filled = fixed
      folded?.append(filled.span)
      widened?.append(filled.span)
      reduced?.append(filled)
    }
  }

  /// The hashes of the rows taken.
  ///
  /// - Precondition: Every row has been taken.
  public mutating func finish() -> PictureHashes {
    guard var whole = folded?.finish() else {
      let hashes = DihedralPDQ(definitionOf: plane.span, size: size)
      plane.removeAll(keepingCapacity: true)
      return PictureHashes(whole: hashes)
    }
    if let upright = definition.take()?.finish() {
      whole.upright = upright
      definition = PDQHasher(size: size)
    }
    return PictureHashes(whole: whole, inner: hashInside(), widened: widened?.finish())
  }

  /// The hashes of what borders enclose, from the small copy.
  private mutating func hashInside() -> [DihedralPDQ] {
    reduced?.appendEnd()
    let inner = reduced.map { copy in
      BorderTrim.trims(of: copy).map { copy.hashes(of: $0, scale: scale, size: size) }
    }
    reduced?.restart()
    return inner ?? []
  }
}

extension ReducedPicture {
  /// The hashes of what is inside the borders.
  ///
  /// - Parameters:
  ///   - trim: What that is, of this copy.
  ///   - scale: Pixels a side that one sample of the picture stands for.
  ///   - size: The picture's dimensions in pixels.
  fileprivate func hashes(of trim: BorderTrim, scale: Int, size: PictureSize) -> DihedralPDQ {
    func weights(_ side: BorderTrim.Side, samples: Int, length: Int) -> AxisWeights {
      let pixels = samples * scale
      func border(_ share: Double) -> Int { Int((1 - share) * Double(pixels)) }
      let start = side.range.lowerBound * pixels + border(side.firstShare)
      let end = min(side.range.upperBound * pixels - border(side.lastShare), length)
      return AxisWeights(length: end - start, scale: pixels, missing: border(side.firstShare))
    }
    var hasher = DihedralHasher(
      rows: weights(trim.rows, samples: rowsPerSample, length: size.height),
      columns: weights(trim.columns, samples: columnsPerSample, length: size.width),
      kernels: .best)
    let columns = trim.columns.range
    for y in trim.rows.range {
      let luma = trim.luma
      hasher.append(
        luma.span.extracting(y * width + columns.lowerBound..<y * width + columns.upperBound))
    }
    return hasher.finish()
  }
}
