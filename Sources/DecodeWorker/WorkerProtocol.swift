// What passes between the coordinator and its workers, byte for byte.
//
// Both run on one machine from one build; numbers are little-endian.
//
//   request, 64 bytes, with the file as a descriptor
//      0  u32  magic "VGWK"           8  i64  bytes of the file
//      4  u32  format (position)     16  u64  wall time that it may take, milliseconds
//                                    24  u64  most frames that may come back
//
//   answer, 64 bytes, from the server, which reads no file and so is no file's to corrupt
//      0  u32  magic "VGWK"           8  u64  bytes of records that follow, in datagrams of 32 KiB,
//      4  u32  how the process ended          the last one shorter
//             (0 by itself, 1 by a   16  u32  the signal, or the exit status
//             signal, 2 out of time)
//
//   record, 64 bytes, from the process that has read the file, and so from anybody
//      0  u8   1 frame, 2 summary     8  f64  frame: seconds since the first; summary: 0
//      1  u8   summary: issue        16  32   hash, as four words; zero without one
//      2  u8   has a hash            48  u32  summary: width, or 0
//      3  u8   quality               52  u32  summary: height, or 0
//                                    56  u64  summary: damaged parts passed over
//
// Frames come in order of time, the summary comes last and once.

internal import HammingSpace
package import MediaFormats
internal import PerceptualHash

/// Sizes and numbers that both sides share.
package enum WorkerProtocol {
  package static let magic: UInt32 = 0x5657_474B
  package static let messageSize = 64
  package static let chunkSize = 32 * 1024

  /// Most frames that a server takes records of, whatever was asked for.
  package static let mostFrames = 1 << 20
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

/// What the coordinator asks.
package struct WorkerRequest: Equatable {
  package var format: MediaFormat
  package var byteCount: Int64
  package var milliseconds: UInt64
  package var frames: UInt64

  package init(format: MediaFormat, byteCount: Int64, milliseconds: UInt64, frames: UInt64) {
    self.format = format
    self.byteCount = byteCount
    self.milliseconds = milliseconds
    self.frames = frames
  }

  package init?(_ message: WorkerMessage) {
    let formats = MediaFormat.allCases
    let format = Int(message.value(UInt32.self, at: 4))
    guard message.value(UInt32.self, at: 0) == WorkerProtocol.magic,
      formats.indices.contains(format)
    else { return nil }
    self.init(
      format: formats[format], byteCount: message.value(at: 8), milliseconds: message.value(at: 16),
      frames: message.value(at: 24))
  }

  package var message: WorkerMessage {
    var message = WorkerMessage()
    message.set(WorkerProtocol.magic, at: 0)
    message.set(UInt32(MediaFormat.allCases.firstIndex(of: format)!), at: 4)
    message.set(byteCount, at: 8)
    message.set(milliseconds, at: 16)
    message.set(frames, at: 24)
    return message
  }
}

/// How the server says that a decoding process ended.
package struct WorkerAnswer: Equatable {
  package enum Ending: Equatable {
    case byItself(status: UInt32)
    case bySignal(UInt32)
    case outOfTime
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
      count <= (WorkerProtocol.mostFrames + 1) * WorkerProtocol.messageSize
    else { return nil }
    byteCount = count
    let number = message.value(UInt32.self, at: 16)
    switch message.value(UInt32.self, at: 4) {
    case 0: ending = .byItself(status: number)
    case 1: ending = .bySignal(number)
    case 2: ending = .outOfTime
    default: return nil
    }
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
    }
    return message
  }
}

// MARK: - Records

extension MediaRecord {
  /// The record as 64 bytes a frame, and 64 for the rest.
  package var workerRecords: [UInt8] {
    var bytes: [UInt8] = []
    for frame in frames {
      var message = WorkerMessage()
      message.bytes[0] = 1
      message.set(frame.time.bitPattern, at: 8)
      message.set(frame.pdq)
      bytes += message.bytes
    }
    var summary = WorkerMessage()
    summary.bytes[0] = 2
    if let issue {
      let (code, errors) = issue.code
      summary.bytes[1] = code
      summary.set(errors, at: 56)
    }
    if let picture { summary.set(picture) }
    summary.set(UInt32(clamping: width ?? 0), at: 48)
    summary.set(UInt32(clamping: height ?? 0), at: 52)
    return bytes + summary.bytes
  }

