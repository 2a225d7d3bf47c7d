// Limits as the decoders take them.

import MediaFormats
import PictureDecoding
import Testing

struct DecoderLimitTests {
  @Test("Decoders have the limits that were decided, the time of a gigabyte of video among them")
  func forC() {
    var limits = ExaminationLimits(for: .video, byteCount: 1 << 30)
    limits.pixels = 5
    limits.bytes = 6
    limits.scans = 7
    let told = limits.forC
    #expect(told.nanoseconds == 10_800_000_000_000)
    #expect(told.pixels == 5 && told.bytes == 6 && told.scans == 7)
  }

  @Test("No limit makes decoders trap", arguments: [-1e300, -1, 0, 1e300, .infinity])
  func absurd(seconds: Double) {
    var limits = ExaminationLimits(for: .picture, byteCount: 0)
    limits.processorSeconds = seconds
    limits.pixels = -1
    #expect(limits.forC.nanoseconds <= 1_000_000_000_000_000_000 && limits.forC.pixels == 0)
  }
}
