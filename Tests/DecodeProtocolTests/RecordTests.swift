// Records cross from a process that anybody may have taken over: only honest ones are read.

import DecodeProtocol
import HammingSpace
import MediaExamination
import MediaFormats
import PerceptualHash
import TestSupport
import Testing

struct ProtocolTests {
  private func read(_ bytes: [UInt8], _ frames: Int) -> MediaRecord? {
    try? MediaRecord(workerRecords: bytes, frames: frames)
  }

  private func record(_ random: inout SeededGenerator) -> MediaRecord {
    var record = MediaRecord()
    func pdq() -> PDQResult {
      let words = SIMD4(random.next(), random.next(), random.next(), random.next())
      return PDQResult(
        hash: PDQHash(Code256(words: words)), quality: Int.random(in: 0...100, using: &random))
    }
    func dihedral() -> DihedralPDQ {
      DihedralPDQ(quality: pdq().quality, hashes: Orientation.allCases.map { _ in pdq().hash })
    }
    if Bool.random(using: &random) {
      let inner = (0..<Int.random(in: 0...2, using: &random)).map { _ in dihedral() }
      record.hashes = PictureHashes(
        whole: dihedral(), inner: inner,
        widened: Bool.random(using: &random) ? dihedral() : nil)
    }
    for second in 0..<Int.random(in: 0...5, using: &random) {
      record.frameHashes.append(DihedralFrame(time: Double(second) * 1.5, hashes: dihedral()))
    }
    let issues: [MediaIssue?] = [
      nil, .truncated, .damaged(errors: 7), .broken, .unsupported, .noVideo, .scanLimit,
      .pixelLimit,
      .byteLimit, .timeLimit, .frameLimit,
    ]
    record.issue = issues.randomElement(using: &random)!
    if record.picture == nil, record.frameHashes.isEmpty, record.issue == nil {
      record.issue = .broken
    }
    if Bool.random(using: &random) {
      (record.width, record.height) = (640, 480)
      record.exifOrientation = [nil, 1, 2, 3, 4, 5, 6, 7, 8].randomElement(using: &random)!
    }
    return record
  }

