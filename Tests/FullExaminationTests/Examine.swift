// Examining a file by path, as the tests want it.

import Foundation
import FullExamination
import MediaExamination
import MediaFormats
import PictureDecoding
import SystemPackage

/// The format and record of a file; no record if its signature is of no picture or video.
///
/// - Parameter limit: Changes the limits that such a file has.
func examine(
  _ path: String, isExact: Bool = false, sampling: VideoSampling = .everySecond,
  limit: (inout ExaminationLimits) -> Void = { _ in }
) throws -> (format: MediaFormat?, record: MediaRecord?) {
  try examine(
    bytes: Array(path.utf8), HashingMethod(isExact: isExact, videoSampling: sampling), limit)
}

/// The same of a path that need not be text.
func examine(
  bytes path: [UInt8], _ method: HashingMethod = HashingMethod(),
  _ limit: (inout ExaminationLimits) -> Void = { _ in }
) throws -> (format: MediaFormat?, record: MediaRecord?) {
  let name = path.map { CChar(bitPattern: $0) } + [0]
  let file = try name.withUnsafeBufferPointer {
    try FileDescriptor.open(FilePath(platformString: $0.baseAddress!), .readOnly)
  }
  return try file.closeAfter {
    var head = [UInt8](repeating: 0, count: MediaFormat.signatureLength)
    let count = try head.withUnsafeMutableBytes {
      try file.read(fromAbsoluteOffset: 0, into: $0)
    }
    guard let format = MediaFormat(signature: head.span.extracting(0..<count)) else {
      return (nil, nil)
    }
    let size = try file.seek(offset: 0, from: .end)
    var input = MediaInput(descriptor: file, byteCount: size, format: format, method: method)
    limit(&input.limits)
    return (format, InProcessExaminer().examine(input))
  }
}
