// Where nothing may be written, because it would be written into evidence, and which volumes may not
// be examined together.

internal import EvidenceEntries
internal import Glibc
internal import Platform
public import SystemPackage

extension EvidenceVolume {
  /// Refuses a file to be written at `output` if it would lie on the volume, or in a directory that
  /// shows through it; if it is the image behind the volume, a device, or a link, which could lead to
  /// any of them.
  ///
  /// - Throws: ``EvidenceError`` if so, or if the folder of `output` cannot be reached.
  public func refuse(output: FilePath) throws(EvidenceError) {
    let parent = output.removingLastComponent()
    let folder = parent.isEmpty ? "." : parent
    let problem: EvidenceError.Problem?
    do throws(Errno) {
      problem = try self.problem(of: output, in: folder)
    } catch {
      throw EvidenceError(path: output, problem: .noFolder(folder, error))
    }
    if let problem { throw EvidenceError(path: output, problem: problem) }
  }

  private func problem(
    of output: FilePath, in folder: FilePath
  ) throws(Errno) -> EvidenceError.Problem? {
    if try reach.contains(folder) { return .outputInEvidence(path) }
    for layer in mounts.flatMap(\.layers).map({ FilePath(bytes: $0) }) {
      // A layer that cannot be reached from here cannot be written to from here by its path.
      guard let reach = try Self.unlessExhausted({ () throws(Errno) in try DirectoryReach(layer) })
      else { continue }
      if try reach.contains(folder) { return .outputInLayer(layer, of: path) }
    }
    guard let status = try Self.status(of: output) else { return nil }
    switch status.kind {
    case .link: return .outputIsLink
    case .device: return .outputIsDevice
    default: break
    }
    for mount in mounts {
      let images = try mount.device?.backingFiles() ?? mount.image.map { [$0] } ?? []
      for image in images {
        if let behind = try Self.status(of: image), behind.isSameFile(as: status) {
          return .outputIsImage(of: path)
        }
      }
    }
    return nil
  }

  /// What is at a path, without following a link at its end; `nil` if it cannot be asked.
  private static func status(of path: FilePath) throws(Errno) -> EntryStatus? {
    try unlessExhausted { () throws(Errno) in
      try SystemCalls.status(of: path.bytes, in: FileDescriptor(rawValue: AT_FDCWD))
    }
  }

  /// The result, or `nil` for an error; only one that says nothing of what was asked is passed on.
  private static func unlessExhausted<Result>(
    _ body: () throws(Errno) -> Result
  ) throws(Errno) -> Result? {
    do throws(Errno) {
      return try body()
    } catch {
      if error.isExhaustion { throw error }
      return nil
    }
  }

  /// Refuses volumes of which one lies in the other: their entries would be reported twice.
  public static func refuseOverlaps(_ volumes: [EvidenceVolume]) throws(EvidenceError) {
    for (position, inner) in volumes.enumerated() {
      for (other, outer) in volumes.enumerated() where other != position {
        let isInside: Bool
        do throws(Errno) {
          isInside = try outer.reach.contains(inner.path)
        } catch {
          throw EvidenceError(path: inner.path, opening: error)
        }
        if isInside { throw EvidenceError(path: inner.path, problem: .overlap(outer.path)) }
      }
    }
  }
}
