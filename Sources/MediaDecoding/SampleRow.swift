// The buffer between a C decoder's samples and luma.

internal import CMediaDecoders
internal import Luma

/// One row of samples, reused from row to row.
struct SampleRow {
  private let layout: SampleLayout
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

  func convert(into luma: inout MutableSpan<Float>) {
    LumaConversion.convert(samples.span, layout: layout, into: &luma)
  }
}

extension SampleLayout {
  init(_ layout: vigie_layout) {
    self = layout == VIGIE_RGB24 ? .rgb24 : .grey8
  }
}
