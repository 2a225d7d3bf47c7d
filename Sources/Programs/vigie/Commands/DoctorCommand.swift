// vigie doctor

internal import ArgumentParser
internal import DecodePool
internal import DecodeProtocol
internal import Glibc
internal import HammingSpace
internal import MediaExamination
internal import MediaFormats

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what holds on this machine: the lock on decoding processes, and every decoder.",
    discussion: """
      Locks processes as a scan does, has them try what they must not be able to do, and decodes a \
      sample of every format in them. Exit status: 0 if the lock is whole and every decoder works \
      under it; 1 if formats cannot be decoded here; 69 if the lock does not hold.
      """)

  func run() throws {
    try Console.run {
      // Nothing is decoded but the program's own samples.
      let pool = try WorkerPool(.besideThisProgram, isUnlocked: true)
      var output = Output()
      try output.write("vigie \(Vigie.version) on \(Self.system)\n")
      for program in [pool.programs.pictures, pool.programs.media] {
        try output.write("worker \(program)\n")
      }
      try output.write("\nThe lock on the process of every file\n")
      for layer in IsolationLayer.allCases {
        let holds = pool.layers.contains(layer)
        try output.write(Self.line(holds, layer.summary, holds ? nil : layer.advice))
      }
      try output.write("\nWhat a locked process must die of\n")
      for call in ForbiddenCall.allCases {
        let isDeadly = !pool.allowedCalls.contains(call)
        try output.write(Self.line(isDeadly, call.summary, isDeadly ? nil : "it lives"))
      }
      try output.write("\nMemory\n")
      let budget = MemoryBudget(workers: Parallel.processors)
      let first = "when it is short, the kernel ends decoding processes first"
      try output.write(Self.line(pool.isFirstToEnd, first, pool.isFirstToEnd ? nil : "no /proc"))
      let available = budget.available.map { "\($0 >> 20) MiB available" } ?? "not known"
      let share = "\(budget.workers) files at once, \(budget.bytesPerFile >> 20) MiB each"
      try output.write(Self.line(true, "\(available): \(share)", nil))
      try output.write("\nSamples, each decoded in a locked process\n")
      let formats = pool.checkFormats(workers: 1)
      for check in formats {
        try output.write(
          Self.line(check.problem == nil, check.format.rawValue, check.problem?.text))
      }
      try output.flush()
      guard pool.isLocked else {
        Console.warn("the lock does not hold; scan, hash and compare ask for --unlocked")
        throw ExitStatus.unavailable
      }
      guard !formats.contains(where: \.isBroken) else {
        Console.warn("decoders do not work under the lock; scan refuses to start")
        throw ExitStatus.unavailable
      }
      if formats.contains(where: { $0.problem != nil }) { throw ExitStatus.incomplete }
    }
  }

  private static func line(_ isGood: Bool, _ text: String, _ problem: String?) -> String {
    "  \(isGood ? "ok" : "NO")  \(text)\(problem.map { ": \($0)" } ?? "")\n"
  }

  private static var system: String {
    var name = utsname()
    // The call fills the fields with text that ends in NUL.
    guard unsafe uname(&name) == 0 else { return "an unknown system" }
    func text<Field>(_ field: Field) -> String {
      unsafe withUnsafeBytes(of: field) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    return "\(text(name.sysname)) \(text(name.release)), \(text(name.machine))"
  }
}

extension WorkerPool.FormatCheck.Problem {
  /// As a clause.
  var text: String {
    switch self {
    case .issue(let issue): issue.text
    case .otherHash(let distance):
      "the sample was decoded, but its hash is \(distance) bits off"
    case .noMemory: "no memory for the sample"
    }
  }
}
