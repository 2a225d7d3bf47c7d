// The coordinator's side: worker programs, started as they are needed, and what their answers mean.

internal import CWorker
internal import Glibc
public import MediaFormats
internal import Synchronization
public import SystemPackage

/// The worker programs, by what they decode.
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

  /// Each program once.
  var all: [FilePath] { pictures == media ? [pictures] : [pictures, media] }

  func program(for format: MediaFormat) -> FilePath {
    switch format {
    case .jpeg, .png: pictures
    default: media
    }
  }
}

/// Examines files in locked processes, one process a file.
///
/// As many worker programs run as there are calls at once; each serves one file at a time and is used
/// again. One that ends, hangs or talks nonsense is replaced. What a decoder does to its process
/// costs that file, and is in its record.
public final class WorkerPool: MediaExaminer {
  /// What a file may take, and send back.
  public struct Limits: Sendable {
    /// Time for a picture.
    public var picture = TimeBudget(for: .picture)
    /// Time for an animation.
    public var animation = TimeBudget(for: .animation)
    /// Time for a video.
    public var video = TimeBudget(for: .video)
    /// Sampled frames.
    public var frames: UInt64 = 100_000

    /// The default limits.
    public init() {}

    func time(for format: MediaFormat) -> TimeBudget {
      switch format.kind {
      case .picture: picture
      case .animation: animation
      case .video: video
      }
    }
  }

  /// The programs that it was made with.
  public let programs: WorkerPrograms

  /// Whether layers of the lock may be missing.
  public let isUnlocked: Bool

  private let limits: Limits
  private let state = Mutex(State())
  private let trials = Mutex<[FilePath: Result<Void, WorkerError>]>([:])

  /// What the programs that have been started say and show.
  private struct State {
    var idle: [FilePath: [Worker]] = [:]
    var layers = Set(IsolationLayer.allCases)
    var allowedCalls: [ForbiddenCall] = []
  }

  /// Makes a pool, and tries the lock: a process of it must die of each ``ForbiddenCall``.
  ///
  /// - Parameters:
  ///   - programs: The worker programs.
  ///   - limits: What a file may take.
  ///   - isUnlocked: Whether to go on without layers of the lock that cannot be had.
  ///   - startsAsNeeded: Whether a program is started, and its lock tried, when the first file needs
  ///     it. If that fails no file is decoded by it, and ``problem`` says why.
  /// - Throws: ``WorkerError`` if the programs cannot be started or the lock does not hold.
  public init(
    _ programs: WorkerPrograms, limits: Limits = Limits(), isUnlocked: Bool = false,
    startsAsNeeded: Bool = false
  ) throws(WorkerError) {
    self.programs = programs
    self.limits = limits
    self.isUnlocked = isUnlocked
    if !startsAsNeeded {
      for program in programs.all { try start(program) }
    }
  }

  /// Why a program that was needed cannot be used, if that is so.
  public var problem: WorkerError? {
    trials.withLock { trials in
      for case .failure(let error) in trials.values { return error }
      return nil
    }
  }

  /// The layers of the lock that hold here, in every program that was started.
  public var layers: Set<IsolationLayer> { state.withLock { $0.layers } }

  /// The forbidden calls that a decoding process survived; none unless ``isUnlocked``.
  public var allowedCalls: [ForbiddenCall] { state.withLock { $0.allowedCalls } }

  /// What kind of process decodes files of a format, in the words of reports.
  public func decoder(of format: MediaFormat) -> String {
    let isPicture = programs.program(for: format) == programs.pictures
    return "\(isPicture ? "picture" : "media") worker, \(isolation)"
  }

  /// How decoding processes are locked, in the words of reports.
  public var isolation: String {
    isLocked
      ? "locked process per file"
      : "UNLOCKED process per file (without \(missing.joined(separator: ", ")))"
  }

  /// Whether the whole lock holds; always unless ``isUnlocked``.
  public var isLocked: Bool { missing.isEmpty }

  /// What is missing of the lock, in the words of reports.
  public var missing: [String] {
    IsolationLayer.allCases.filter { !layers.contains($0) }.map { "\($0)" }
      + (allowedCalls.isEmpty ? [] : ["a filter that kills (\(allowedCalls.count) calls survived)"])
  }

