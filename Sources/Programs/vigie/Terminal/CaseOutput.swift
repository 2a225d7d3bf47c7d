// Files that are made from a case: never in its evidence, and there whole or not at all.

internal import ArgumentParser
internal import CaseFile
internal import EvidenceVolumes
internal import Platform
internal import SystemPackage

enum CaseOutput {
  /// Refuses a path in a volume of the case, and the case itself.
  static func refuse(_ path: FilePath, of file: CaseFile, at caseFile: FilePath) throws {
    for volume in try file.volumes() {
      // A volume that is no longer mounted cannot be written to either.
      try (try? EvidenceVolume(FilePath(bytes: volume)))?.refuse(output: path)
    }
    guard !isSameFile(path, caseFile) else {
      Console.warn(about: path.bytes, "is the case itself; name another file")
      throw ExitStatus.cannotCreate
    }
  }

  /// Writes beside the file that is to be, and puts it in its place when it is whole.
  ///
  /// - Parameters:
  ///   - isReplacing: Whether it takes the place of a file that is there.
  ///   - body: Writes it; `false` if nothing is to be put in place.
  static func write(
    _ path: FilePath, replacing isReplacing: Bool, permissions: FilePermissions,
    _ body: (inout Output) throws -> Bool
  ) throws {
    do {
      let draft = try DraftFile(for: path, replacing: isReplacing, permissions: permissions)
      var target = Output(draft.descriptor, to: path)
      guard try body(&target) else { return }
      try target.flush()
      try draft.place()
    } catch Errno.fileExists where !isReplacing {
      Console.warn(about: path.bytes, "exists; name another file, or remove it")
      throw ExitStatus.cannotCreate
    } catch let error as Errno {
      throw Console.cannotCreate(OutputError(path: path, errno: error))
    } catch let error as OutputError {
      throw Console.cannotCreate(error)
    }
  }

  private static func isSameFile(_ a: FilePath, _ b: FilePath) -> Bool {
    guard let a = try? a.stat(), let b = try? b.stat() else { return false }
    return a.inode == b.inode && a.deviceID == b.deviceID
  }
}
