// The buffer that a C decoder writes its samples to.

internal import CMediaDecoders
internal import Luma

/// One row of samples, reused from row to row.
struct SampleRow {
  let layout: SampleLayout
  private var samples: [UInt8]

  init(width: Int, layout: SampleLayout) {
    self.layout = layout
    samples = Array(repeating: 0, count: width * layout.bytesPerPixel)
  }

  /// Lets `body` write the row's `width * layout.bytesPerPixel` bytes.
  mutating func fill<Result>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result {
    unsafe samples.withUnsafeMutableBufferPointer { buffer in
      // A picture has a positive width, so the buffer is not empty.
      unsafe body(buffer.baseAddress!)
    }
  }

  /// Shows the row.
  func show(_ body: (Span<UInt8>) -> Void) {
    body(samples.span)
  }
}

extension SampleLayout {
  init(_ layout: vigie_layout) {
    self = layout == VIGIE_RGB24 ? .rgb24 : .grey8
  }
}
