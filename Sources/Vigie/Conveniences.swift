// Short ways to the calls that most embedders begin with, paths given as text.

public import DecodePool
public import EvidenceScan
internal import EvidenceVolumes
public import FileHashing
public import KnownContent
public import MediaExamination
public import PerceptualHash
internal import SystemPackage

extension WorkerPool {
  /// A pool of the worker programs in a folder.
  ///
  /// - Parameter folder: Where `vigie-picture-worker` and `vigie-worker` lie; the folder of the running
  ///   program if `nil`.
  /// - Throws: `WorkerError` if they cannot be started or locked.
  public convenience init(workersIn folder: String? = nil) throws(WorkerError) {
    try self.init(folder.map { WorkerPrograms(in: FilePath($0)) } ?? .besideThisProgram)
  }
}

extension FileHasher {
  /// Hashes the file at a path.
  ///
  /// - Throws: ``FileHasher/Problem`` if it cannot be read or is no picture or video. What is wrong with
  ///   a picture or video is in its record.
  public func record(ofFileAt path: String) throws(Problem) -> MediaRecord {
    try record(of: FilePath(path)).get()
  }
}

extension KnownSet {
  /// Reads hash lists and compiled sets, recognising each by its content.
  ///
  /// - Throws: `HashListError` for the first one that cannot be read or yields nothing.
  public init(lists paths: [String], radius: Int = Thresholds.match) throws(HashListError) {
    try self.init(reading: paths.map { FilePath($0) }, radius: radius)
  }
}

extension ScanRun {
  /// Begins a scan of folders into a case, or goes on with the one that is there.
  ///
  /// - Parameters:
  ///   - folders: Mounted directories to examine.
  ///   - lists: Hash lists and compiled sets to look for.
  ///   - path: The case file.
  ///   - examiner: What decodes.
  ///   - allowsWritableEvidence: Whether folders may be examined that could be written to; the case says so.
  ///   - workers: How many files are examined at once.
  /// - Throws: `EvidenceError`, `HashListError` or `CaseFileError`.
  public convenience init(
    folders: [String], lists: [String], case path: String, examiner: any MediaExaminer,
    allowsWritableEvidence: Bool = false, workers: Int = 2
  ) throws {
    let volumes = try folders.map { try EvidenceVolume(FilePath($0)) }
    try EvidenceVolume.refuseOverlaps(volumes)
    if !allowsWritableEvidence {
      for volume in volumes { try volume.requireReadOnly() }
    }
    let known = try KnownSet(lists: lists, radius: Thresholds.probable)
    try known.verify()
    try self.init(
      Scan(volumes: volumes, known: known, examiner: examiner, workers: workers),
      case: FilePath(path), program: CommandLine.arguments.first ?? "an embedder of vigie")
  }
}
