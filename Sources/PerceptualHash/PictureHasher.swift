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

  /// Prepares for pictures of `size` pixels of which every `scale` x `scale` come as one sample, their
  /// mean.
  ///
  /// - Precondition: For the definition, `scale` is 1.
  public init(size: PictureSize, scale: Int = 1, method: Method = .folded) {
    precondition(method == .folded || scale == 1, "the definition is of every pixel")
    self.size = size
    self.method = method
    let isSmall =
      scale == 1 && min(size.width, size.height) < Self.smallSide
      && size.pixelCount <= Self.mostSmallPixels
    let width = (size.width + scale - 1) / scale
    folded = isSmall ? nil : DihedralHasher(size: size, scale: scale)
    fixed = Array(repeating: 0, count: isSmall ? 0 : width)
    definition = isSmall || method == .folded ? nil : PDQHasher(size: size)
    luma = Array(repeating: 0, count: isSmall || method == .definition ? width : 0)
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
      FixedLuma.convert(samples, layout: layout, into: &row)
      let filled = fixed
      folded?.append(filled.span)
    }
  }

  /// The hashes of the rows taken.
  ///
  /// - Precondition: Every row has been taken.
  public mutating func finish() -> DihedralPDQ {
    guard var hashes = folded?.finish() else {
      let hashes = DihedralPDQ(definitionOf: plane.span, size: size)
      plane.removeAll(keepingCapacity: true)
      return hashes
    }
    if let upright = definition.take()?.finish() {
      hashes.upright = upright
      definition = PDQHasher(size: size)
    }
    return hashes
  }
}
