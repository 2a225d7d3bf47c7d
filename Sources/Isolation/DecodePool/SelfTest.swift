// Whether the lock holds, and whether every decoder works under it.

internal import DecodeProtocol
internal import HammingSpace
public import MediaExamination
public import MediaFormats
internal import PerceptualHash

extension WorkerPool {
  /// What decoding the sample of a format came to.
  public struct FormatCheck: Sendable {
    /// What can be wrong.
    public enum Problem: Hashable, Sendable {
      /// The decoder says so.
      case issue(MediaIssue)
      /// The sample was decoded, but its hash is so many bits off.
      case otherHash(distance: Int)
      /// There was no memory for the sample.
      case noMemory
    }

    /// The format.
    public var format: MediaFormat
    /// `nil` if the sample was decoded and shows what it should.
    public var problem: Problem?

    /// Whether the decoder's process came to grief, rather than the decoder being missing.
    public var isBroken: Bool {
      switch problem {
      case .issue(.crashed), .issue(.timedOut), .noMemory: true
      default: false
      }
    }
  }

  /// Decodes a sample of every format that there is one of, each in a locked process.
  ///
  /// All samples show one synthetic picture, so their hashes have to match.
  ///
  /// - Parameter workers: How many at once.
  public func checkFormats(workers: Int) -> [FormatCheck] {
    let samples = FormatSample.all
    let records = Parallel.map(samples, threads: workers) { $0.record(by: self) }
    var expected: PDQHash?
    return zip(samples, records).map { sample, record in
      var check = FormatCheck(format: sample.format)
      let hash = (record?.picture ?? record?.frames.first?.pdq)?.hash
      // The first sample is of a format without loss of detail.
      if expected == nil { expected = hash }
      switch (record?.issue, hash, expected) {
      case (.some(let issue), _, _):
        check.problem = .issue(issue)
      case (nil, .some(let hash), .some(let expected)):
        let distance = hash.distance(to: expected)
        if distance > Thresholds.match { check.problem = .otherHash(distance: distance) }
      default:
        check.problem = .noMemory
      }
      return check
    }
  }

  /// Tries the decoders of every format under the lock.
  ///
  /// - Parameter workers: How many to try at once.
  /// - Returns: What was found; formats without a decoder on this machine are only told of.
  /// - Throws: ``WorkerError`` if a decoder does not work under the lock.
  public func requireFormats(workers: Int) throws(WorkerError) -> [FormatCheck] {
    let checks = checkFormats(workers: workers)
    guard !checks.contains(where: { $0.problem == .issue(.noProcess) }) else {
      throw WorkerError(program: programs.media, problem: .noProcess)
    }
    let broken = checks.filter(\.isBroken).map(\.format)
    guard broken.isEmpty else {
      throw WorkerError(program: programs.media, problem: .brokenFormats(broken))
    }
    return checks
  }
}
