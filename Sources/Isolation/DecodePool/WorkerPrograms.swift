// The worker programs, by what they decode, and where they are found.

internal import Glibc
internal import MediaFormats
internal import Platform
public import SystemPackage

/// The worker programs.
public struct WorkerPrograms: Hashable, Sendable {
  /// JPEG and PNG.
  public var pictures: FilePath
  /// Everything else, and all that the other does.
  public var media: FilePath

  /// Names the programs.
  public init(pictures: FilePath, media: FilePath) {
    self.pictures = pictures
    self.media = media
  }

  /// The programs of a folder, by their customary names.
  public init(in folder: FilePath) {
    self.init(
      pictures: folder.appending("vigie-picture-worker"), media: folder.appending("vigie-worker"))
  }

  /// The programs in the folder of the running program, wherever it was called from.
  public static var besideThisProgram: WorkerPrograms {
    var bytes = [CChar](repeating: 0, count: 4096)
    // At most all but the last byte are written, so a NUL remains.
    let count = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count - 1)
    }
    guard count > 0 else { return WorkerPrograms(in: ".") }
    return WorkerPrograms(
      in: unsafe bytes.withUnsafeBufferPointer {
        unsafe FilePath(platformString: $0.baseAddress!).removingLastComponent()
      })
  }

  /// Each program once.
  var all: [FilePath] { pictures == media ? [pictures] : [pictures, media] }

  /// The program of a class.
  subscript(processClass: ProcessClass) -> FilePath {
    switch processClass {
    case .pictures: pictures
    case .media: media
    }
  }
}
