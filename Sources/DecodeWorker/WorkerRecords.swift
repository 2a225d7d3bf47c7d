// Records as bytes. They come from a process that has read the file, and so from anybody.

internal import HammingSpace
internal import PerceptualHash

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
