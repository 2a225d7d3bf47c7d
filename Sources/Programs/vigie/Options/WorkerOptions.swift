// How many files are worked on at once.

internal import ArgumentParser
internal import Glibc
internal import HammingSpace
internal import MediaExamination

struct WorkerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Files to work on at once.", valueName: "number"))
  var workers = Parallel.processors

  /// As many as asked for, or as memory allows now; says so if those are fewer.
  func budget() -> MemoryBudget {
    let budget = MemoryBudget(workers: workers)
    if budget.workers < workers {
      Console.warn(
        "\(budget.workers) instead of \(workers) files at once: only"
          + " \((budget.available ?? 0) >> 20) MiB of memory are available")
    }
    return budget
  }

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
