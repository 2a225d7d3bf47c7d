// The buffer that a C decoder writes its samples to.

package import CDecoding
package import Luma

/// One row of samples, reused from row to row.
package struct SampleRow {
  package let layout: SampleLayout
  private var samples: [UInt8]

  package init(width: Int, layout: SampleLayout) {
    self.layout = layout
    samples = Array(repeating: 0, count: width * layout.bytesPerPixel)
  }

  /// Lets `body` write the row's `width * layout.bytesPerPixel` bytes.
  package mutating func fill<Result>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result {
    unsafe samples.withUnsafeMutableBufferPointer { buffer in
      // A picture has a positive width, so the buffer is not empty.
      unsafe body(buffer.baseAddress!)
    }
  }

  /// Shows the row.
  package func show(_ body: (Span<UInt8>) -> Void) {
    body(samples.span)
  }
}

extension SampleLayout {
  package init(_ layout: vigie_layout) {
    self = layout == VIGIE_RGB24 ? .rgb24 : .grey8
  }
}
