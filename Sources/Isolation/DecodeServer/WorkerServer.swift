// The worker's side: a server that never looks into a file, and a locked process for every file.
//
//   coordinator --request + descriptor--> server --fork--> process: locks itself, decodes, hashes,
//   coordinator <--answer + records------ server <--pipe-- writes records, ends
//
// The server is one thread. It reads requests, which the coordinator writes, and passes on records
// unread; so a file whose decoder is taken over can say what it wants of itself, and nothing of any
// other.

internal import CWorkerChannel
internal import CWorkerLock
internal import DecodeProtocol
internal import Glibc
public import MediaExamination
public import MediaFormats
internal import SystemPackage

/// Serves requests to decode.
public enum WorkerServer {
  /// The argument that lets a worker serve although layers of its lock are missing.
  private static let unlockedArgument = "--unlocked"

  /// Serves until the coordinator is gone. Does not return.
  ///
  /// - Parameters:
  ///   - examiner: What decodes; called in a process of its own for every file.
  ///   - formats: Of these the program's own samples are examined first, here: what the first file of a
  ///     process sets up in libraries and memory, every process then finds done.
  public static func serve(
    _ examiner: any MediaExaminer, warmedUpBy formats: Set<MediaFormat> = []
  ) -> Never {
    var bits = vigie_worker_drop_rights()
    for sample in FormatSample.all where formats.contains(sample.format) {
      _ = sample.record(by: examiner)?.workerRecords
    }
    let filter = unsafe vigie_worker_make_filter(outputDescriptor)
    if unsafe filter != nil { bits |= IsolationLayer.seccomp.rawValue }
    let layers = Set(IsolationLayer.allCases.filter { bits & $0.rawValue != 0 })
    let greeting = WorkerGreeting(layers: layers, isFirstToEnd: vigie_worker_is_first_to_end())
    guard send(greeting.message.bytes) else { exit(Status.done) }
    guard
      layers.count == IsolationLayer.allCases.count
        || CommandLine.arguments.contains(unlockedArgument)
    else { exit(Status.cannotLock) }
    while true {
      var bytes = [UInt8](repeating: 0, count: WorkerProtocol.messageSize)
      var file: Int32 = -1
      // The buffer is as long as the message.
      let status = unsafe bytes.withUnsafeMutableBytes {
        unsafe vigie_worker_receive(socket, $0.baseAddress!, $0.count, &file)
      }
      guard status == 0, file >= 0, let request = WorkerRequest(WorkerMessage(bytes[...])) else {
        exit(status == ECONNRESET ? Status.done : Status.badRequest)
      }
      let (answer, records) = unsafe answer(request, file, examiner, filter)
      close(file)
      guard send(answer.message.bytes), sendChunks(records) else { exit(Status.done) }
    }
  }

  /// How a server ends, and a decoding process that cannot do its work.
  private enum Status {
    static let done: Int32 = 0
    static let cannotWrite: Int32 = 1
    static let cannotLock: Int32 = 10
    static let badRequest: Int32 = 11
    static let tooMuch: UInt32 = 12
  }

  private static let socket = Int32(VIGIE_WORKER_SOCKET)

  /// Where a decoding process writes its records.
  private static let outputDescriptor: Int32 = 4

  /// Runs one file in a process of its own.
  private static func answer(
    _ request: WorkerRequest, _ file: Int32, _ examiner: any MediaExaminer, _ filter: OpaquePointer?
  ) -> (WorkerAnswer, [UInt8]) {
    var ends: [Int32] = [-1, -1]
    // Two descriptors are written to an array of two.
    let notStarted = (WorkerAnswer(ending: .notStarted, byteCount: 0), [UInt8]())
    guard unsafe pipe(&ends) == 0 else { return notStarted }
    let process = vigie_worker_fork()
    if process == 0 {
      unsafe run(request, file, pipe: ends, examiner, filter)
    }
    close(ends[1])
    defer { close(ends[0]) }
    guard process > 0 else { return notStarted }

    // The mark, and the records.
    let limit =
      1 + WorkerProtocol.mostMessages(frames: request.limits.frames)
      * WorkerProtocol.messageSize
    let output = read(
      ends[0], atMost: limit, milliseconds: Int64(1000 * request.limits.wallSeconds))
    // A process that is ending keeps its status; one that has closed its pipe and goes on, or says
    // too much, does not go on. One that cannot be killed keeps this server, which the coordinator
    // then abandons with it.
    kill(process, SIGKILL)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = UInt32(status & 0x7F)
    if signal == 0, output == [] { return notStarted }
    let ending: WorkerAnswer.Ending =
      switch output {
      case nil: .outOfTime
      case .some(let output) where output.count > limit: .byItself(status: Status.tooMuch)
      case .some where signal != 0: .bySignal(signal)
      case .some: .byItself(status: UInt32(status >> 8 & 0xFF))
      }
    guard case .byItself(status: 0) = ending, let records = output?.dropFirst() else {
      return (WorkerAnswer(ending: ending, byteCount: 0), [])
    }
    return (WorkerAnswer(ending: ending, byteCount: records.count), Array(records))
  }

