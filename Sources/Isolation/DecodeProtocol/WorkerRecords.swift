// Records as bytes. They come from a process that has read the file, and so from anybody.

internal import HammingSpace
package import MediaExamination
internal import PerceptualHash

extension MediaRecord {
  /// Most hashes of a picture: eight orientations in each framing.
  static let mostVariants = Orientation.allCases.count * Framing.allCases.count

  /// The record as 64 bytes a hash of a frame or of the picture, and 64 for the rest.
  package var workerRecords: [UInt8] {
    var bytes: [UInt8] = []
    for frame in frameHashes {
      for orientation in Orientation.allCases {
        var message = WorkerMessage(kind: .frame)
        message.set(frame.time.bitPattern, at: 8)
        message.set(frame.hashes.result(orientation))
        message.set(UInt32(orientation.rawValue), at: 48)
        bytes += message.bytes
      }
    }
    for variant in hashes?.variants ?? [] {
      var message = WorkerMessage(kind: .variant)
      message.set(UInt32(variant.orientation.rawValue), at: 8)
      message.set(UInt32(variant.framing.rawValue), at: 12)
      message.set(variant.pdq)
      bytes += message.bytes
    }
    var summary = WorkerMessage(kind: .summary)
    if let issue {
      let (code, errors) = issue.code
      summary.bytes[1] = code
      summary.set(errors, at: 56)
    }
    summary.bytes[4] = UInt8(clamping: exifOrientation ?? 0)
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
    guard !bytes.isEmpty, bytes.count % size == 0,
      bytes.count / size <= WorkerProtocol.mostMessages(frames: limit)
    else { throw SenselessRecord() }
    self.init()
    let messages = MessageList(bytes: bytes)
    let frames = messages.run(of: .frame, from: 0)
    let variants = messages.run(of: .variant, from: frames.upperBound)
    guard variants.upperBound == messages.count - 1 else { throw SenselessRecord() }
    try takeFrames(messages.turnedSets(frames), limit)
    try takeVariants(messages.turnedSets(variants))
    try takeSummary(messages[messages.count - 1])
    // A file without a hash says why.
    guard hashes != nil || !frameHashes.isEmpty || issue != nil else { throw SenselessRecord() }
  }

  /// Takes frames, each in eight orientations.
  private mutating func takeFrames(
    _ sets: some Collection<[WorkerMessage]>, _ limit: Int
  ) throws(SenselessRecord) {
    guard sets.count <= limit else { throw SenselessRecord() }
    frameHashes.reserveCapacity(sets.count)
    var earliest = 0.0
    for set in sets {
      let bits = set[0].value(UInt64.self, at: 8)
      let time = Double(bitPattern: bits)
      guard time.isFinite, time.sign == .plus, time >= earliest else { throw SenselessRecord() }
      earliest = time
      let hashes = try Self.orientations(set) { orientation, message in
        message.value(at: 8) == bits && message.value(UInt32.self, at: 48) == orientation
          && message.bytes[52...].allSatisfy { $0 == 0 }
      }
      frameHashes.append(DihedralFrame(time: time, hashes: hashes))
    }
  }

  /// Takes sets of hashes in eight orientations: of the whole picture, then of other framings.
  private mutating func takeVariants(
    _ sets: some Collection<[WorkerMessage]>
  ) throws(SenselessRecord) {
    var found: [Framing: DihedralPDQ] = [:]
    var last = -1
    for set in sets {
      let number = Int(set[0].value(UInt32.self, at: 12))
      guard number > last, let framing = Framing(rawValue: number) else { throw SenselessRecord() }
      last = number
      found[framing] = try Self.orientations(set) { orientation, message in
        message.value(UInt32.self, at: 8) == orientation
          && message.value(UInt32.self, at: 12) == number
          && message.bytes[48...].allSatisfy { $0 == 0 }
      }
    }
    guard !found.isEmpty else { return }
    guard let whole = found[.whole],
      found[.insideBorder] != nil || found[.insideSecondBorder] == nil
    else { throw SenselessRecord() }
    hashes = PictureHashes(
      whole: whole, inner: [found[.insideBorder], found[.insideSecondBorder]].compactMap(\.self),
      widened: found[.widened])
  }

