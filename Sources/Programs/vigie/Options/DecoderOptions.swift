// Where decoding happens: in the worker programs beside this one.

internal import ArgumentParser
internal import DecodePool
internal import Glibc

struct DecoderOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Decode although the lock on decoding processes is not whole.",
      discussion: "Only for machines that lack a layer of it; see `vigie doctor`."))
  var unlocked = false

  /// Starts the worker programs and tries the lock of their processes.
  ///
  /// - Parameter asNeeded: Whether to wait for the first file of each; see ``WorkerPool/problem``.
  func start(asNeeded: Bool = false) throws -> WorkerPool {
    try Self.requireLimits()
    let pool = try WorkerPool(
      .besideThisProgram, isUnlocked: unlocked, startsAsNeeded: asNeeded && !unlocked)
    if !pool.isLocked {
      Console.warn(
        "WARNING: --unlocked: files are decoded without "
          + pool.missingIsolation.joined(separator: ", ")
          + "; a hostile file could do what this user may do")
    }
    return pool
  }

  /// What decoding needs in any case: descriptors, and files in memory for the bytes of a file.
  private static func requireLimits() throws {
    let limits: [(kind: __rlimit_resource_t, least: UInt64, name: String, option: String)] = [
      (.init(UInt32(RLIMIT_NOFILE.rawValue)), 24, "open files", "-n"),
      (.init(UInt32(RLIMIT_FSIZE.rawValue)), 32 << 20, "bytes a file", "-f"),
    ]
    for limit in limits {
      var value = rlimit()
      guard unsafe getrlimit(limit.kind, &value) == 0, value.rlim_cur < limit.least else {
        continue
      }
      Console.warn(
        "the system allows \(value.rlim_cur) \(limit.name), \(limit.least) are needed;"
          + " raise the limit (ulimit \(limit.option))")
      throw ExitStatus.ioError
    }
  }
}
