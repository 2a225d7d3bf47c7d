// What stood in the way of a file's bytes, and what a case says of it.

internal import Findings
internal import SystemPackage

/// What could not be read of a file, or not be relied upon.
struct ReadingDamage {
  /// The first error, and the offset of the block that it came for.
  var firstError: (errno: Errno, offset: Int64)?
  /// Blocks that failed; zeros stand for them.
  var failedBlocks = 0
  /// Bytes that could not be read.
  var unread: Int64 = 0
  /// From here on nothing was tried any more.
  var givenUpAt: Int64?
  /// Where the file ended before its size.
  var endedAt: Int64?
  /// What its size has too much of; such a file is not read.
  var excess: Excess?
  /// Whether size or times were others at the end than at the beginning.
  var hasChanged = false

  /// Why a size is no length of data.
  enum Excess: Equatable {
    /// More than so many bytes of holes.
    case holes(Int64)
    /// More data than its file system holds, which has so many bytes: blocks count more than once.
    case data(Int64)
  }

  /// Whether the bytes are all there, and those of one moment.
  var isNone: Bool { unread == 0 && !hasChanged }

  /// Why a file of `size` bytes is not, or not wholly, examined; empty if nothing is wrong.
  func reasons(size: Int64) -> [Reason] {
    var reasons: [Reason] = []
    if let (errno, offset) = firstError {
      reasons.append(Reason(.readFailed, Int64(errno.rawValue), offset))
      if let givenUpAt { reasons.append(Reason(.readingGivenUp, givenUpAt)) }
    }
    if let endedAt { reasons.append(Reason(.endedEarly, endedAt, size)) }
    if unread > 0, unread < size { reasons.append(Reason(.bytesUnread, unread)) }
    switch excess {
    case .holes(let most): reasons.append(Reason(.tooManyHoles, most))
    case .data(let most): reasons.append(Reason(.moreThanFileSystem, most))
    case nil: break
    }
    if hasChanged { reasons.append(Reason(.changedWhileRead)) }
    return reasons
  }

  /// How a file of `size` bytes ended that would have ended in `outcome` if its bytes had been sound.
  func outcome(_ outcome: Outcome, size: Int64) -> Outcome {
    if unread > 0, unread >= size { return .unreadable }
    if excess != nil { return .overLimit }
    switch outcome {
    case .hashed, .partial, .lowQuality, .notMedia, .ignored: return isNone ? outcome : .partial
    case .undecodable, .overLimit, .crashed, .timedOut, .unreadable, .skipped: return outcome
    }
  }
}
