// Compiled known sets, whose directory and arrays anybody may have made, with the right checksums.
//
// An input is a set without its gaps and checksums:
//
//     0  1  0: what follows is a set of blocks; else: the very bytes of a file
//     1  1  index to open it with
//     2     blocks of 2 bytes length and content: the directory, then what stands at 65536, 131072, ...

internal import Crypto
internal import Findings
internal import Foundation
internal import FuzzSupport
internal import HammingSpace
internal import KnownContent
internal import PerceptualHash
internal import SystemPackage

/// Writes seeds if it was started for that.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  Seeds.writeIfAsked {
    let lists = try Seeds.paths(in: "known").map { FilePath($0) }
    let output = FilePath(NSTemporaryDirectory() + "/fuzz-\(getpid()).set")
    defer { try? FileManager.default.removeItem(atPath: output.string) }
    var seeds: [[UInt8]] = []
    for index in [IndexChoice.scan, .hash] {
      for some in [lists, Array(lists.prefix(1)), Array(lists.suffix(1))] {
        try KnownSet.compile(some, to: output, index: index)
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: output.string)))
        seeds.append(seed(of: bytes, index))
      }
    }
    return seeds + [[1, 0] + "vigieset\u{2}\0\0\0\0\0\0\0".utf8]
  }
  return 0
}

/// Where arrays begin.
private let alignment = 1 << 16

/// The input that makes a set of a file.
private func seed(of file: [UInt8], _ index: IndexChoice) -> [UInt8] {
  var header = InputReader(Array(file[24..<40]))
  let (start, count) = (Int(header.number(UInt64.self)), Int(header.number(UInt64.self)))
  var seed: [UInt8] = [0, UInt8(IndexChoice.allCases.firstIndex(of: index)!)]
  seed.append(block: Array(file[start..<start + count]))
  for place in stride(from: alignment, to: start, by: alignment) {
    let block = file[place..<min(place + alignment, start)]
    let used = block.lastIndex { $0 != 0 }.map { $0 + 1 } ?? place
    seed.append(block: Array(file[place..<used]))
  }
  return seed
}

/// Whatever is in a set, it is refused, or lookups stay inside of its arrays.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The fuzzer keeps `count` bytes there for as long as this runs.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var input = InputReader(bytes)
  let isFile = input.number(UInt8.self) != 0
  let choices = IndexChoice.allCases
  let index = choices[Int(input.number(UInt8.self)) % choices.count]
  if isFile {
    withMemoryFile(input.remaining) { _, path in ask(path, index) }
  } else {
    withSet(&input) { path in ask(path, index) }
  }
  return 0
}

/// Gives the file of the blocks to `body`, by its path.
private func withSet(_ input: inout InputReader, _ body: (FilePath) -> Void) {
  let directory = input.block()
  var arrays: [[UInt8]] = []
  while !input.remaining.isEmpty, arrays.count < 64 { arrays.append(input.block()) }
  let start = alignment * (arrays.count + 1)
  var header = Array("vigieset".utf8) + littleEndian(UInt32(2)) + littleEndian(UInt32(0))
  header += littleEndian(UInt64(start + directory.count)) + littleEndian(UInt64(start))
  header += littleEndian(UInt64(directory.count)) + Array(SHA256.hash(data: directory))
  header += Array(SHA256.hash(data: header))
  withMemoryFile(header) { file, path in
    do {
      try file.resize(to: Int64(start))
      for (number, bytes) in arrays.enumerated() {
        try file.writeAll(toAbsoluteOffset: Int64(alignment * (number + 1)), bytes)
      }
      try file.writeAll(toAbsoluteOffset: Int64(start), directory)
    } catch {
      fatalError("no memory for a set: \(error)")
    }
    body(path)
  }
}

private func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
}

/// Looks up what the set may hold, in every way that there is.
private func ask(_ path: FilePath, _ index: IndexChoice) {
  guard let known = try? KnownSet(reading: [path], index: index) else { return }
  _ = known.indexReasons
  try? known.verify()
  for algorithm in DigestAlgorithm.allCases {
    let digests = [0, 0x7F, 0xFF].compactMap {
      FileDigest(algorithm, bytes: [UInt8](repeating: $0, count: algorithm.byteCount))
    }
    check(known.exactMatches(of: digests), known)
  }
  for hash in hashes {
    let pdq = PDQResult(hash: hash, quality: 100)
    let frames = (0..<3).map { moment in
      DihedralFrame(
        time: Double(moment),
        hashes: DihedralPDQ(quality: 100, hashes: Orientation.allCases.map { _ in hash }))
    }
    for radius in [0, 31, 90, 256] {
      check(known.matches(of: [PictureVariant(pdq: pdq)], within: radius), known)
      check(known.matches(of: frames, orientations: [.identity], within: radius), known)
    }
    for distance in known.sampledDistances(of: pdq, count: 8) {
      require((0...256).contains(distance), "a distance is of 256 bits")
    }
  }
}

/// A hash of the fixtures, and one that lies near none.
private let hashes = [
  PDQHash("4a6d135215b2ecc2802de9ef92945efb8b29176d78d316ec2d7a131af29e092b")!,
  PDQHash(Code256(words: .zero)),
]

private func check(_ matches: [KnownMatch], _ known: KnownSet) {
  for match in matches {
    require(known.lists.indices.contains(match.list), "a match names a list that is there")
    require((0...256).contains(match.distance), "a distance is of 256 bits")
  }
}
