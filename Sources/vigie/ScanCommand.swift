// vigie scan

public import ArgumentParser
internal import CaseFile
internal import DecodeWorker
internal import EvidenceScan
internal import Foundation
public import KnownContent
internal import MediaFormats
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
      discussion: "Files with these bytes are not decoded, unless --known has them as well.",
      valueName: "list"))
  var ignore: [PathArgument] = []

  @Option(
    help: ArgumentHelp(
      "Largest PDQ distance of pictures that counts, 0 to 128.",
      discussion: "Up to 31 it is a match, beyond that probable; videos are compared within 31.",
      valueName: "bits"))
  var radius = ScanCommand.probableRadius

  @Option(
    help: "Look pictures and videos up as stored only (one), or turned and mirrored as well (all).")
  var orientations = OrientationChoice.all

  @Flag(help: "Decode in full and hash by the definition of PDQ: the reference's bits, slowly.")
  var exact = false

  @OptionGroup var video: VideoOptions

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

  /// Cropped and slightly turned copies lie within it; a case of a million pictures and a list of ten
  /// million hashes have one chance match in a million runs.
  static let probableRadius = 54

  func validate() throws {
    try KnownOptions.validate(radius: radius)
  }

  func run() throws {
    try Console.run {
      let volumes = try evidence.volumes(volumes)
      for volume in volumes { try volume.refuse(output: caseFile.path) }
      let known = try known.readKnownSet(radius: radius)
      try known.verify()
      let ignored = ignore.isEmpty ? nil : try KnownSet(reading: ignore.map(\.path))
      let pool = try decoders.start()
      for check in try pool.requireFormats(workers: workers.workers) {
        guard let problem = check.problem else { continue }
        Console.warn("\(check.format.rawValue) cannot be decoded here: \(problem)")
      }
      var scan = Scan(
        volumes: volumes, known: known, examiner: pool, workers: workers.workers, radius: radius)
      scan.ignored = ignored
      scan.digests.formUnion(digests)
      scan.looksUpAllOrientations = orientations == .all
      scan.method = HashingMethod(
        isExact: exact, videoSampling: video.sampling)
      scan.stallLimit = .seconds(evidence.readTimeout)
      let (file, isResuming) = try openCase(scan, isolation: pool.isolation)
      if try file.information()["finished"] == nil {
        evidence.warn(volumes)
        // Also of a run that only goes on with a case.
        if !pool.isLocked { try file.note("isolation", pool.isolation) }
        try file.record(Self.mounts(of: volumes))
        try run(scan, into: file, isResuming)
      } else {
        Console.warn("case file \(caseFile.path): is complete; nothing was examined again")
      }
      try Summary.print(file)
      if try file.hasFailures() { throw ExitStatus.incomplete }
    }
  }

  private func run(_ scan: Scan, into file: CaseFile, _ isResuming: Bool) throws {
    let progress = ScanProgress()
    let signals = StopSignals {
      Console.warn("stopping; what is being decoded is finished first (again: at once)")
      progress.stop()
    }
    defer { signals.cancel() }
    let line = ProgressLine(progress, scan, continuing: isResuming ? file : nil)
    defer { noteAccessTimes(progress, in: file) }
    let isComplete: Bool
    do {
      defer { line.finish() }
      isComplete = try scan.run(into: file, isResuming: isResuming, progress: progress)
    }
    guard isComplete else {
      Console.warn("stopped before the end; the same command goes on from here")
      throw ExitStatus.stopped
    }
    try file.note("finished", Date.now.ISO8601Format())
  }

  /// Says, and notes in the case, of how many files the time of the last access may have changed.
  private func noteAccessTimes(_ progress: ScanProgress, in file: CaseFile) {
    let count = progress.accessTimes.load(ordering: .relaxed)
    guard count > 0 else { return }
    Console.warn(
      "\(count) files and directories of other owners were opened without O_NOATIME: on a writable"
        + " mount their time of last access has changed; as root it does not")
    let earlier = (try? file.information()["accessTimes"]).flatMap { Int($0) } ?? 0
    do throws(CaseFileError) {
      try file.note("accessTimes", String(earlier + count))
    } catch {
      Console.warn("\(error)")
    }
  }

  private static func mounts(of volumes: [EvidenceVolume]) -> [CaseMount] {
    volumes.enumerated().flatMap { position, volume in
      if volume.mounts.isEmpty {
        return [
          CaseMount(
            volume: position + 1, point: volume.path.bytes, source: [], fileSystem: "unknown",
            options: "", superOptions: "", device: "writable", isWritable: true)
        ]
      }
      return volume.mounts.map { mount in
        CaseMount(
          volume: position + 1, point: mount.point, source: mount.source,
          fileSystem: mount.fileSystem, options: mount.options, superOptions: mount.superOptions,
          device: mount.device.rawValue, isWritable: mount.isWritable)
      }
    }
  }

  /// What a run that goes on with a case has to have in common with the one that began it.
  private func settings(of scan: Scan) -> [String: String] {
    [
      "ignore": (scan.ignored?.lists ?? []).map(\.sha256.description).joined(separator: ","),
      "radius": String(radius),
      "orientations": orientations.rawValue,
      "method": exact ? "definition" : "folded",
      "video": video.video.rawValue,
      "crossFileSystems": evidence.crossFileSystems ? "yes" : "no",
      "digests": Set(digests.map(\.rawValue)).sorted().joined(separator: ","),
    ]
  }

  /// Begins a case, or opens the one that is there, if it is of this very run.
  private func openCase(
    _ scan: Scan, isolation: String
  ) throws(CaseFileError) -> (CaseFile, isResuming: Bool) {
    let paths = scan.volumes.map { $0.path.bytes }
    let lists = scan.known.lists.map {
      CaseList(
        name: $0.name, sha256: $0.sha256.description, format: $0.format, entries: $0.counts.total,
        pictures: $0.counts.pictures,
        malformed: $0.malformedCount)
    }
    if let file = try CaseFile.openIfPresent(at: caseFile.path) {
      try file.requireSameRun(volumes: paths, lists: lists, settings: settings(of: scan))
      return (file, true)
    }
    let file = try CaseFile.create(
      at: caseFile.path,
      information: [
        "tool": "vigie \(Vigie.version)",
        "arguments": CommandLine.arguments.joined(separator: " "),
        "host": ProcessInfo.processInfo.hostName,
        "started": Date.now.ISO8601Format(),
        "isolation": isolation,
      ].merging(settings(of: scan)) { $1 },
      volumes: paths, lists: lists)
    return (file, false)
  }
}
