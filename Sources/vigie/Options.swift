// Options that several commands have.

internal import ArgumentParser
internal import EvidenceScan
internal import Foundation
internal import KnownContent
internal import MediaFormats
internal import PerceptualHash
internal import SystemPackage

struct IndexOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Index for PDQ hashes.",
      discussion: """
        auto: what is expected to be the fastest for the number of hashes and the radius; scan: compare \
        all; tree: a BK-tree; hash: multi-index hashing. Matches are the same. (default: auto)
        """,
      valueName: "kind"),
    transform: { text in
      guard let choice = IndexChoice(rawValue: text) else {
        let names = IndexChoice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("must be one of \(names)")
      }
      return choice
    })
  var index = IndexChoice.automatic
}

struct KnownOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Hash lists and compiled sets, recognised by content.",
      discussion: """
        PDQ (a hash a line; hash,quality,...; pdq HASH), vPDQ text and JSON, ThreatExchange CSV, \
        md5sum / sha1sum / sha256sum in plain and BSD form, bare MD5 / SHA-1 / SHA-256, hashdeep.
        """,
      valueName: "list"))
  var known: [PathArgument]

  @OptionGroup var index: IndexOptions

  static func validate(radius: Int) throws {
    guard (0...128).contains(radius) else {
      throw ValidationError(
        "--radius \(radius): must be 0 to 128; unrelated pictures differ in 128")
    }
  }

  /// Reads the lists, or some of them, and says what a user should know of them.
  func readKnownSet(
    _ lists: [PathArgument]? = nil, radius: Int
  ) throws(HashListError) -> KnownSet {
    let known = try KnownSet(
      reading: (lists ?? known).map(\.path), index: index.index, radius: radius)
    for list in known.lists { Self.warn(of: list) }
    return known
  }

  /// Says what a user should know of a list.
  static func warn(of list: HashList) {
    if let lines = list.malformedSummary { Console.warn("hash list \(list.name): \(lines)") }
    for note in list.notes { Console.warn("hash list \(list.name): \(note)") }
  }
}

extension HashList {
  /// How many lines are malformed, and which; `nil` if none is.
  var malformedSummary: String? {
    guard malformedCount > 0 else { return nil }
    let lines = malformedLines.map(String.init).joined(separator: ", ")
    let more = malformedCount > malformedLines.count ? ", ..." : ""
    return "\(malformedCount) malformed lines left out: \(lines)\(more)"
  }
}

/// Which frames of videos are sampled.
enum VideoChoice: String, ExpressibleByArgument, CaseIterable {
  case all, keyframes
}

struct VideoOptions: ParsableArguments {
  @Option(help: "Frames of videos: one a second (all), or of those that stand alone (keyframes).")
  var video = VideoChoice.all

  /// What a hashing method calls it.
  var sampling: VideoSampling {
    switch video {
    case .all: .everySecond
    case .keyframes: .keyframes
    }
  }
}

struct WorkerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Files to work on at once.", valueName: "number"))
  var workers = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    Self.raiseDescriptorLimit()
    guard (1...1024).contains(workers) else {
      throw ValidationError("--workers \(workers): must be 1 to 1024")
    }
  }

  /// Workers hold files open: as many as the system lets this process have.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    let kind = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
    guard unsafe getrlimit(kind, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it cannot be raised, a scan that runs out says so.
    _ = unsafe setrlimit(kind, &limit)
  }
}

struct EvidenceOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Examine a volume although it can be written to.",
      discussion: """
        Without it, a volume is refused unless both its mount and its device are read-only. With it, \
        the case and every row of its reports say that it was not.
        """))
  var allowWritableEvidence = false

  @Option(
    help: ArgumentHelp(
      "How long a disk may take to answer one read before its file is given up.",
      valueName: "seconds"))
  var readTimeout = 120

  @Flag(help: "Go on into file systems that are mounted below a volume.")
  var crossFileSystems = false

  func validate() throws {
    guard (1...86_400).contains(readTimeout) else {
      throw ValidationError("--read-timeout \(readTimeout): must be 1 to 86400")
    }
  }

  /// Checks volumes, before anything is written anywhere.
  func volumes(_ paths: [PathArgument]) throws(EvidenceError) -> [EvidenceVolume] {
    var volumes: [EvidenceVolume] = []
    for path in paths {
      volumes.append(
        try EvidenceVolume(
          path.path, crossesFileSystems: crossFileSystems, stallLimit: .seconds(readTimeout)))
    }
    try EvidenceVolume.refuseOverlaps(volumes)
    if !allowWritableEvidence {
      for volume in volumes { try volume.requireReadOnly() }
    }
    return volumes
  }

  /// Says loudly what of the volumes can be written to.
  func warn(_ volumes: [EvidenceVolume]) {
    for volume in volumes where volume.isWritable {
      Console.warn("WARNING: volume \(volume.path) is, or may be, writable: the case says so")
    }
    for mount in volumes.flatMap(\.mounts) where mount.mayHaveReplayedJournal {
      Console.warn(
        "WARNING: \(FilePath(bytes: mount.point)): \(mount.fileSystem) on a writable device without"
          + " noload or norecovery: mounting may have replayed its journal, and so changed it")
    }
  }
}
