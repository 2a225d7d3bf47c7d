// Entries that their own list took back.

/// Lines whose entries are to be left out.
struct Withdrawals {
  /// For list and line, how many videos there were when it was withdrawn.
  private var videoCounts: [UInt64: Int] = [:]

  var isEmpty: Bool { videoCounts.isEmpty }

  /// Withdraws what stands in a place.
  ///
  /// - Parameter videoCount: Videos so far; those that come later are not meant, because videos are
  ///   handed on at the end of their list.
  mutating func insert(_ place: ListPlace, videoCount: Int) {
    videoCounts[Self.key(place)] = videoCount
  }

  func contains(_ place: ListPlace) -> Bool {
    !isEmpty && videoCounts[Self.key(place)] != nil
  }

  /// Whether a video is withdrawn.
  func contains(_ place: ListPlace, video: Int) -> Bool {
    !isEmpty && video < videoCounts[Self.key(place)] ?? 0
  }

  private static func key(_ place: ListPlace) -> UInt64 {
    UInt64(place.list) << 32 | UInt64(place.line)
  }
}
