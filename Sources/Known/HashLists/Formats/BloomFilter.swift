// Bloom filters in the format of DCSO's `bloom` and `flor`, in which CIRCL publishes hashlookup.
//
// https://github.com/DCSO/bloom, https://circl.lu/services/hashlookup/: u64 version 1, u64 capacity n, f64
// rate p of false positives when full, u64 bits an element k, u64 bits m, u64 elements N; then the bits in
// words of u64, bit i in word i/64; then whatever its maker has put there. All little-endian.

internal import Findings
internal import Platform
internal import SystemPackage

/// A Bloom filter: held against files to ignore, and never read out.
struct BloomFilter: ListFormat {
  /// A filter that is wrong more often than once in so many files is refused, because it would hide
  /// evidence; one that was made for 1 in 1000 and is full is wrong as often, or a little more often.
  static let mostWrong = 900
  /// A filter that is packed or comes through a pipe is kept in memory if it has no more bytes.
  static let mostInMemory = 1 << 30

  /// Version 2 is poppy's own format, with a level of optimisation behind the version.
  private let isOfPoppy: Bool

  init?(_ head: ListHead) {
    let start = head.bytes.prefix(8)
    guard start.count == 8, let version = start.first, start.dropFirst(2).allSatisfy({ $0 == 0 }),
      let level = start.dropFirst().first, version == 1 && level == 0 || version == 2 && level < 4
    else { return nil }
    isOfPoppy = version == 2
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    guard !isOfPoppy else {
      throw .noList("seems to be a Bloom filter of poppy's version 2; only version 1 is read")
    }
    let stream = content.stream
    let start = stream.offset
    let header = try BloomHeader(try stream.take(BloomHeader.length))
    intake.list.format = "Bloom filter (DCSO)"
    intake.list.about.formatVersion = "1"
    intake.list.unit = .record
    let copy = try Self.copy(of: content, header)
    let setBitCount: Int
    let file: FileDescriptor
    do throws(ListFault) {
      setBitCount = try Self.count(header, stream, into: copy)
      if let copy { file = copy } else { file = try Self.open(content) }
    } catch {
      try? copy?.close()
      throw error
    }
    let end = stream.offset
    let bits = FilterBits(file, from: copy == nil ? start + BloomHeader.length : 0)
    guard setBitCount > 0 else { throw .noList("is a Bloom filter that holds nothing") }
    try stream.drain()
    let filter = DigestFilter(
      header, bits: bits, setBitCount: setBitCount, attachedByteCount: stream.offset - end)
    let figures = filter.figures
    guard figures.falsePositiveRate * Double(Self.mostWrong) <= 1 else {
      throw .unusable(
        "is a Bloom filter that takes 1 file in \(figures.oneIn) that it does not hold for one that"
          + " it holds; none that is wrong more often than 1 in \(Self.mostWrong) is used, for it"
          + " would hide evidence")
    }
    Self.note(figures, in: intake)
    try intake.add(filter)
  }

  /// Says of a filter what a reader has to know of it.
  private static func note(_ figures: HashList.Filter, in intake: ListIntake) {
    intake.note(.falsePositives(oneIn: figures.oneIn))
    intake.note(.assumedElements(HashKind.digest(DigestFilter.algorithm).name))
    let (declared, computed) = (figures.declaredRate, figures.rateWhenFull)
    if !(abs(computed - declared) <= 0.1 * declared) {
      intake.note(
        .declaredRate(
          oneIn: HashList.Filter.oneIn(declared), computed: HashList.Filter.oneIn(computed)))
    }
    if figures.isWorseThanItsNumbers {
      intake.note(.foundProbes(found: figures.probesFound, count: figures.probeCount))
    }
    if figures.isMiscounted {
      let estimated = min(figures.elementsByBits, Double(figures.bitCount))
      intake.note(.miscounted(declared: figures.elementCount, estimated: Int(estimated)))
    }
  }

  /// A file in memory for bits that do not lie in a file as they are; `nil` for those that do.
  private static func copy(
    of content: ListContent, _ header: BloomHeader
  ) throws(ListFault) -> FileDescriptor? {
    if let path = content.file, (try? path.stat())?.type == .regular { return nil }
    guard header.byteCount <= mostInMemory else {
      throw .unusable(
        "is a Bloom filter of \(header.byteCount) bytes that is packed or piped; unpack it, and name"
          + " the file")
    }
    do throws(Errno) { return try AnonymousFile.make() } catch { throw .unreadable(error) }
  }

  /// The list's own file, once more.
  private static func open(_ content: ListContent) throws(ListFault) -> FileDescriptor {
    do {
      guard let path = content.file else { throw Errno.noSuchFileOrDirectory }
      return try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
  }

  /// Reads all bits, and counts those that are set.
  ///
  /// - Parameter copy: Where they are written to, if anywhere.
  private static func count(
    _ header: BloomHeader, _ stream: ByteStream, into copy: FileDescriptor?
  ) throws(ListFault) -> Int {
    var setBitCount = 0
    func take(_ bytes: ArraySlice<UInt8>) throws(ListFault) {
      setBitCount += bytes.reduce(0) { $0 + $1.nonzeroBitCount }
      do { _ = try copy?.writeAll(bytes) } catch { throw .unreadable(error as? Errno ?? .ioError) }
    }
    var left = header.byteCount - 8
    while left > 0 {
      guard try !stream.peek(1).isEmpty else {
        throw .truncated("at byte \(stream.offset), \(left + 8) bytes before the end of its bits")
      }
      let bytes = stream.available.prefix(left)
      try take(bytes)
      stream.position += bytes.count
      left -= bytes.count
    }
    let last = try stream.take(8)
    try take(last)
    let unused = header.byteCount * 8 - header.bitCount
    guard last.reversed().reduce(UInt64(0), { $0 << 8 | UInt64($1) }).leadingZeroBitCount >= unused
    else {
      throw .unusable("is a damaged Bloom filter: bits behind its last are set; get it again")
    }
    return setBitCount
  }
}
