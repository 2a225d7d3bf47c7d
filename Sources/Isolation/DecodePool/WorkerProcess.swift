// One worker program, and the socket to it.

internal import CWorkerChannel
internal import DecodeProtocol
internal import Glibc
internal import MediaFormats
internal import SystemPackage

/// A worker program that runs; ended when nobody holds it any longer.
final class WorkerProcess: Sendable {
  /// What came of a request.
  enum Reply {
    case answer(WorkerAnswer, records: [UInt8])
    /// The program had ended before it could be asked.
    case unasked
    /// The program has ended, or talks nonsense.
    case gone
    /// It says nothing although the time is up.
    case stuck
  }

  /// How long a program may take to load, lock itself and say that it is ready.
  private static let startMilliseconds: Int64 = 10_000

  /// How much longer than a file's time the program may take to say so.
  private static let grace: Int64 = 1_000

  /// How long records may take that have been announced.
  private static let recordMilliseconds: Int64 = 10_000

  let greeting: WorkerGreeting
  private let socket: Int32
  private let process: pid_t

  init(_ program: FilePath, isUnlocked: Bool) throws(WorkerError) {
    var socket: Int32 = -1
    var process: pid_t = 0
    // The path is NUL-terminated; the results are written before the call returns.
    let status = unsafe program.withPlatformString { path in
      isUnlocked
        ? unsafe vigie_worker_spawn(path, "--unlocked", &socket, &process)
        : unsafe vigie_worker_spawn(path, nil, &socket, &process)
    }
    guard status == 0 else {
      throw WorkerError(program: program, problem: .notStarted(Errno(rawValue: status)))
    }
    self.socket = socket
    self.process = process
    let message = Self.receive(
      WorkerProtocol.messageSize, from: socket, milliseconds: Self.startMilliseconds)
    guard case .success(let bytes) = message,
      let greeting = WorkerGreeting(WorkerMessage(bytes[...]))
    else {
      Self.end(socket, process)
      throw WorkerError(program: program, problem: .doesNotServe)
    }
    self.greeting = greeting
    let missing = IsolationLayer.allCases.filter { !greeting.layers.contains($0) }
    // From here on `deinit` ends the program.
    guard isUnlocked || missing.isEmpty else {
      throw WorkerError(program: program, problem: .layersMissing(missing))
    }
  }

  deinit {
    Self.end(socket, process)
  }

  private static func end(_ socket: Int32, _ process: pid_t) {
    close(socket)
    kill(process, SIGKILL)
    // A process that cannot be killed (a disk that does not answer) is left behind, not waited for.
    var status: Int32 = 0
    for _ in 0..<200 {
      guard unsafe waitpid(process, &status, WNOHANG) == 0 else { return }
      usleep(5_000)
    }
  }

  /// Sends a request and waits for what comes of it.
  func ask(_ request: WorkerRequest, _ file: FileDescriptor) -> Reply {
    let message = request.message.bytes
    // As many bytes as the array has.
    let sent = unsafe message.withUnsafeBytes {
      unsafe vigie_worker_send(socket, $0.baseAddress!, $0.count, file.rawValue)
    }
    guard sent == 0 else { return .unasked }
    let wait = Int64(1000 * request.limits.wallSeconds) + Self.grace
    switch Self.receive(WorkerProtocol.messageSize, from: socket, milliseconds: wait) {
    case .failure(.timedOut): return .stuck
    case .failure: return .gone
    case .success(let bytes):
      guard let answer = WorkerAnswer(WorkerMessage(bytes[...])) else { return .gone }
      var records: [UInt8] = []
      while records.count < answer.byteCount {
        let size = min(WorkerProtocol.chunkSize, answer.byteCount - records.count)
        guard
          case .success(let chunk) = Self.receive(
            size, from: socket, milliseconds: Self.recordMilliseconds)
        else { return .gone }
        records += chunk
      }
      return .answer(answer, records: records)
    }
  }

  private static func receive(
    _ count: Int, from socket: Int32, milliseconds: Int64
  ) -> Result<[UInt8], Errno> {
    var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    while true {
      // One descriptor is asked about.
      let ready = unsafe poll(&watched, 1, Int32(clamping: milliseconds))
      if ready == 0 { return .failure(.timedOut) }
      if ready > 0 { break }
      guard errno == EINTR else { return .failure(Errno(rawValue: errno)) }
    }
    var bytes = [UInt8](repeating: 0, count: count)
    // No descriptor is taken from a worker; the buffer is as long as the message.
    let status = unsafe bytes.withUnsafeMutableBytes {
      unsafe vigie_worker_receive(socket, $0.baseAddress!, $0.count, nil)
    }
    return status == 0 ? .success(bytes) : .failure(Errno(rawValue: status))
  }
}
