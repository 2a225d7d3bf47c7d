// The decoders that formats are given to, and the process that each of them runs in.

/// A decoder, or FFmpeg's under the name that it has there.
public enum MediaDecoder: Hashable, Sendable {
  /// JPEG, row by row.
  case libjpeg
  /// PNG, row by row.
  case libpng
  /// A decoder of libavcodec, which gets a still picture as one packet.
  case libavPicture(codec: String)
  /// A demuxer of libavformat: containers and animations, frame by frame.
  case libavVideo(demuxer: String)

  /// The process that it runs in.
  public var processClass: ProcessClass {
    switch self {
    case .libjpeg, .libpng: .pictures
    case .libavPicture, .libavVideo: .media
    }
  }
}

/// The worker programs, by the decoders that are linked into them.
public enum ProcessClass: Hashable, Sendable, CaseIterable {
  /// The small one: libjpeg and libpng, nothing of FFmpeg.
  case pictures
  /// The one with every decoder.
  case media
}
