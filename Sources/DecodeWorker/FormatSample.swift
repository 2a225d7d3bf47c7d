// A tiny picture in every format, which the program carries: to try decoders on, and to warm them up.

internal import CFormatSamples
internal import CWorker
internal import Glibc
package import MediaFormats
internal import SystemPackage

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

  /// Has it examined, from memory; `nil` if there is none.
  package func record(by examiner: any MediaExaminer) -> MediaRecord? {
    // As many bytes as the array has.
    let memory = unsafe bytes.withUnsafeBytes {
      unsafe vigie_worker_memory($0.baseAddress!, $0.count)
    }
    guard memory >= 0 else { return nil }
    defer { close(memory) }
    return examiner.examine(
      MediaInput(
        descriptor: FileDescriptor(rawValue: memory), byteCount: Int64(bytes.count),
        format: format))
  }
}
