// vigie scan

public import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import DecodePool
internal import EvidenceScan
internal import EvidenceVolumes
public import Findings
internal import KnownContent
internal import MediaExamination
internal import MediaFormats
internal import PerceptualHash
internal import Synchronization
internal import SystemPackage

extension DigestAlgorithm: ExpressibleByArgument {}

/// In which orientations pictures and videos are looked up.
enum OrientationChoice: String, ExpressibleByArgument, CaseIterable {
  case one, all
}

struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Examine volumes and match what is on them against lists of known content.",
    discussion: """
      Every entry of the volumes gets one row in the case file. Nothing is written to the volumes, no \
      link is followed, nothing but regular files is opened. A volume has to be mounted read-only, from \
      a device that is read-only. Press Ctrl-C to stop; the same command \
      goes on where it stopped.
      """)

  @Argument(help: ArgumentHelp("Mounted directories to examine.", valueName: "volume"))
  var volumes: [PathArgument]

  @OptionGroup var known: KnownOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Lists of known-good files.",
      discussion: """
        Files with these bytes are not decoded, unless --known has them as well. A Bloom filter (DCSO, \
        CIRCL hashlookup) takes some files that it does not hold for its own; how many, and which files \
        no other list knows, is said.
        """,
      valueName: "list"))
  var ignore: [PathArgument] = []

  @Option(
    help: ArgumentHelp(
      "Largest PDQ distance of pictures that counts, 0 to 128.",
      discussion: """
        Up to \(Thresholds.match) it is a match, beyond that probable; videos are compared within \
        \(Thresholds.match).
        """,
      valueName: "bits"))
  var radius = Thresholds.probable

  @Option(
    help: "Look pictures and videos up as stored only (one), or turned and mirrored as well (all).")
  var orientations = OrientationChoice.all

  @Flag(help: "Decode in full and hash by the definition of PDQ: the reference's bits, slowly.")
  var exact = false

  @OptionGroup var video: VideoOptions

  @Option(
    help: ArgumentHelp(
      "How many different pictures may be like one entry of a list.",
      discussion: """
        The matches of an entry that more are like are set aside: they stay in the case and in every \
        report, apart from the others.
        """, valueName: "count"))
  var mostPictures = ScanSettings.customaryMostPictures

  @Option(
    name: .customLong("case"),
    help: ArgumentHelp("Case file to write, or to go on with.", valueName: "file"))
  var caseFile: PathArgument

  @Option(
    name: .customLong("digest"),
    help: ArgumentHelp(
      "Record md5 or sha1 of every file, also if no list holds any; may be repeated.",
      discussion: "SHA-256 is always recorded, and what the lists hold.", valueName: "algorithm"))
  var digests: [DigestAlgorithm] = []

  @OptionGroup var evidence: EvidenceOptions

  @OptionGroup var workers: WorkerOptions

  @OptionGroup var decoders: DecoderOptions

  func validate() throws {
    try KnownOptions.validate(radius: radius)
    guard mostPictures > 0 else {
      throw ValidationError("--most-pictures \(mostPictures): must be 1 or more")
    }
  }

  func run() throws {
    try Console.run {
      let volumes = try evidence.volumes(volumes)
      for volume in volumes { try volume.refuse(output: caseFile.path) }
      let folder = caseFile.path.removingLastComponent()
      let scratch = folder.isEmpty ? "." : folder
      let known = try known.readKnownSet(radius: radius, scratch: scratch)
      try known.verify()
      let ignored = ignore.isEmpty ? nil : try self.known.readKnownGood(ignore, scratch: scratch)
      let budget = workers.budget()
      let pool = try decoders.start()
      for check in try pool.requireFormats(workers: budget.workers) {
        guard let problem = check.problem else { continue }
        Console.warn("\(check.format.rawValue) cannot be decoded here: \(problem.text)")
      }
      var scan = Scan(
        volumes: volumes, known: known, examiner: pool, workers: budget.workers, radius: radius)
      scan.bytesPerFile = budget.bytesPerFile
      scan.ignored = ignored
      scan.digests.formUnion(digests)
      scan.mostPictures = mostPictures
      scan.looksUpAllOrientations = orientations == .all
      scan.method = HashingMethod(isExact: exact, videoSampling: video.sampling)
      scan.stallLimit = .seconds(evidence.readTimeout)
      let run = try ScanRun(scan, case: caseFile.path, program: "vigie \(Vigie.version)")
      if run.wasComplete {
        Console.warn("case file \(caseFile.path): is complete; nothing was examined again")
      } else {
        evidence.warn(volumes)
        try perform(run)
      }
      var output = Output()
      try output.write(
        SummaryReport(try CaseOverview(run.file), wording: Console.wording).text)
      try output.flush()
      if try run.file.hasFailures() { throw ExitStatus.incomplete }
    }
  }

  private func perform(_ run: ScanRun) throws {
    let signals = StopSignals {
      Console.warn("stopping; what is being decoded is finished first (again: at once)")
      run.cancel()
    }
    defer { signals.cancel() }
    let line = ProgressLine(run)
    defer { Self.warn(after: run) }
    let isComplete: Bool
    do {
      defer { line.finish() }
      isComplete = try run.perform()
    }
    guard isComplete else {
      Console.warn("stopped before the end; the same command goes on from here")
      throw ExitStatus.stopped
    }
  }

  /// Says what a run did to the evidence, and what others did to it meanwhile.
  private static func warn(after run: ScanRun) {
    for change in run.counters.mountChanges {
      Console.warn("WARNING: the mount of a volume changed during the scan: \(change)")
    }
    let count = run.counters.accessTimes.load(ordering: .relaxed)
    guard count > 0 else { return }
    Console.warn(
      "\(count) files and directories of other owners were opened without O_NOATIME: on a writable"
        + " mount their time of last access has changed; as root it does not")
  }
}
