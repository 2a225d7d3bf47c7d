// What passes between the coordinator and its workers, byte for byte.
//
// Both run on one machine from one build; numbers are little-endian. Bytes that are not named here are
// zero: what would not be written so is not read.
//
//   greeting, 64 bytes, from the server once it is ready
//      0  u32  magic "VGWK"           4  u32  layers of the lock that hold (bits)
//                                     8  u32  1 if the kernel ends it first when memory is short
//
//   request, 64 bytes, with the file as a descriptor; all of `ExaminationLimits` is in it
//      0  u32  magic "VGWK"          32  u64  limits: bytes
//      4  u32  0 decode, 1 try a     40  u64  limits: memory
//              forbidden call        48  u32  limits: scans
//      8  u32  format (position),    52  u32  limits: frames
//              or the call           56  u32  limits: processor time, milliseconds
//     12  u32  1 by the definition,  60  u32  limits: wall time, milliseconds
//              + 2 keyframes only
//     16  i64  bytes of the file
//     24  u64  limits: pixels
//
//   answer, 64 bytes, from the server, which reads no file and so is no file's to corrupt
//      0  u32  magic "VGWK"           8  u64  bytes of records that follow, in datagrams of 32 KiB,
//      4  u32  how the process ended          the last one shorter
//             (0 by itself, 1 by a   16  u32  the signal, or the exit status
//             signal, 2 out of time,
//             3 it never started)
//
//   record, 64 bytes, from the process that has read the file, and so from anybody
//      0  u8   1 frame, 3 variant,    8  f64  frame: seconds since the first
//              2 summary                 u32  variant: orientation, then (12) framing
//      1  u8   summary: issue        16  32   hash, as four words
//      2  u8   1 with a hash         48  u32  frame: orientation; summary: width, or 0
//      3  u8   quality               52  u32  summary: height, or 0
//      4  u8   summary: EXIF         56  u64  summary: damaged parts passed over
//              orientation, or 0
//
// Frames come first, in order of time, eight orientations a frame; then the picture's hashes, eight
// orientations a framing; the summary comes last and once.

package import MediaExamination
package import MediaFormats
internal import PerceptualHash

/// Sizes and numbers that both sides share.
package enum WorkerProtocol {
  package static let magic: UInt32 = 0x5657_474B
  package static let messageSize = 64
  package static let chunkSize = 32 * 1024

  /// Most frames that a server takes records of, whatever was asked for: ten times as many as any file is
  /// sampled for.
  package static let mostFrames = 1 << 20

  /// What a decoding process writes once it is locked, ahead of its records. Without it, it has not
  /// looked at the file.
  package static let lockedMark: UInt8 = 0x4C

  /// Most records of a file.
  package static func mostMessages(frames: Int) -> Int {
    min(max(frames, 0), mostFrames) * Orientation.allCases.count + MediaRecord.mostVariants + 1
  }
}

/// 64 bytes read and written by position.
package struct WorkerMessage: Equatable {
  package var bytes = [UInt8](repeating: 0, count: WorkerProtocol.messageSize)

  package init() {}

  package init(_ bytes: ArraySlice<UInt8>) {
    precondition(bytes.count == WorkerProtocol.messageSize)
    self.bytes = Array(bytes)
  }

  package func value<Number: FixedWidthInteger>(_ type: Number.Type = Number.self, at offset: Int)
    -> Number
  {
    (0..<Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number(bytes[offset + $1]) }
  }

  package mutating func set<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
    for position in 0..<Number.bitWidth / 8 {
      bytes[offset + position] = UInt8(truncatingIfNeeded: value >> Number(8 * position))
    }
  }
}

/// What a server says when it is ready.
package struct WorkerGreeting: Equatable {
  package var layers: Set<IsolationLayer>
  /// Whether the kernel ends the program and its processes first when memory is short.
  package var isFirstToEnd: Bool

  package init(layers: Set<IsolationLayer>, isFirstToEnd: Bool) {
    self.layers = layers
    self.isFirstToEnd = isFirstToEnd
  }

  package init?(_ message: WorkerMessage) {
    guard message.value(UInt32.self, at: 0) == WorkerProtocol.magic else { return nil }
    let bits = message.value(UInt32.self, at: 4)
    layers = Set(IsolationLayer.allCases.filter { bits & $0.rawValue != 0 })
    isFirstToEnd = message.value(UInt32.self, at: 8) == 1
    guard self.message == message else { return nil }
  }

  package var message: WorkerMessage {
    var message = WorkerMessage()
    message.set(WorkerProtocol.magic, at: 0)
    message.set(layers.reduce(0) { $0 | $1.rawValue }, at: 4)
    message.set(isFirstToEnd ? 1 : UInt32(0), at: 8)
    return message
  }
}

