// Prints every hash of pictures: `orientation,framing,hash,quality,path` a line, for each
// orientation and framing. What cannot be read gives no line.

import Foundation
import FullExamination
import MediaExamination
import MediaFormats
import PerceptualHash
import SystemPackage

/// The hashes of a picture; `nil` if it cannot be decoded.
func hashes(ofFileAt path: String) throws -> PictureHashes? {
  let file = try FileDescriptor.open(FilePath(path), .readOnly)
  return try file.closeAfter {
    var head = [UInt8](repeating: 0, count: MediaFormat.signatureLength)
    let count = try head.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
    guard let format = MediaFormat(signature: head.span.extracting(0..<count)),
      format.kind == .picture
    else { return nil }
    let size = try file.seek(offset: 0, from: .end)
    return InProcessExaminer().examine(
      MediaInput(descriptor: file, byteCount: size, format: format)
    ).hashes
  }
}

for path in CommandLine.arguments.dropFirst() {
  for variant in (try? hashes(ofFileAt: path))?.variants ?? [] {
    let pdq = variant.pdq
    print("\(variant.orientation),\(variant.framing),\(pdq.hash),\(pdq.quality),\(path)")
  }
}