  @Test("Every record that a worker can send is read as it was sent")
  func roundTrip() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let record = record(&random)
      #expect(read(record.workerRecords, 5) == record)
    }
  }

  @Test("Records that are cut, repeated, out of order, too many or noise are refused")
  func refused() {
    var random = SeededGenerator(seed: 2)
    var whole = MediaRecord()
    whole.frameHashes = (0..<3).map { second in
      DihedralFrame(
        time: Double(second),
        hashes: DihedralPDQ(
          quality: 90,
          hashes: Orientation.allCases.map {
            PDQHash(Code256(words: SIMD4(1, 2, UInt64($0.rawValue), UInt64(second))))
          }))
    }
    let bytes = whole.workerRecords
    #expect(read(bytes, 3) == whole)
    #expect(read(bytes, 2) == nil)
    #expect(read([], 3) == nil)
    for count in 1..<bytes.count where count % 64 != 0 {
      #expect(read(Array(bytes[..<count]), 3) == nil)
    }
    #expect(read(Array(bytes.dropLast(64)), 3) == nil)
    #expect(read(bytes + bytes.suffix(64), 9) == nil)
    let swapped = Array(bytes[64..<128] + bytes[..<64] + bytes[128...])
    #expect(read(swapped, 3) == nil)
    let laterFirst = Array(bytes[512..<1024] + bytes[..<512] + bytes[1024...])
    #expect(read(laterFirst, 3) == nil)
    // A frame without one of its orientations, or with one twice.
    for orientation in 0..<8 {
      let place = 64 * orientation..<64 * (orientation + 1)
      #expect(read(Array(bytes[..<place.lowerBound] + bytes[place.upperBound...]), 3) == nil)
      #expect(read(Array(bytes[..<place.upperBound] + bytes[place.lowerBound...]), 3) == nil)
    }
    for _ in 0..<5000 {
      let noise = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(read(noise, 3) == nil)
    }
  }

  @Test("An orientation of 1 to 8 is read, none is no orientation, and anything else is refused")
  func exifOrientation() {
    var record = MediaRecord()
    record.issue = .unsupported
    (record.width, record.height) = (640, 480)
    for value in UInt8.min...UInt8.max {
      var bytes = record.workerRecords
      bytes[4] = value
      let told = read(bytes, 0)
      #expect((told != nil) == (value <= 8))
      #expect(told?.exifOrientation == (value == 0 || value > 8 ? nil : Int(value)))
    }
    // What has no size was not opened, and says nothing of itself.
    record.exifOrientation = 6
    (record.width, record.height) = (nil, nil)
    #expect(read(record.workerRecords, 0) == nil)
  }

  @Test("A record of neither hash nor issue is refused: a file without a hash says why")
  func nothing() {
    var record = MediaRecord()
    (record.width, record.height) = (640, 480)
    #expect(read(record.workerRecords, 3) == nil)
    record.issue = .broken
    #expect(read(record.workerRecords, 3) == record)
  }

  @Test("A quality of 0 to 100 is read, and a greater one is refused, of a picture and of a frame")
  func quality() throws {
    var random = SeededGenerator(seed: 4)
    let hashes = DihedralPDQ(
      quality: 100,
      hashes: Orientation.allCases.map { _ in
        PDQHash(Code256(words: SIMD4.random(in: .min ... .max, using: &random)))
      })
    var picture = MediaRecord()
    picture.hashes = PictureHashes(whole: hashes)
    var video = MediaRecord()
    video.frameHashes = [DihedralFrame(time: 0, hashes: hashes)]
    for record in [picture, video] {
      for quality in UInt8.min...UInt8.max {
        var bytes = record.workerRecords
        // All eight orientations say the same.
        for orientation in 0..<8 { bytes[64 * orientation + 3] = quality }
        let told = read(bytes, 1)
        #expect((told != nil) == (quality <= 100))
        let value = told?.hashes?.whole.quality ?? told?.frameHashes.first?.hashes.quality
        #expect(value == (quality <= 100 ? Int(quality) : nil))
      }
    }
  }

  @Test("No change of any byte makes a record trap, or say what no worker can say")
  func everyByte() {
    var random = SeededGenerator(seed: 3)
    let honest = (0..<20).map { _ in record(&random) }
    for record in honest {
      for position in record.workerRecords.indices {
        var bytes = record.workerRecords
        bytes[position] ^= UInt8.random(in: 1...255, using: &random)
        guard let record = read(bytes, 5) else { continue }
        #expect(record.workerRecords == bytes)
        #expect(
          record.frameHashes.allSatisfy {
            $0.time.isFinite && (0...100).contains($0.hashes.quality)
          })
      }
    }
  }

  @Test("Requests and answers are read as they were sent, and nothing else is")
  func messages() {
    for call in ForbiddenCall.allCases {
      let attempt = WorkerRequest(attempting: call)
      #expect(WorkerRequest(attempt.message) == attempt)
    }
    #expect(WorkerRequest(WorkerMessage()) == nil)
    let greeting = WorkerGreeting(layers: [.seccomp, .unprivileged], isFirstToEnd: true)
    #expect(WorkerGreeting(greeting.message) == greeting)
    #expect(WorkerGreeting(WorkerMessage()) == nil)
    for ending in [WorkerAnswer.Ending.byItself(status: 3), .bySignal(11), .outOfTime, .notStarted]
    {
      let answer = WorkerAnswer(ending: ending, byteCount: 640)
      #expect(WorkerAnswer(answer.message) == answer)
    }
    var message = WorkerAnswer(ending: .outOfTime, byteCount: 0).message
    message.set(UInt64.max, at: 8)
    #expect(WorkerAnswer(message) == nil)
  }

  @Test("What would not be written so is not read: no byte of a message is without a meaning")
  func strayBytes() {
    let greeting = WorkerGreeting(layers: [.seccomp], isFirstToEnd: true).message
    let request = WorkerRequest(attempting: .fork).message
    let answer = WorkerAnswer(ending: .outOfTime, byteCount: 0).message
    for position in 0..<WorkerProtocol.messageSize {
      for bit in 0..<8 {
        func flipped(_ message: WorkerMessage) -> WorkerMessage {
          var message = message
          message.bytes[position] ^= 1 << UInt8(bit)
          return message
        }
        if let read = WorkerGreeting(flipped(greeting)) {
          #expect(read.message == flipped(greeting))
        }
        if let read = WorkerRequest(flipped(request)) { #expect(read.message == flipped(request)) }
        if let read = WorkerAnswer(flipped(answer)) { #expect(read.message == flipped(answer)) }
      }
    }
    // A limit that no request can have.
    var endless = request
    endless.set(UInt64.max, at: 24)
    #expect(WorkerRequest(endless) == nil)
  }

  @Test(
    "A request carries format, method and every limit whole",
    arguments: [MediaFormat.jpeg, .heic, .webm, .realMedia])
  func request(format: MediaFormat) throws {
    var input = try MediaInput(bytes: [1, 2, 3], format: format)
    input.method = HashingMethod(isExact: true, videoSampling: .keyframes)
    #expect(WorkerRequest(WorkerRequest(decoding: input).message) == WorkerRequest(decoding: input))
    input.limits.pixels = 1
    input.limits.bytes = 2
    input.limits.memory = 3
    input.limits.scans = 4
    input.limits.frames = 5
    input.limits.processorSeconds = 0.006
    input.limits.wallSeconds = 0.007
    let read = try #require(WorkerRequest(WorkerRequest(decoding: input).message))
    #expect(read.limits == input.limits)
    #expect(read.task == .decode(format) && read.byteCount == 3 && read.method == input.method)
  }
}