/// What the coordinator asks.
package struct WorkerRequest: Equatable {
  package enum Task: Equatable {
    /// Decode the file.
    case decode(MediaFormat)
    /// Make a call that the lock forbids.
    case attempt(ForbiddenCall)
  }

  package var task: Task
  package var byteCount: Int64
  package var method: HashingMethod
  package var limits: ExaminationLimits

  /// Asks for a file to be decoded.
  package init(decoding input: MediaInput) {
    task = .decode(input.format)
    byteCount = input.byteCount
    method = input.method
    limits = input.limits
  }

  /// Asks for a forbidden call.
  package init(attempting call: ForbiddenCall) {
    task = .attempt(call)
    byteCount = 0
    method = HashingMethod()
    limits = ExaminationLimits(for: .picture, byteCount: 0)
    limits.processorSeconds = 1
    limits.wallSeconds = 10
  }

  package init?(_ message: WorkerMessage) {
    guard message.value(UInt32.self, at: 0) == WorkerProtocol.magic else { return nil }
    let number = message.value(UInt32.self, at: 8)
    switch message.value(UInt32.self, at: 4) {
    case 0:
      let formats = MediaFormat.allCases
      guard formats.indices.contains(Int(number)) else { return nil }
      task = .decode(formats[Int(number)])
    case 1:
      guard let call = ForbiddenCall(rawValue: number) else { return nil }
      task = .attempt(call)
    default: return nil
    }
    let flags = message.value(UInt32.self, at: 12)
    method = HashingMethod(
      isExact: flags & 1 != 0, videoSampling: flags & 2 != 0 ? .keyframes : .everySecond)
    byteCount = message.value(at: 16)
    limits = ExaminationLimits(for: .picture, byteCount: byteCount)
    limits.pixels = Int(clamping: message.value(UInt64.self, at: 24))
    limits.bytes = Int(clamping: message.value(UInt64.self, at: 32))
    limits.memory = Int(clamping: message.value(UInt64.self, at: 40))
    limits.scans = Int(message.value(UInt32.self, at: 48))
    limits.frames = Int(message.value(UInt32.self, at: 52))
    limits.processorSeconds = Double(message.value(UInt32.self, at: 56)) / 1000
    limits.wallSeconds = Double(message.value(UInt32.self, at: 60)) / 1000
    guard self.message == message else { return nil }
  }

  package var message: WorkerMessage {
    var message = WorkerMessage()
    message.set(WorkerProtocol.magic, at: 0)
    switch task {
    case .decode(let format):
      message.set(UInt32(MediaFormat.allCases.firstIndex(of: format)!), at: 8)
    case .attempt(let call):
      message.set(UInt32(1), at: 4)
      message.set(call.rawValue, at: 8)
    }
    let sampling: UInt32 = method.videoSampling == .keyframes ? 2 : 0
    message.set(sampling | (method.isExact ? 1 : 0), at: 12)
    message.set(byteCount, at: 16)
    message.set(UInt64(clamping: limits.pixels), at: 24)
    message.set(UInt64(clamping: limits.bytes), at: 32)
    message.set(UInt64(clamping: limits.memory), at: 40)
    message.set(UInt32(clamping: limits.scans), at: 48)
    message.set(UInt32(clamping: limits.frames), at: 52)
    message.set(Self.milliseconds(limits.processorSeconds), at: 56)
    message.set(Self.milliseconds(limits.wallSeconds), at: 60)
    return message
  }
}

extension WorkerRequest {
  private static func milliseconds(_ seconds: Double) -> UInt32 {
    UInt32((max(0, min(seconds, 4e6)) * 1000).rounded())
  }
}

/// How the server says that a decoding process ended.
package struct WorkerAnswer: Equatable {
  package enum Ending: Equatable {
    case byItself(status: UInt32)
    case bySignal(UInt32)
    case outOfTime
    /// It could not be forked or locked, which says nothing of the file.
    case notStarted
  }

  package var ending: Ending
  package var byteCount: Int

  package init(ending: Ending, byteCount: Int) {
    self.ending = ending
    self.byteCount = byteCount
  }

  package init?(_ message: WorkerMessage) {
    guard message.value(UInt32.self, at: 0) == WorkerProtocol.magic,
      let count = Int(exactly: message.value(UInt64.self, at: 8)),
      count
        <= WorkerProtocol.mostMessages(frames: WorkerProtocol.mostFrames)
        * WorkerProtocol.messageSize
    else { return nil }
    byteCount = count
    let number = message.value(UInt32.self, at: 16)
    switch message.value(UInt32.self, at: 4) {
    case 0: ending = .byItself(status: number)
    case 1: ending = .bySignal(number)
    case 2: ending = .outOfTime
    case 3: ending = .notStarted
    default: return nil
    }
    guard self.message == message else { return nil }
  }

  package var message: WorkerMessage {
    var message = WorkerMessage()
    message.set(WorkerProtocol.magic, at: 0)
    message.set(UInt64(byteCount), at: 8)
    switch ending {
    case .byItself(let status):
      message.set(status, at: 16)
    case .bySignal(let signal):
      message.set(UInt32(1), at: 4)
      message.set(signal, at: 16)
    case .outOfTime:
      message.set(UInt32(2), at: 4)
    case .notStarted:
      message.set(UInt32(3), at: 4)
    }
    return message
  }
}
