// The BLOBs of a case, which is handed on and may come back changed.

internal import CaseFile
internal import FuzzSupport
internal import HammingSpace
internal import PerceptualHash

/// Writes seeds if it was started for that.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  Seeds.writeIfAsked {
    let picture = PictureHashes(
      whole: hashes(1), inner: [hashes(2), hashes(3)], widened: hashes(4))
    let frames = (0..<3).map { DihedralFrame(time: Double($0), hashes: hashes(UInt64($0))) }
    return [
      [0] + HashesCoding.bytes(of: PictureHashes(whole: hashes(0))),
      [0] + HashesCoding.bytes(of: picture),
      [1] + HashesCoding.bytes(of: frames),
      [2] + NameChain.bytes(of: [Array("a.zip".utf8), [], [0xFF, 0x2F]]),
    ]
  }
  return 0
}

/// Hashes of which the upright one predicts some and not others.
private func hashes(_ number: UInt64) -> DihedralPDQ {
  DihedralPDQ(
    quality: 90,
    hashes: Orientation.allCases.map {
      PDQHash(Code256(words: SIMD4(0x5555_5555_0000_FFFF, number, UInt64($0.rawValue), 0)))
    })
}

/// What is read is written again as the same bytes. The first byte says what the others are.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The fuzzer keeps `count` bytes there for as long as this runs.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let bytes = Array(input.dropFirst())
  switch input.first {
  case 0:
    guard let hashes = try? HashesCoding.picture(bytes) else { break }
    require(HashesCoding.bytes(of: hashes) == bytes, "hashes of a picture are written as read")
  case 1:
    guard let frames = try? HashesCoding.frames(bytes) else { break }
    require(HashesCoding.bytes(of: frames) == bytes, "hashes of frames are written as read")
    require(frames.allSatisfy { $0.time.isFinite }, "a frame has a time")
  case 2:
    guard let names = try? NameChain.names(bytes) else { break }
    require(NameChain.bytes(of: names) == bytes, "names are written as read")
  default:
    break
  }
  return 0
}
