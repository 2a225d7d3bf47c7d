// The small examiner: JPEG and PNG as the full one has them, and nothing else.

import FullExamination
import Foundation
import MediaExamination
import MediaFormats
import PictureExamination
import TestSupport
import Testing

struct PictureExaminerTests {
  private func records(_ name: String) throws -> (small: MediaRecord, full: MediaRecord) {
    let bytes = Array(try Data(contentsOf: URL(filePath: Fixtures.path("formats/\(name)"))))
    let head = Array(bytes.prefix(MediaFormat.signatureLength))
    let signature = MediaFormat(signature: head.span)
    let format = try #require(signature)
    let input = try MediaInput(bytes: bytes, format: format)
    return (PictureExaminer().examine(input), InProcessExaminer().examine(input))
  }

  @Test(
    "JPEGs and PNGs give the record that all decoders give",
    arguments: ["jpeg-420.jpg", "png-rgb-8.png"])
  func same(name: String) throws {
    let (small, full) = try records(name)
    #expect(small == full && small.issue == nil)
  }

  @Test(
    "Every other format is unsupported", arguments: ["gif.gif", "clip-vp9.webm", "webp-lossy.webp"])
  func others(name: String) throws {
    #expect(try records(name).small == MediaRecord(.unsupported))
  }
}
