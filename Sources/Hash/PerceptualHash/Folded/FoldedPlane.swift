// The second half of folded PDQ: from the plane to the hashes of it and of its transpose.

internal import CPDQKernels
internal import HammingSpace

/// A picture reduced to 64 x 64 luma values, column by column: value `64 x + y`.
struct FoldedPlane: ~Copyable {
  private static let side = PDQHasher.side

  /// The first half of PDQ's cosines, position by position; the others mirror them.
  private static let basis: [Double] = (0..<side / 2).flatMap { position in
    (0..<PDQPlane.frequencies).map { Double(PDQPlane.basis[$0 * side + position]) }
  }

  let values = KernelBuffer<Double>(count: side * side)
  private let coefficients = KernelBuffer<Int32>(
    count: PDQPlane.frequencies * PDQPlane.frequencies)

  /// The hashes of the picture and of its transpose, whose coefficients are the same ones, so that
  /// the two agree to the bit.
  ///
  /// The coefficients are computed in double precision and rounded to 2^-16 of a grey level: two that
  /// are equal by the symmetry of the picture stay equal, whichever way it is turned.
  func hashes(by kernels: HashKernels) -> (upright: PDQHash, transposed: PDQHash) {
    // The buffers have the kernels' fixed sizes.
    unsafe Self.basis.withUnsafeBufferPointer { basis in
      unsafe kernels.table.transform(values.base, basis.baseAddress!, coefficients.base)
    }
    var (rows, columns) = (SIMD4<UInt64>.zero, SIMD4<UInt64>.zero)
    // Four words each, as the kernel writes. The plane lies column by column.
    unsafe withUnsafeMutableBytes(of: &rows) { rows in
      unsafe withUnsafeMutableBytes(of: &columns) { columns in
        unsafe kernels.table.threshold(
          coefficients.base, columns.baseAddress!.assumingMemoryBound(to: UInt64.self),
          rows.baseAddress!.assumingMemoryBound(to: UInt64.self))
      }
    }
    return (PDQHash(Code256(words: rows)), PDQHash(Code256(words: columns)))
  }

  /// The strength of the plane's gradients, in hundredths of the range, capped at 100.
  func quality(by kernels: HashKernels) -> Int {
    PDQPlane.quality(ofGradients: Int(unsafe kernels.table.gradients(values.base)))
  }
}