  /// Reads records, every byte of which may be an attacker's.
  ///
  /// - Parameter frames: Most frames that may come.
  /// - Throws: ``SenselessRecord`` unless they are exactly what an honest worker can send.
  package init(workerRecords bytes: [UInt8], frames limit: Int) throws(SenselessRecord) {
    let size = WorkerProtocol.messageSize
    guard !bytes.isEmpty, bytes.count % size == 0, bytes.count / size - 1 <= limit else {
      throw SenselessRecord()
    }
    self.init()
    var earliest = 0.0
    for offset in stride(from: 0, to: bytes.count - size, by: size) {
      let message = WorkerMessage(bytes[offset..<offset + size])
      let time = Double(bitPattern: message.value(at: 8))
      guard message.bytes[0] == 1, message.bytes[1] == 0,
        message.bytes[48...].allSatisfy({ $0 == 0 }), time.isFinite, time >= earliest,
        let pdq = try message.pdq
      else { throw SenselessRecord() }
      earliest = time
      frames.append(VideoFrame(time: time, pdq: pdq))
    }
    let summary = WorkerMessage(bytes[(bytes.count - size)...])
    guard summary.bytes[0] == 2, summary.bytes[8..<16].allSatisfy({ $0 == 0 }) else {
      throw SenselessRecord()
    }
    picture = try summary.pdq
    issue = try MediaIssue(code: summary.bytes[1], errors: summary.value(at: 56))
    let (width, height) = (summary.value(UInt32.self, at: 48), summary.value(UInt32.self, at: 52))
    if width > 0 { self.width = Int(width) }
    if height > 0 { self.height = Int(height) }
    // A file without a hash says why.
    guard picture != nil || !frames.isEmpty || issue != nil else { throw SenselessRecord() }
  }
}

/// Bytes that no honest worker sends.
package struct SenselessRecord: Error {}

extension WorkerMessage {
  fileprivate mutating func set(_ pdq: PDQResult) {
    bytes[2] = 1
    bytes[3] = UInt8(clamping: pdq.quality)
    for word in 0..<4 { set(pdq.hash.code.words[word], at: 16 + 8 * word) }
  }

  /// The hash of a record; `nil` if it has none.
  fileprivate var pdq: PDQResult? {
    get throws(SenselessRecord) {
      var words = SIMD4<UInt64>.zero
      for word in 0..<4 { words[word] = value(at: 16 + 8 * word) }
      guard bytes[2] <= 1, bytes[3] <= 100, bytes[4..<8].allSatisfy({ $0 == 0 }) else {
        throw SenselessRecord()
      }
      if bytes[2] == 1 {
        return PDQResult(hash: PDQHash(Code256(words: words)), quality: Int(bytes[3]))
      }
      guard words == .zero, bytes[3] == 0 else { throw SenselessRecord() }
      return nil
    }
  }
}

extension MediaIssue {
  /// The issues that a worker can find in a file, in the order of their codes, from 1.
  private static let coded: [MediaIssue] = [
    .truncated, .damaged(errors: 0), .broken, .unsupported, .noVideo, .scanLimit, .pixelLimit,
    .byteLimit, .timeLimit, .frameLimit,
  ]

  fileprivate var code: (UInt8, errors: UInt64) {
    if case .damaged(let errors) = self { return (2, UInt64(clamping: errors)) }
    // What a worker cannot say of itself is not in the list.
    return (Self.coded.firstIndex(of: self).map { UInt8($0 + 1) } ?? 0, 0)
  }

  /// The issue of a code; `nil` for 0.
  fileprivate init?(code: UInt8, errors: UInt64) throws(SenselessRecord) {
    guard Int(code) <= Self.coded.count, (code == 2) == (errors > 0), errors <= Int64.max else {
      throw SenselessRecord()
    }
    guard code > 0 else { return nil }
    self = code == 2 ? .damaged(errors: Int(errors)) : Self.coded[Int(code) - 1]
  }
}
