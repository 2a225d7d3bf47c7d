// The coordinator's side: worker programs, started as they are needed, and what their answers mean.

internal import CWorker
internal import Glibc
internal import MediaFormats
internal import Synchronization
public import SystemPackage

/// Examines files in locked processes, one process a file.
///
/// As many worker programs run as there are calls at once; each serves one file at a time and is used
/// again. One that ends, hangs or talks nonsense is replaced. What a decoder does to its process
/// costs that file, and is in its record.
public final class WorkerPool: MediaExaminer {
  /// What a file may take by the clock, and send back.
  public struct Limits: Sendable {
    /// Milliseconds for a picture.
    public var picture: UInt64 = 60_000
    /// Milliseconds for a video or animation.
    public var video: UInt64 = 7_200_000
    /// Sampled frames.
    public var frames: UInt64 = 100_000

    /// The default limits.
    public init() {}
  }

  /// How much longer than a file's time the server may take to say so.
  private static let grace: Int64 = 5_000

  private let program: FilePath
  private let limits: Limits
  private let idle = Mutex<[Worker]>([])

  /// Makes a pool of the worker program at `path`.
  ///
  /// - Throws: ``WorkerError`` if it cannot be started or cannot lock itself: no file is ever decoded
  ///   in an open process instead.
  public init(program path: FilePath, limits: Limits = Limits()) throws(WorkerError) {
    program = path
    self.limits = limits
    let worker = try Worker(path)
    idle.withLock { $0.append(worker) }
  }

  /// Examines a file in a process of its own; a second time, if the process came to grief or its time
  /// was up.
  public func examine(_ input: MediaInput) -> MediaRecord {
    let first = attempt(input)
    switch first.issue {
    case .crashed, .timedOut: return attempt(input)
    default: return first
    }
  }

  private func attempt(_ input: MediaInput) -> MediaRecord {
    var failed = MediaRecord()
    let waiting = idle.withLock { $0.popLast() }
    guard let worker = waiting ?? (try? Worker(program)) else {
      failed.issue = .crashed(signal: 0)
      return failed
    }
    let milliseconds = input.format.kind == .picture ? limits.picture : limits.video
    let request = WorkerRequest(
      format: input.format, byteCount: input.byteCount, milliseconds: milliseconds,
      frames: limits.frames)
    guard
      let (answer, records) = worker.ask(
        request, input.descriptor, milliseconds: Int64(clamping: milliseconds) + Self.grace)
    else {
      // The server itself is gone or stuck: it goes with its worker.
      failed.issue = .crashed(signal: 0)
      return failed
    }
    idle.withLock { $0.append(worker) }
    switch answer.ending {
    case .outOfTime:
      failed.issue = .timedOut
    case .bySignal(let signal):
      failed.issue = .crashed(signal: Int(signal))
    case .byItself(let status):
      let record = try? MediaRecord(workerRecords: records, frames: Int(clamping: limits.frames))
      if status == 0, let record { return record }
      failed.issue = .crashed(signal: 0)
    }
    return failed
  }
}

/// Why no worker can be had.
public struct WorkerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The program cannot be started.
    case notStarted(Errno)
    /// It ends, or says nothing, instead of being ready: it cannot lock itself.
    case doesNotServe
  }

  /// The worker program.
  public var program: FilePath

  /// What is wrong with it.
  public var problem: Problem

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .notStarted(let error):
      "worker \(program): \(error); install it beside vigie"
    case .doesNotServe:
      "worker \(program): cannot lock itself (seccomp); nothing is decoded in an open process"
    }
  }
}

/// One worker program and the socket to it.
private final class Worker: Sendable {
  /// How long a program may take to load, lock itself and say that it is ready.
  private static let startMilliseconds: Int64 = 10_000

  private let socket: Int32
  private let process: pid_t

  init(_ program: FilePath) throws(WorkerError) {
    var socket: Int32 = -1
    var process: pid_t = 0
    // The path is NUL-terminated; the results are written before the call returns.
    let status = unsafe program.withPlatformString {
      unsafe vigie_worker_spawn($0, &socket, &process)
    }
    guard status == 0 else {
      throw WorkerError(program: program, problem: .notStarted(Errno(rawValue: status)))
    }
    self.socket = socket
    self.process = process
    guard isReady(Self.startMilliseconds), receiveAnswer()?.byteCount == 0 else {
      throw WorkerError(program: program, problem: .doesNotServe)
    }
  }

  deinit {
    close(socket)
    kill(process, SIGKILL)
    // A process that cannot be killed (a disk that does not answer) is left behind, not waited for.
    var status: Int32 = 0
    for _ in 0..<200 where unsafe waitpid(process, &status, WNOHANG) == 0 { usleep(5_000) }
  }

  /// Sends a request and waits for its answer; `nil` if there is none in time or it is not one.
  func ask(
    _ request: WorkerRequest, _ file: FileDescriptor, milliseconds: Int64
  ) -> (WorkerAnswer, [UInt8])? {
    let message = request.message.bytes
    // As many bytes as the array has.
    let sent = unsafe message.withUnsafeBytes {
      unsafe vigie_worker_send(socket, $0.baseAddress!, $0.count, file.rawValue)
    }
    guard sent == 0, isReady(milliseconds), let answer = receiveAnswer() else { return nil }
    var records: [UInt8] = []
    while records.count < answer.byteCount {
      let size = min(WorkerProtocol.chunkSize, answer.byteCount - records.count)
      guard isReady(10_000), let chunk = receive(size) else { return nil }
      records += chunk
    }
    return (answer, records)
  }

  private func isReady(_ milliseconds: Int64) -> Bool {
    var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    while true {
      // One descriptor is asked about.
      let ready = unsafe Glibc.poll(&poll, 1, Int32(clamping: milliseconds))
      if ready >= 0 || errno != EINTR { return ready == 1 }
    }
  }

  private func receiveAnswer() -> WorkerAnswer? {
    receive(WorkerProtocol.messageSize).flatMap { WorkerAnswer(WorkerMessage($0[...])) }
  }

  private func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    // No descriptor is taken from a worker; the buffer is as long as the message.
    let status = unsafe bytes.withUnsafeMutableBytes {
      unsafe vigie_worker_receive(socket, $0.baseAddress!, $0.count, nil)
    }
    return status == 0 ? bytes : nil
  }
}