  /// The hashes of a picture or frame, in the order of the orientations.
  ///
  /// - Parameter isHonest: Whether what a message says beside its hash is what it has to say of that
  ///   orientation.
  private static func orientations(
    _ messages: [WorkerMessage], _ isHonest: (Int, WorkerMessage) -> Bool
  ) throws(SenselessRecord) -> DihedralPDQ {
    var results: [PDQResult] = []
    for (orientation, message) in messages.enumerated() {
      guard message.bytes[1] == 0, isHonest(orientation, message) else { throw SenselessRecord() }
      results.append(try message.pdq)
    }
    guard results.allSatisfy({ $0.quality == results[0].quality }) else {
      throw SenselessRecord()
    }
    return DihedralPDQ(quality: results[0].quality, hashes: results.map(\.hash))
  }

  private mutating func takeSummary(_ message: WorkerMessage) throws(SenselessRecord) {
    guard message.kind == .summary, message.bytes[2..<4].allSatisfy({ $0 == 0 }),
      message.bytes[5..<48].allSatisfy({ $0 == 0 })
    else { throw SenselessRecord() }
    issue = try MediaIssue(code: message.bytes[1], errors: message.value(at: 56))
    let (width, height) = (message.value(UInt32.self, at: 48), message.value(UInt32.self, at: 52))
    if width > 0 { self.width = Int(width) }
    if height > 0 { self.height = Int(height) }
    let orientation = Int(message.bytes[4])
    // What has an orientation is a picture, and has a size.
    guard orientation <= 8, orientation == 0 || (width > 0 && height > 0) else {
      throw SenselessRecord()
    }
    if orientation > 0 { exifOrientation = orientation }
  }
}

/// Bytes that no honest worker sends.
package struct SenselessRecord: Error {}

/// Messages one after the other; made from their bytes when they are asked for, because there may be
/// eight hundred thousand.
private struct MessageList {
  let bytes: [UInt8]

  var count: Int { bytes.count / WorkerProtocol.messageSize }

  subscript(position: Int) -> WorkerMessage {
    let start = position * WorkerProtocol.messageSize
    return WorkerMessage(bytes[start..<start + WorkerProtocol.messageSize])
  }

  /// The messages of a kind that come from a position on.
  func run(of kind: WorkerMessage.Kind, from start: Int) -> Range<Int> {
    let end = (start..<count).first { bytes[$0 * WorkerProtocol.messageSize] != kind.rawValue }
    return start..<(end ?? count)
  }

  /// Those of a range, in sets of one message for each orientation.
  func turnedSets(
    _ range: Range<Int>
  ) throws(SenselessRecord) -> some Collection<[WorkerMessage]> {
    let orientations = Orientation.allCases.count
    guard range.count % orientations == 0 else { throw SenselessRecord() }
    return (0..<range.count / orientations).lazy.map { set in
      let start = range.lowerBound + set * orientations
      return (start..<start + orientations).map { self[$0] }
    }
  }
}

extension WorkerMessage {
  /// What a record is of.
  fileprivate enum Kind: UInt8 {
    case frame = 1
    case summary = 2
    case variant = 3
  }

  fileprivate init(kind: Kind) {
    self.init()
    bytes[0] = kind.rawValue
  }

  fileprivate var kind: Kind? { Kind(rawValue: bytes[0]) }

  fileprivate mutating func set(_ pdq: PDQResult) {
    bytes[2] = 1
    bytes[3] = UInt8(clamping: pdq.quality)
    for word in 0..<4 { set(pdq.hash.code.words[word], at: 16 + 8 * word) }
  }

  /// The hash of a record.
  fileprivate var pdq: PDQResult {
    get throws(SenselessRecord) {
      guard bytes[2] == 1, bytes[3] <= 100, bytes[4..<8].allSatisfy({ $0 == 0 }) else {
        throw SenselessRecord()
      }
      var words = SIMD4<UInt64>.zero
      for word in 0..<4 { words[word] = value(at: 16 + 8 * word) }
      return PDQResult(hash: PDQHash(Code256(words: words)), quality: Int(bytes[3]))
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
