// A tiny picture in every format, which the program carries: to try decoders on, and to warm them up.

internal import CFormatSamples
package import MediaExamination
package import MediaFormats

/// A file of a format. All samples show one synthetic picture.
package struct FormatSample: Sendable {
  /// What it is.
  package let format: MediaFormat

  private let bytes: [UInt8]

  /// Every sample that there is: PNG first, then the others.
  package static let all: [FormatSample] = {
    let all = (0..<vigie_format_sample_count).compactMap { position -> FormatSample? in
      // As many samples as are said, each with as many bytes as it says.
      let sample = unsafe vigie_format_samples_at(position)
      guard let format = MediaFormat(rawValue: unsafe String(cString: sample.format)) else {
        return nil
      }
      return FormatSample(
        format: format,
        bytes: unsafe Array(UnsafeBufferPointer(start: sample.bytes, count: sample.count)))
    }
    return all.filter { $0.format == .png } + all.filter { $0.format != .png }
  }()

  /// Has it examined; `nil` if there is no memory for it.
  package func record(by examiner: any MediaExaminer) -> MediaRecord? {
    (try? MediaInput(bytes: bytes, format: format)).map(examiner.examine)
  }
}
