// Where decoding happens: in the worker programs beside this one.

internal import ArgumentParser
internal import DecodeWorker
internal import Glibc
internal import SystemPackage

struct DecoderOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Decode although the lock on decoding processes is not whole.",
      discussion: "Only for machines that lack a layer of it; see `vigie doctor`."))
  var unlocked = false

  /// Starts the worker programs and tries the lock of their processes.
  ///
  /// - Parameter asNeeded: Whether to wait for the first file of each; see ``WorkerPool/problem``.
  func start(asNeeded: Bool = false) throws(WorkerError) -> WorkerPool {
    let pool = try WorkerPool(
      Self.programs, isUnlocked: unlocked, startsAsNeeded: asNeeded && !unlocked)
    if !pool.isLocked {
      Console.warn(
        "WARNING: --unlocked: files are decoded without "
          + pool.missing.joined(separator: ", ")
          + "; a hostile file could do what this user may do")
    }
    return pool
  }

  /// The worker programs, which are installed in the folder of this program.
  static var programs: WorkerPrograms {
    WorkerPrograms(
      pictures: folder.appending("vigie-picture-worker"), media: folder.appending("vigie-worker"))
  }

  /// The folder of the running program, wherever it was called from.
  private static var folder: FilePath {
    var bytes = [CChar](repeating: 0, count: 4096)
    // At most all but the last byte are written, so a NUL remains.
    let count = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count - 1)
    }
    guard count > 0 else { return "." }
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe FilePath(platformString: $0.baseAddress!).removingLastComponent()
    }
  }
}
