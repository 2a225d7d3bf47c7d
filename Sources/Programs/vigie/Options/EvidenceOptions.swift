// What evidence is examined, and by which rules.

internal import ArgumentParser
internal import EvidenceEntries
internal import EvidenceVolumes
internal import Platform
internal import SystemPackage

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
    for mount in volumes.flatMap(\.mountStates) where mount.mayHaveReplayedJournal {
      Console.warn(
        "WARNING: \(FilePath(bytes: mount.point)): \(mount.fileSystem) on a writable device without"
          + " noload or norecovery: mounting may have replayed its journal, and so changed it")
    }
  }
}
