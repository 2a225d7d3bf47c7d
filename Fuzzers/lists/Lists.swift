// Hash lists of every format, as files that a reader recognises by their content.

internal import Findings
internal import FuzzSupport
internal import HashLists
internal import KnownContent
internal import SystemPackage

/// Writes seeds if it was started for that.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  Seeds.writeIfAsked {
    try Seeds.files(in: "lists", longest: 4096) + Seeds.files(in: "known", longest: 4096)
  }
  return 0
}

/// A list is refused, or what is told of it adds up and every bare hash in it is found.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The fuzzer keeps `count` bytes there for as long as this runs.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  // What is compiled already is read by another fuzzer.
  if bytes.starts(with: "vigieset".utf8) { return 0 }
  // A Bloom filter is asked 131,072 times when it is opened: tests mutate those.
  if bytes.starts(with: [1, 0, 0, 0, 0, 0, 0, 0]) { return 0 }
  withMemoryFile(bytes) { _, path in
    do throws(HashListError) {
      let builder = KnownSetBuilder()
      try ListReader.read(path, into: builder)
      let list = builder.lists[0]
      check(list, entries: builder.count)
      // The order of bits of PDQ hashes would take most of the time.
      if list.counts.pictures + list.counts.frames == 0 {
        check(try KnownSet(reading: [path], index: .scan), list, bytes)
      }
    } catch {
      guard case .unusable(let problem) = error.problem else {
        require(false, "a file that is there is read")
        return
      }
      require(!problem.isEmpty && !error.description.isEmpty, "a refusal says why")
    }
  }
  return 0
}

private func check(_ list: HashList, entries: Int) {
  require(
    list.counts.total > 0 || list.filter != nil, "a list that is used holds something")
  require(list.counts.total <= entries, "entries are held as they are counted")
  require(
    list.rejections.count == min(list.rejectedCount, HashList.rejectionsKept),
    "the first rejections are kept")
  require(list.counts.frames >= list.counts.videos, "a video has a frame")
}

private func check(_ known: KnownSet, _ list: HashList, _ bytes: [UInt8]) {
  var told = known.lists
  // What stands in a list several times is known when it is laid out.
  told[0].notes.removeAll { note in
    switch note {
    case .duplicates, .conflictingCategories: true
    default: false
    }
  }
  require(told == [list], "a list says the same of itself twice")
  require(known.count(of: .md5) == list.counts.md5, "there are as many MD5 as counted")
  require(known.count(of: .sha1) == list.counts.sha1, "there are as many SHA-1 as counted")
  require(known.count(of: .sha256) == list.counts.sha256, "there are as many SHA-256 as counted")
  guard list.format == "hashes by line" else { return }
  for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(4) {
    // What 64 digits are, a heading or the other lines say.
    guard let digest = FileDigest(hex: line), digest.algorithm != .sha256,
      digest != digest.algorithm.digestOfNothing
    else { continue }
    let text = String(decoding: line, as: UTF8.self)
    let matches = known.matches(ofHash: text, radius: 0) ?? []
    require(matches.contains { $0.list == 0 && $0.line > 0 }, "a bare hash is found")
  }
}
