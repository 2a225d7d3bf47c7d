// The C kernels as Swift sees them.

internal import CPDQKernels
package import Luma

/// The kernels of one instruction set. All give the same results.
///
/// A table of constant functions without state, which any thread may call.
@safe package struct HashKernels: @unchecked Sendable {
  /// Those that this processor can run, the fastest first.
  package static let usable: [HashKernels] = {
    var found: [HashKernels] = []
    while let next = unsafe vigie_hash_kernels_at(found.count) {
      // A constant of the program.
      unsafe found.append(HashKernels(table: next.pointee))
    }
    return found
  }()

  /// The fastest.
  package static let best = usable[0]

  /// Rows are padded to a multiple of this many samples.
  static let rowAlignment = VIGIE_ROW_ALIGNMENT

  /// Reduced rows come in groups of so many.
  static let rowGroup = VIGIE_ROW_GROUP

  /// `width` samples and what pads them.
  static func paddedCount(of width: Int) -> Int {
    (width + rowAlignment - 1) / rowAlignment * rowAlignment
  }

  /// The functions; each says what it takes.
  let table: vigie_hash_kernels

  /// The instruction set.
  package var name: String { unsafe String(cString: table.name) }

  /// Fixed-point luma of a row, as ``FixedLuma/convert(_:layout:into:)`` defines it.
  package func convert(
    _ samples: Span<UInt8>, layout: SampleLayout, into luma: inout MutableSpan<Int16>
  ) {
    guard layout == .rgb24 else {
      FixedLuma.convert(samples, layout: layout, into: &luma)
      return
    }
    precondition(samples.count == luma.count * layout.bytesPerPixel)
    let count = luma.count
    // Three samples for each of `count` values, as just checked.
    unsafe samples.withUnsafeBufferPointer { samples in
      unsafe luma.withUnsafeMutableBufferPointer { luma in
        guard let rgb = samples.baseAddress, let row = luma.baseAddress else { return }
        unsafe table.weigh_rgb(
          rgb, count, FixedLuma.red, FixedLuma.green, FixedLuma.blue, row)
      }
    }
  }
}
