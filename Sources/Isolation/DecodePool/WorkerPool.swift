// The coordinator's side: worker programs, started as they are needed, and what their answers mean.

public import DecodeProtocol
internal import Glibc
public import MediaExamination
public import MediaFormats
internal import Platform
internal import Synchronization
internal import SystemPackage

/// Examines files in locked processes, one process a file.
///
/// As many worker programs run as there are calls at once; each serves one file at a time and is used
/// again. One that ends, hangs or talks nonsense is replaced. What a decoder does to its process
/// costs that file, and is in its record.
public final class WorkerPool: MediaExaminer {
  /// The programs that it was made with.
  public let programs: WorkerPrograms

  /// Whether layers of the lock may be missing.
  public let isUnlocked: Bool

  private let state = Lock(State())
  private let trials = Lock<[FilePath: Result<Void, WorkerError>]>([:])

  /// What the programs that have been started say and show.
  private struct State {
    var idle: [FilePath: [WorkerProcess]] = [:]
    var layers = Set(IsolationLayer.allCases)
    var allowedCalls: [ForbiddenCall] = []
    var isFirstToEnd = true
  }

  /// Makes a pool, and tries the lock: a process of it must die of each ``ForbiddenCall``.
  ///
  /// - Parameters:
  ///   - programs: The worker programs.
  ///   - isUnlocked: Whether to go on without layers of the lock that cannot be had.
  ///   - startsAsNeeded: Whether a program is started, and its lock tried, when the first file needs
  ///     it. If that fails no file is decoded by it, and ``problem`` says why.
  /// - Throws: ``WorkerError`` if the programs cannot be started or the lock does not hold.
  public init(
    _ programs: WorkerPrograms, isUnlocked: Bool = false, startsAsNeeded: Bool = false
  ) throws(WorkerError) {
    self.programs = programs
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

  /// Whether the kernel ends decoding processes before this one when memory is short.
  public var isFirstToEnd: Bool { state.withLock { $0.isFirstToEnd } }

  /// The forbidden calls that a decoding process survived; none unless ``isUnlocked``.
  public var allowedCalls: [ForbiddenCall] { state.withLock { $0.allowedCalls } }

  /// What kind of process decodes files of a format.
  public func decoderClass(of format: MediaFormat) -> DecoderClass {
    switch format.processClass {
    case .pictures: isLocked ? .lockedPictures : .unlockedPictures
    case .media: isLocked ? .lockedMedia : .unlockedMedia
    }
  }

  /// Whether the whole lock holds; always unless ``isUnlocked``.
  public var isLocked: Bool { missingIsolation.isEmpty }

  /// What is missing of the lock: names of layers, and `filter` if forbidden calls were survived.
  public var missingIsolation: [String] {
    IsolationLayer.allCases.filter { !layers.contains($0) }.map { "\($0)" }
      + (allowedCalls.isEmpty ? [] : ["filter"])
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
    let program = programs[input.format.processClass]
    guard (try? start(program)) != nil else { return MediaRecord(.noProcess) }
    switch ask(WorkerRequest(decoding: input), input.descriptor, of: program) {
    case .unasked: return MediaRecord(.noProcess)
    case .gone: return MediaRecord(.crashed(signal: 0))
    case .stuck: return MediaRecord(.timedOut)
    case .answer(let answer, let records):
      switch answer.ending {
      case .notStarted: return MediaRecord(.noProcess)
      case .outOfTime: return MediaRecord(.timedOut)
      case .bySignal(UInt32(SIGXCPU)): return MediaRecord(.timeLimit)
      case .bySignal(let signal): return MediaRecord(.crashed(signal: Int(signal)))
      case .byItself(let status):
        let record = try? MediaRecord(workerRecords: records, frames: input.limits.frames)
        return status == 0
          ? record ?? MediaRecord(.crashed(signal: 0))
          : MediaRecord(.crashed(signal: 0))
      }
    }
  }

  /// Has a program do something; one that does not answer is not used again.
  private func ask(
    _ request: WorkerRequest, _ file: FileDescriptor, of program: FilePath
  ) -> WorkerProcess.Reply {
    // Programs that have ended while they were idle are passed over.
    while let worker = state.withLock({ $0.idle[program]?.popLast() }) {
      let reply = worker.ask(request, file)
      if case .unasked = reply { continue }
      if case .answer = reply { release(worker, of: program) }
      return reply
    }
    guard let worker = try? WorkerProcess(program, isUnlocked: isUnlocked) else { return .unasked }
    let reply = worker.ask(request, file)
    if case .answer = reply { release(worker, of: program) }
    return reply
  }

  private func release(_ worker: WorkerProcess, of program: FilePath) {
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
    let worker = try WorkerProcess(program, isUnlocked: isUnlocked)
    state.withLock { state in
      state.layers.formIntersection(worker.greeting.layers)
      if !worker.greeting.isFirstToEnd { state.isFirstToEnd = false }
    }
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
    guard let nothing = try? MediaInput(bytes: [], format: .png) else {
      throw WorkerError(program: program, problem: .noProcess)
    }
    var survived: [ForbiddenCall] = []
    for call in ForbiddenCall.allCases {
      switch ask(WorkerRequest(attempting: call), nothing.descriptor, of: program) {
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