  /// The process of one request: it sees the file, a pipe and nothing else, and never returns.
  private static func run(
    _ request: WorkerRequest, _ file: Int32, pipe: [Int32], _ examiner: any MediaExaminer,
    _ filter: OpaquePointer?
  ) -> Never {
    close(socket)
    // The file may be where the records are to go.
    let input = fcntl(file, F_DUPFD_CLOEXEC, outputDescriptor + 1)
    guard input >= 0, dup2(pipe[1], outputDescriptor) == outputDescriptor else {
      _exit(Status.cannotLock)
    }
    for other in [file] + pipe where other != outputDescriptor { close(other) }
    // The decoders keep to their time themselves; this is for those that do not.
    let seconds = UInt64(request.limits.processorSeconds.rounded(.up)) + 1
    var limits = vigie_worker_limits(
      memory: UInt64(clamping: request.limits.memory), seconds: seconds)
    guard unsafe vigie_worker_lock(filter, &limits) == 0, write([WorkerProtocol.lockedMark]) else {
      _exit(Status.cannotLock)
    }

    switch request.task {
    case .attempt(let call):
      vigie_worker_try(vigie_forbidden_call(rawValue: call.rawValue))
      _exit(Status.done)
    case .decode(let format):
      let record = examiner.examine(
        MediaInput(
          descriptor: FileDescriptor(rawValue: input), byteCount: request.byteCount,
          format: format, method: request.method, limits: request.limits))
      _exit(write(record.workerRecords) ? Status.done : Status.cannotWrite)
    }
  }

  private static func write(_ bytes: [UInt8]) -> Bool {
    var left = bytes[...]
    while !left.isEmpty {
      // What is left of the array.
      let written = unsafe left.withUnsafeBytes {
        unsafe Glibc.write(outputDescriptor, $0.baseAddress!, $0.count)
      }
      if written <= 0 { return false }
      left = left.dropFirst(written)
    }
    return true
  }

  /// Reads a pipe to its end.
  ///
  /// - Returns: `nil` once the time is up; more than `limit` bytes as soon as there are so many, which
  ///   no honest process says.
  private static func read(_ pipe: Int32, atMost limit: Int, milliseconds: Int64) -> [UInt8]? {
    let end = now() + milliseconds
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: WorkerProtocol.chunkSize)
    while bytes.count <= limit {
      let left = end - now()
      var watched = [
        pollfd(fd: pipe, events: Int16(POLLIN), revents: 0),
        pollfd(fd: socket, events: 0, revents: 0),
      ]
      // As many descriptors are asked about as the array has.
      let ready = unsafe poll(&watched, 2, Int32(clamping: max(left, 0)))
      // Without a coordinator there is nobody to answer to; the process goes with the server.
      if watched[1].revents & Int16(POLLHUP) != 0 { exit(Status.done) }
      if ready == 0 || left <= 0 { return nil }
      if ready < 0 { continue }
      // The buffer is as long as what is read into it.
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(pipe, $0.baseAddress!, $0.count)
      }
      if count <= 0 { return bytes }
      bytes += chunk[..<count]
    }
    return bytes
  }

  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  private static func sendChunks(_ bytes: [UInt8]) -> Bool {
    stride(from: 0, to: bytes.count, by: WorkerProtocol.chunkSize).allSatisfy {
      send(Array(bytes[$0..<min($0 + WorkerProtocol.chunkSize, bytes.count)]))
    }
  }

  private static func send(_ bytes: [UInt8]) -> Bool {
    // As many bytes as the array has.
    unsafe bytes.withUnsafeBytes {
      unsafe vigie_worker_send(socket, $0.baseAddress!, $0.count, -1) == 0
    }
  }
}
