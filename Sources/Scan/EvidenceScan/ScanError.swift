// What ends a scan before its end; a bad file never does.

public import CaseFile
public import EvidenceVolumes
internal import Platform
public import SystemPackage

/// Why a scan could not go on. What has its row keeps it, and the scan can be resumed.
public enum ScanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The case could not be read or written.
  case caseFile(CaseFileError)
  /// The process ran out of descriptors, threads or memory, which says nothing of the evidence.
  case exhausted(Errno)
  /// A volume is no longer what it was when it was checked.
  case evidence(EvidenceError)
  /// The disk did not answer for so long, while the walk was at that path or for many files at once.
  case stalled(path: [UInt8], limit: Duration)

  /// One line: what, what to do.
  public var description: String {
    switch self {
    case .caseFile(let error): "\(error)"
    case .evidence(let error): "stopped before the end: \(error)"
    case .exhausted(.fileTooLarge):
      "stopped before the end: \(Errno.fileTooLarge); raise the limit of file sizes (ulimit -f) and run the"
        + " same command again"
    case .exhausted(let error):
      "stopped before the end: \(error); run the same command again with fewer workers"
    case .stalled(let path, let limit):
      "stopped before the end: \(FilePath(bytes: path)): no answer from the disk for \(limit);"
        + " what has been examined is kept; check the disk and run the same command again"
    }
  }

  /// Runs `body`, whose errors are the case's.
  static func ofCase<Result: ~Copyable>(
    _ body: () throws(CaseFileError) -> Result
  ) throws(ScanError) -> Result {
    do {
      return try body()
    } catch {
      throw .caseFile(error)
    }
  }
}