  /// Examines a file in a process of its own; a second time, if the process came to grief or its wall
  /// time was up.
  public func examine(_ input: MediaInput) -> MediaRecord {
    let first = attempt(input)
    switch first.issue {
    case .crashed, .timedOut: return attempt(input)
    default: return first
    }
  }

  private func attempt(_ input: MediaInput) -> MediaRecord {
    var failed = MediaRecord()
    let time = limits.time(for: input.format)
    var request = WorkerRequest(
      .decode(input.format),
      processorMilliseconds: UInt32(1000 * time.processorSeconds(forBytes: input.byteCount)),
      wallMilliseconds: UInt64(1000 * time.wallSeconds(forBytes: input.byteCount)))
    request.byteCount = input.byteCount
    request.method = input.method
    let frames = min(input.mostFrames, Int(clamping: limits.frames))
    request.frames = UInt64(frames)
    let program = programs.program(for: input.format)
    guard (try? start(program)) != nil else {
      failed.issue = .notExamined
      return failed
    }
    switch ask(request, input.descriptor, of: program) {
    case .unasked:
      failed.issue = .notExamined
    case .gone:
      failed.issue = .crashed(signal: 0)
    case .stuck:
      failed.issue = .timedOut
    case .answer(let answer, let records):
      switch answer.ending {
      case .notStarted:
        failed.issue = .notExamined
      case .outOfTime:
        failed.issue = .timedOut
      case .bySignal(let signal):
        failed.issue =
          signal == UInt32(SIGXCPU) ? .timeLimit : .crashed(signal: Int(signal))
      case .byItself(let status):
        let record = try? MediaRecord(workerRecords: records, frames: frames)
        if status == 0, let record { return record }
        failed.issue = .crashed(signal: 0)
      }
    }
    return failed
  }

  /// Has a program do something; one that does not answer is not used again.
  private func ask(
    _ request: WorkerRequest, _ file: FileDescriptor, of program: FilePath
  ) -> Worker.Reply {
    // Programs that have ended while they were idle are passed over.
    while let worker = state.withLock({ $0.idle[program]?.popLast() }) {
      let reply = worker.ask(request, file)
      if case .unasked = reply { continue }
      if case .answer = reply { release(worker, of: program) }
      return reply
    }
    guard let worker = try? Worker(program, isUnlocked: isUnlocked) else { return .unasked }
    let reply = worker.ask(request, file)
    if case .answer = reply { release(worker, of: program) }
    return reply
  }

  private func release(_ worker: Worker, of program: FilePath) {
    state.withLock { $0.idle[program, default: []].append(worker) }
  }

  /// Starts a program and tries its lock, the first time.
  private func start(_ program: FilePath) throws(WorkerError) {
    try trials.withLock { trials in
      if trials[program] == nil {
        trials[program] = Result { () throws(WorkerError) in try tryLock(of: program) }
      }
      return trials[program]!
    }.get()
  }

  private func tryLock(of program: FilePath) throws(WorkerError) {
    let worker = try Worker(program, isUnlocked: isUnlocked)
    state.withLock { $0.layers.formIntersection(worker.greeting.layers) }
    release(worker, of: program)
    let survived = try survivedCalls(of: program)
    guard isUnlocked || survived.isEmpty else {
      throw WorkerError(program: program, problem: .callsAllowed(survived))
    }
    state.withLock { state in
      state.allowedCalls += survived.filter { !state.allowedCalls.contains($0) }
    }
  }

  /// The forbidden calls that a decoding process survives.
  private func survivedCalls(
    of program: FilePath
  ) throws(WorkerError) -> [ForbiddenCall] {
    // A request comes with a file, which is not read.
    let nothing = unsafe vigie_worker_memory("", 0)
    defer { close(nothing) }
    var survived: [ForbiddenCall] = []
    for call in ForbiddenCall.allCases {
      let request = WorkerRequest(
        .attempt(call), processorMilliseconds: 1000, wallMilliseconds: 10_000)
      switch ask(request, FileDescriptor(rawValue: nothing), of: program) {
      case .answer(let answer, _):
        if answer.ending == .notStarted {
          throw WorkerError(program: program, problem: .noProcess)
        }
        if answer.ending != .bySignal(UInt32(SIGSYS)) { survived.append(call) }
      case .unasked:
        throw WorkerError(program: program, problem: .noProcess)
      case .gone, .stuck:
        survived.append(call)
      }
    }
    return survived
  }
}
