// The table of formats is whole, and says of each format what the rest relies on.

import MediaFormats
import Testing

struct FormatTableTests {
  @Test("Every format has exactly one row")
  func rows() {
    let names = FormatTable.rows.map(\.name)
    #expect(names.count == MediaFormat.allCases.count)
    #expect(Set(names) == Set(MediaFormat.allCases.map(\.rawValue)))
  }

  @Test("Names and their order are those that reports and workers know")
  func names() {
    #expect(
      MediaFormat.allCases.map(\.rawValue) == [
        "jpeg", "png", "webp", "bmp", "tiff", "psd", "heic", "qoi", "dds", "sgi", "jp2", "jls",
        "jxl", "exr", "ras", "pnm", "gif", "apng", "avif", "mp4", "webm", "avi", "flv", "asf",
        "ogg", "mxf", "ivf", "h264", "dv", "dhav", "mov", "3gp", "mkv", "mpg", "ts", "m2v", "m4v",
        "rm",
      ])
  }

  @Test("Extensions are in lower case, and each is said once", arguments: MediaFormat.allCases)
  func extensions(format: MediaFormat) {
    #expect(!format.extensions.isEmpty)
    #expect(format.extensions == format.extensions.map { $0.lowercased() })
    #expect(Set(format.extensions).count == format.extensions.count)
    #expect(!format.extensions.contains { $0.isEmpty || $0.contains(".") })
  }

  @Test(
    "A picture has a decoder of stills, a video one of frames, an animation at least that",
    arguments: MediaFormat.allCases)
  func decoders(format: MediaFormat) {
    switch format.kind {
    case .picture:
      #expect(format.frameDecoder == nil)
      #expect((format.stillDecoder == nil) == (format == .heic))
    case .video:
      #expect(format.stillDecoder == nil)
      #expect(format.frameDecoder != nil)
    case .animation:
      #expect(format.frameDecoder != nil)
    }
    if case .libavVideo = format.stillDecoder { Issue.record("a demuxer gives frames") }
    switch format.frameDecoder {
    case .libavVideo, nil: break
    default: Issue.record("a decoder of stills gives no frames")
    }
  }

  @Test("Only the still of an animated PNG is not one of its frames")
  func stillsOfAnimations() {
    let both = MediaFormat.allCases.filter { $0.stillDecoder != nil && $0.frameDecoder != nil }
    #expect(both == [.apng])
    #expect(MediaFormat.apng.stillDecoder == MediaFormat.png.stillDecoder)
  }

  @Test("JPEG and PNG, and nothing else, are for the small process")
  func processes() {
    let small = MediaFormat.allCases.filter { $0.processClass == .pictures }
    #expect(small == [.jpeg, .png])
  }

  @Test("A head of every format is recognised as it", arguments: MediaFormat.allCases)
  func heads(format: MediaFormat) throws {
    let heads = try #require(SampleHeads.all[format])
    for head in heads {
      #expect(MediaFormat(signature: head.span) == format)
      // What comes behind a head does not change what it is.
      let longer = head + [UInt8](repeating: 0, count: 1000)
      #expect(MediaFormat(signature: longer.span) == format)
    }
  }
}
