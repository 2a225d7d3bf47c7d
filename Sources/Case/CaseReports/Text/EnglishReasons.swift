// Reasons in English.

public import Findings
internal import SystemPackage

extension EnglishWording {
  /// See ``Wording``.
  public func clause(_ reason: Reason, ignoredLists: [String]) -> String {
    // A reason has the numbers that its code has.
    let numbers = reason.numbers
    switch reason.code {
    case .directory: return "a directory"
    case .symbolicLink: return "a symbolic link, not followed"
    case .specialFile: return "not a regular file, not opened"
    case .otherFileSystem: return "on another file system"
    case .directoryLoop: return "a directory that it lies in itself, not entered again"
    case .repeatedName:
      return "its folder has another entry of this name, and only one of them can be opened"
    case .replacedWhileOpened: return "replaced while it was being opened"
    case .notOpened: return error(numbers[0])

    case .readFailed: return "reading failed at byte \(numbers[1]): \(error(numbers[0]))"
    case .readingGivenUp: return "given up at byte \(numbers[0])"
    case .endedEarly: return "ended at byte \(numbers[0]) of \(numbers[1])"
    case .bytesUnread: return "\(numbers[0]) bytes could not be read"
    case .tooManyHoles: return "more than \(numbers[0]) bytes of holes, not read"
    case .moreThanFileSystem:
      return "more data than its file system of \(numbers[0]) bytes, not read"
    case .changedWhileRead: return "changed while it was being examined"
    case .noAnswer: return "no answer for \(numbers[0]).0 seconds at byte \(numbers[1])"

    case .truncated: return "the data ends early"
    case .damaged: return "damaged: \(numbers[0]) errors passed over"
    case .broken: return "no picture could be decoded"
    case .unsupported: return "no decoder for this kind of file"
    case .noVideo: return "holds no video stream"
    case .scanLimit: return "more scans than the limit"
    case .pixelLimit: return "more pixels than the limit"
    case .byteLimit: return "more memory than the limit"
    case .timeLimit: return "more processor time than the limit"
    case .frameLimit: return "more sampled frames than the limit"
    case .crashed:
      return numbers[0] == 0
        ? "the decoder ended without a sensible record"
        : "the decoder was killed by signal \(numbers[0])"
    case .timedOut: return "the decoder took longer than the limit"
    case .noProcess: return "no process could be had to decode it; run fewer workers"
    case .knownGood:
      return "known good: \(reason.listName(in: ignoredLists)):\(numbers[1])"
    case .probablyKnownGood:
      return
        "probably known good: \(reason.listName(in: ignoredLists)), a Bloom filter that is wrong in"
        + " 1 of \(numbers[1]) files that it does not hold"
    }
  }

  /// What the system says of an error.
  private func error(_ number: Int64) -> String {
    "\(Errno(rawValue: CInt(truncatingIfNeeded: number)))"
  }
}
