// Messages between coordinator and workers, and the records of a process that has read a hostile file.

internal import DecodeProtocol
internal import FuzzSupport
internal import HammingSpace
internal import MediaExamination
internal import MediaFormats
internal import PerceptualHash

/// Writes seeds if it was started for that.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  Seeds.writeIfAsked {
    var records = [MediaRecord(.broken), MediaRecord(.damaged(errors: 3))]
    records[1].hashes = PictureHashes(whole: hashes(1))
    records.append(MediaRecord(.truncated))
    records[2].hashes = PictureHashes(
      whole: hashes(2), inner: [hashes(3), hashes(4)], widened: hashes(5))
    (records[2].width, records[2].height, records[2].exifOrientation) = (640, 480, 6)
    records.append(MediaRecord())
    records[3].frameHashes = (0..<3).map {
      DihedralFrame(time: Double($0), hashes: hashes(UInt64($0)))
    }
    let input = try MediaInput(bytes: [1, 2, 3], format: .png)
    let messages = [
      WorkerGreeting(layers: [.seccomp, .unprivileged], isFirstToEnd: true).message,
      WorkerRequest(attempting: .fork).message, WorkerRequest(decoding: input).message,
      WorkerAnswer(ending: .bySignal(11), byteCount: 640).message,
      WorkerAnswer(ending: .byItself(status: 1), byteCount: 0).message,
    ]
    return records.map(\.workerRecords) + messages.map(\.bytes)
  }
  return 0
}

private func hashes(_ number: UInt64) -> DihedralPDQ {
  DihedralPDQ(
    quality: 90,
    hashes: Orientation.allCases.map {
      PDQHash(Code256(words: SIMD4(1, 2, UInt64($0.rawValue), number)))
    })
}

/// What is accepted is written again as the same bytes.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The fuzzer keeps `count` bytes there for as long as this runs.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  for frames in [0, 3, Int.max] {
    guard let record = try? MediaRecord(workerRecords: bytes, frames: frames) else { continue }
    require(record.workerRecords == bytes, "a record is written as it was read")
    require(record.frameHashes.count <= frames, "there are no more frames than allowed")
  }
  guard count == WorkerProtocol.messageSize else { return 0 }
  let message = WorkerMessage(bytes[...])
  if let greeting = WorkerGreeting(message) {
    require(greeting.message == message, "a greeting is written as it was read")
  }
  if let request = WorkerRequest(message) {
    require(request.message == message, "a request is written as it was read")
  }
  if let answer = WorkerAnswer(message) {
    require(answer.message == message, "an answer is written as it was read")
  }
  return 0
}
