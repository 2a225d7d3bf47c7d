// Whether the lock holds, and whether every decoder works under it.

internal import Dispatch
internal import HammingSpace
public import MediaFormats
internal import PerceptualHash
internal import Synchronization

extension WorkerPool {
  /// What decoding the sample of a format came to.
  public struct FormatCheck: Sendable {
    /// The format.
    public var format: MediaFormat
    /// `nil` if the sample was decoded and shows what it should.
    public var problem: String?
    /// Whether the decoder's process came to grief, rather than the decoder being missing.
    public var isBroken = false
  }

  /// Decodes a sample of every format that there is one of, each in a locked process.
  ///
  /// All samples show one synthetic picture, so their hashes have to match.
  ///
  /// - Parameter workers: How many at once.
  public func checkFormats(workers: Int) -> [FormatCheck] {
    let samples = FormatSample.all
    let records = records(of: samples, workers: workers)
    var expected: PDQHash?
    return zip(samples, records).map { sample, record in
      var check = FormatCheck(format: sample.format)
      let hash = (record?.picture ?? record?.frames.first?.pdq)?.hash
      // The first sample is of a format without loss of detail.
      if expected == nil { expected = hash }
      switch (record?.issue, hash, expected) {
      case (.some(let issue), _, _):
        check.problem = "\(issue)"
        check.isBroken = issue.isOfProcess
      case (nil, .some(let hash), .some(let expected)):
        let distance = hash.distance(to: expected)
        if distance > PDQHash.matchRadius {
          check.problem = "the sample was decoded, but its hash is \(distance) bits off"
        }
      default:
        check.problem = "no memory for the sample"
        check.isBroken = true
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
    guard !checks.contains(where: { $0.problem == "\(MediaIssue.notExamined)" }) else {
      throw WorkerError(program: programs.media, problem: .noProcess)
    }
    let broken = checks.filter(\.isBroken).map(\.format)
    guard broken.isEmpty else {
      throw WorkerError(program: programs.media, problem: .brokenFormats(broken))
    }
    return checks
  }

  private func records(of samples: [FormatSample], workers: Int) -> [MediaRecord?] {
    let records = Mutex([MediaRecord?](repeating: nil, count: samples.count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard position < samples.count else { return }
        let record = samples[position].record(by: self)
        records.withLock { $0[position] = record }
      }
    }
    return records.withLock { $0 }
  }
}

extension MediaIssue {
  /// Whether the process is to blame rather than the file or a missing decoder.
  fileprivate var isOfProcess: Bool {
    switch self {
    case .crashed, .timedOut: true
    default: false
    }
  }
}
