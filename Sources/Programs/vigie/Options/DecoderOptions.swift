// Where decoding happens: in the worker programs beside this one.

internal import ArgumentParser
internal import DecodePool

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
      .besideThisProgram, isUnlocked: unlocked, startsAsNeeded: asNeeded && !unlocked)
    if !pool.isLocked {
      Console.warn(
        "WARNING: --unlocked: files are decoded without "
          + pool.missingIsolation.joined(separator: ", ")
          + "; a hostile file could do what this user may do")
    }
    return pool
  }
}
