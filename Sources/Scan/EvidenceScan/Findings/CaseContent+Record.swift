// What examining a file gave, as a finding of the case.

internal import Findings
internal import MediaExamination
internal import PerceptualHash

extension CaseContent {
  /// Takes what decoding and hashing gave.
  mutating func take(_ record: MediaRecord) {
    width = record.width
    height = record.height
    exifOrientation = record.exifOrientation
    hashes = record.hashes
    frames = record.frameHashes
    reasons += record.issue.map { [Reason(issue: $0)] } ?? []
  }

  /// Takes that a list of known-good files has it.
  mutating func take(knownGood reason: Reason) {
    outcome = .ignored
    reasons = [reason]
  }

  /// Takes what was wrong with the bytes of a file of `size` bytes.
  mutating func take(_ damage: ReadingDamage, size: Int64) {
    outcome = damage.outcome(outcome, size: size)
    reasons = damage.reasons(size: size) + reasons
    unread = damage.isNone ? nil : damage.unread
  }
}

extension Outcome {
  /// How a file ended whose record is `record`; `nil` for one that is no picture or video.
  init(of record: MediaRecord?) {
    guard let record else {
      self = .notMedia
      return
    }
    let hashes = [record.picture].compactMap(\.self) + record.frames.map(\.pdq)
    switch record.issue {
    case .noVideo:
      self = .notMedia
    case .pixelLimit, .byteLimit, .timeLimit, .frameLimit:
      self = .overLimit
    case .crashed:
      self = .crashed
    case .timedOut:
      self = .timedOut
    case .noProcess:
      self = .unreadable
    case .broken, .unsupported, .truncated, .damaged, .scanLimit:
      self = hashes.isEmpty ? .undecodable : .partial
    case nil:
      self = hashes.contains(where: \.isMatchable) ? .hashed : .lowQuality
    }
  }
}
