// A volume to examine: checked before anything is written anywhere.

internal import CaseFile
internal import Glibc
public import SystemPackage

/// A directory, as a rule the mount point of a seized disk, that is to be examined.
public struct EvidenceVolume: Hashable, Sendable {
  /// Absolute path without links.
  public let path: FilePath

  private let device: UInt64
  private let inode: UInt64

  /// Checks a volume.
  ///
  /// - Throws: ``EvidenceError`` if it is missing, not a directory or not readable.
  public init(_ path: FilePath) throws(EvidenceError) {
    do throws(Errno) {
      let descriptor = try Self.open(path)
      defer { try? descriptor.close() }
      let (_, status) = try SystemCalls.status(of: [], in: descriptor)
      self.path = try Self.absolute(path)
      device = status.device
      inode = status.inode
    } catch {
      throw EvidenceError(path: path, problem: .unreadable(error))
    }
  }

  /// Opens the volume's root.
  func open() throws(Errno) -> FileDescriptor { try Self.open(path) }

  /// Refuses a file to be written at `output` if it would lie on the volume.
  ///
  /// - Throws: ``EvidenceError`` if it would, or if the folder of `output` cannot be opened.
  public func refuse(output: FilePath) throws(EvidenceError) {
    let name = output.removingLastComponent()
    let folder = name.isEmpty ? "." : name
    do throws(Errno) {
      if try contains(directory: folder) { throw Errno.permissionDenied }
    } catch {
      throw EvidenceError(
        path: output,
        problem: error == .permissionDenied ? .outputInEvidence(path) : .noFolder(folder, error))
    }
  }

  /// Refuses volumes of which one lies in the other: their entries would be reported twice.
  public static func refuseOverlaps(_ volumes: [EvidenceVolume]) throws(EvidenceError) {
    for (position, inner) in volumes.enumerated() {
      for (other, outer) in volumes.enumerated() where other != position {
        if (try? outer.contains(directory: inner.path)) == true {
          throw EvidenceError(path: inner.path, problem: .overlap(outer.path))
        }
      }
    }
  }

  /// Whether a directory is the volume's root or lies below it, by asking its parents one by one:
  /// neither links nor bind mounts hide that.
  private func contains(directory: FilePath) throws(Errno) -> Bool {
    var current = try Self.open(directory)
    defer { try? current.close() }
    var (_, status) = try SystemCalls.status(of: [], in: current)
    while true {
      if status.device == device, status.inode == inode { return true }
      let dots = Array("..".utf8)
      let parent = try SystemCalls.open(dots, in: current, isDirectory: true)
      try? current.close()
      current = parent
      let (_, above) = try SystemCalls.status(of: [], in: parent)
      if above.device == status.device, above.inode == status.inode { return false }
      status = above
    }
  }

  private static func open(_ path: FilePath) throws(Errno) -> FileDescriptor {
    do {
      return try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  private static func absolute(_ path: FilePath) throws(Errno) -> FilePath {
    // realpath allocates the result, which is copied and freed.
    let resolved = unsafe path.withPlatformString { unsafe realpath($0, nil) }
    guard let resolved = unsafe resolved else { throw Errno(rawValue: errno) }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
  }
}

/// Why a volume cannot be examined, or a file not be written where it was asked for.
public struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The volume cannot be opened as a directory.
    case unreadable(Errno)
    /// The output would lie on that volume.
    case outputInEvidence(FilePath)
    /// The output's folder cannot be opened.
    case noFolder(FilePath, Errno)
    /// The volume lies in that other one.
    case overlap(FilePath)
  }

  /// The volume or output.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .unreadable(let error):
      "volume \(path): \(error); name a mounted directory that you may read"
    case .outputInEvidence(let volume):
      "\(path) lies in the evidence (\(volume)), where nothing is written; choose another folder"
    case .noFolder(let folder, let error):
      "\(path): folder \(folder): \(error); name a folder that exists"
    case .overlap(let outer):
      "volume \(path) lies in volume \(outer); name the outer one only"
    }
  }
}
