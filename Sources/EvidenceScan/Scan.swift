// A scan: workers take entries from the queue, examine them, and hand the rows to the case.

public import CaseFile
public import DecodeWorker
public import KnownContent
internal import Synchronization

/// Examines volumes against known content.
public struct Scan: Sendable {
  /// What to examine.
  public var volumes: [EvidenceVolume]
  /// What to look for.
  public var known: KnownSet
  /// Known-good content: files that have its bytes are not decoded.
  public var ignored: KnownSet? {
    didSet { digests.formUnion(Self.algorithms(of: ignored)) }
  }
  /// What decodes and hashes pictures and videos.
  public var examiner: any MediaExaminer
  /// How many files are examined at once.
  public var workers: Int
  /// The largest PDQ distance of a picture that counts: up to 31 a `match`, beyond `probable`.
  public var radius: Int
  /// Whether pictures and videos are looked up turned and mirrored, too.
  public var looksUpAllOrientations = true
  /// How pictures and frames are hashed.
  public var method = HashingMethod()
  /// Cryptographic hashes to compute of every file beside SHA-256; those that the lists hold, unless
  /// set otherwise.
  public var digests: Set<DigestAlgorithm>
  /// How long a disk may take to answer one read before the file, or the scan, is given up.
  public var stallLimit: Duration = .seconds(120)

  /// Describes a scan.
  public init(
    volumes: [EvidenceVolume], known: KnownSet, examiner: any MediaExaminer, workers: Int,
    radius: Int
  ) {
    self.volumes = volumes
    self.known = known
    self.examiner = examiner
    self.workers = max(1, workers)
    self.radius = radius
    digests = Self.algorithms(of: known)
  }

  private static func algorithms(of set: KnownSet?) -> Set<DigestAlgorithm> {
    Set(DigestAlgorithm.allCases.filter { set?.count(of: $0) ?? 0 > 0 })
  }

  /// Runs the scan; blocks until it is done or stopped.
  ///
  /// Every worker is a thread of its own, because reading and decoding block. What an entry's row
  /// says does not depend on their number. One whose disk does not answer is left behind, hanging, when
  /// this returns. Memory does not grow with the number of files, only with
  /// that of the subdirectories of a directory and of files with several names.
  ///
  /// - Parameters:
  ///   - file: The case, which has begun.
  ///   - isResuming: Whether it may hold rows already; their entries are left as they are.
  ///   - progress: Counters, and the way to stop the scan.
  /// - Returns: Whether every entry now has its row.
  /// - Throws: ``ScanError``.
  public func run(
    into file: CaseFile, isResuming: Bool, progress: ScanProgress
  ) throws(ScanError) -> Bool {
    if isResuming {
      try ScanError.ofCase { () throws(CaseFileError) in try file.discardUnfinished() }
    }
    let recorder = Recorder(file, progress)
    let crew = try ScanCrew(self, continuing: isResuming ? file : nil, into: recorder, progress)
    do throws(ScanError) {
      try crew.run()
    } catch {
      // What has been examined is kept.
      try recorder.flush()
      throw error
    }
    try recorder.flush()
    return !progress.isStopped
  }

  /// Counts the bytes that are left to read and puts them into `progress`; takes a walk of its own,
  /// which opens no file.
  public func count(into progress: ScanProgress, continuing file: CaseFile?) {
    var bytes = 0
    guard var queue = try? ScanQueue(volumes, continuing: file, opensFiles: false) else { return }
    while !progress.isStopped, let item = try? queue.next() {
      guard item.isNewContent, let size = item.entry.status?.size else { continue }
      bytes = bytes.saturatingAdd(Int(clamping: size))
    }
    progress.totalBytes.store(bytes, ordering: .relaxed)
  }
}
