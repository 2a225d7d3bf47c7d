// Why no file can be decoded.

public import DecodeProtocol
public import MediaFormats
public import SystemPackage

/// Why no worker can be had: no file is ever decoded in an open process instead.
public struct WorkerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The program cannot be started.
    case notStarted(Errno)
    /// It ends, or says something else, instead of being ready.
    case doesNotServe
    /// No process can be had to decode in: the machine lacks processes, memory or descriptors.
    case noProcess
    /// These layers of the lock cannot be had.
    case layersMissing([IsolationLayer])
    /// A locked process could do what it must not.
    case callsAllowed([ForbiddenCall])
    /// Formats whose decoders do not work under the lock.
    case brokenFormats([MediaFormat])
  }

  /// The worker program.
  public var program: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// One line: where, what, what to do.
  public var description: String {
    let override = "or pass --unlocked, which case and report record"
    return switch problem {
    case .notStarted(let error) where [.tooManyOpenFiles, .noMemory].contains(error):
      "worker \(program): \(error); raise the limits of open files, processes and memory"
    case .notStarted(let error):
      "worker \(program): \(error); install it beside vigie"
    case .doesNotServe:
      "worker \(program): ends instead of serving; install the one that belongs to this vigie"
    case .noProcess:
      "worker \(program): no process can be started; raise the limits of processes and memory"
    case .layersMissing(let layers):
      "worker \(program): cannot be locked: "
        + layers.map { "\($0) (\($0.advice))" }.joined(separator: ", ") + "; mend that, \(override)"
    case .callsAllowed(let calls):
      "worker \(program): the lock does not hold, a decoding process could "
        + calls.map(\.summary).joined(separator: ", ") + "; see vigie doctor, \(override)"
    case .brokenFormats(let formats):
      "worker \(program): decoders do not work under the lock: "
        + formats.map(\.rawValue).joined(separator: ", ")
        + "; see vigie doctor, and report your versions of the libraries"
    }
  }
}
