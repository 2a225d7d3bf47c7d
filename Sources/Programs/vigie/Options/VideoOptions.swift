// Which frames of videos are sampled.

internal import ArgumentParser
internal import MediaFormats

/// Which frames of videos are sampled.
enum VideoChoice: String, ExpressibleByArgument, CaseIterable {
  case all, keyframes
}

struct VideoOptions: ParsableArguments {
  @Option(help: "Frames of videos: one a second (all), or of those that stand alone (keyframes).")
  var video = VideoChoice.all

  /// What a hashing method calls it.
  var sampling: VideoSampling {
    switch video {
    case .all: .everySecond
    case .keyframes: .keyframes
    }
  }
}
