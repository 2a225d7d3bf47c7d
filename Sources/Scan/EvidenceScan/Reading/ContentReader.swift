// The bytes of a file, once: hashed here, and where a decoder finds the same bytes.

internal import EvidenceVolumes
internal import Findings
internal import MediaFormats
internal import SystemPackage

/// What reading a file gave.
struct FileContent {
  /// Empty if not all bytes, or their stand-ins, were hashed.
  var digests: [FileDigest]
  /// The first ``MediaFormat/signatureLength`` bytes, or all if there are fewer.
  var head: [UInt8]
  /// Where a decoder reads: memory that holds what was hashed, or, for large files, the file itself; `nil`
  /// if its source lends no descriptor.
  var descriptor: FileDescriptor?
  /// How many bytes there are for a decoder.
  var byteCount: Int64
  /// What is not as it should be.
  var damage: ReadingDamage
}

/// Reads files through memory that lives as long as its worker.
struct ContentReader: ~Copyable {
  /// Larger files are hashed piece by piece and decoded from the evidence. The limit is the same at any
  /// number of workers, because a damaged file is decoded with zeros for what cannot be read if it is in
  /// memory. Each worker takes so much at most, and only once a file is as large.
  static let largestInMemory = 16 << 20
  /// A file with more bytes of holes is not read: that would be zeros that are on no disk, for hours.
  static let mostHoles: Int64 = 4 << 30
  private static let pieceSize: Int64 = 1 << 20

  private let algorithms: Set<DigestAlgorithm>
  private var memory: MemoryFile

  /// Makes a reader.
  ///
  /// - Parameter algorithms: Cryptographic hashes to compute beside SHA-256.
  init(_ algorithms: Set<DigestAlgorithm>) throws(Errno) {
    self.algorithms = algorithms
    memory = try MemoryFile(capacity: Self.largestInMemory)
  }

  /// Reads a file of `size` bytes to its end.
  mutating func read(
    _ file: any EvidenceFile, size: Int64, _ watch: ThreadWatch
  ) throws(Interruption) -> FileContent {
    size <= memory.capacity
      ? try readIntoMemory(file, size, watch) : try readInPieces(file, size, watch)
  }

  private mutating func readIntoMemory(
    _ file: any EvidenceFile, _ size: Int64, _ watch: ThreadWatch
  ) throws(Interruption) -> FileContent {
    var reader = BlockReader(file, watch)
    var reading = Reading(algorithms)
    while reading.offset < size, !reader.damage.isFinal {
      let start = Int(reading.offset)
      let end = start + Int(min(Self.pieceSize, size - reading.offset))
      try unsafe memory.withBytes(start..<end) { bytes throws(Interruption) in
        try unsafe reading.take(from: &reader, through: bytes, watch)
      }
    }
    memory.wipe(behind: Int(reading.offset))
    return reading.finish(size, reader.damage, memory.descriptor)
  }

  private mutating func readInPieces(
    _ file: any EvidenceFile, _ size: Int64, _ watch: ThreadWatch
  ) throws(Interruption) -> FileContent {
    var reader = BlockReader(file, watch)
    var reading = Reading(algorithms)
    let extents = FileExtents(file: file, size: size, watch: watch)
    reader.damage.excess = try excess(of: file, size, extents, watch)
    // Of such a file only the head is read.
    let end = reader.damage.excess == nil ? size : Int64(MediaFormat.signatureLength)
    var dataEnd: Int64 = 0
    while reading.offset < end, !reader.damage.isFinal {
      if reading.offset == dataEnd {
        let data = try extents.data(from: reading.offset)
        try hashZeros(data - reading.offset, &reading, until: end, watch)
        dataEnd = reading.offset < end ? min(try extents.hole(from: data), end) : end
        continue
      }
      let length = Int(min(Self.pieceSize, dataEnd - reading.offset))
      try unsafe memory.withBytes(0..<length) { bytes throws(Interruption) in
        try unsafe reading.take(from: &reader, through: bytes, watch)
      }
    }
    if reader.damage.excess != nil { watch.pass(Int(clamping: size - reading.offset)) }
    return reading.finish(size, reader.damage, file.descriptor)
  }

  /// Whether the size is one that data can have. The number of blocks in the inode is not asked: it is
  /// whatever was written there.
  /// Where files are compressed, one may honestly be larger than its file system; it is not read either,
  /// and its row says so.
  private func excess(
    of file: any EvidenceFile, _ size: Int64, _ extents: FileExtents, _ watch: ThreadWatch
  ) throws(Interruption) -> ReadingDamage.Excess? {
    let holes = try extents.holes(upTo: Self.mostHoles)
    if holes > Self.mostHoles { return .holes(Self.mostHoles) }
    let most = try watch.waiting(at: 0) { file.fileSystemSize }
    return most.flatMap { size - holes > $0 ? .data($0) : nil }
  }

  private func hashZeros(
    _ count: Int64, _ reading: inout Reading, until end: Int64, _ watch: ThreadWatch
  ) throws(Interruption) {
    var rest = min(count, end - reading.offset)
    while rest > 0 {
      let done = reading.take(zeros: rest)
      rest -= Int64(done)
      try watch.advance(by: done)
    }
  }
}

/// A file on its way through the hash functions.
private struct Reading {
  private var digests: DigestComputation
  private var head: [UInt8] = []
  private(set) var offset: Int64 = 0

  init(_ algorithms: Set<DigestAlgorithm>) {
    digests = DigestComputation(algorithms)
  }

  /// Reads the next bytes into `buffer` and hashes them there.
  mutating func take(
    from reader: inout BlockReader, through buffer: UnsafeMutableRawBufferPointer,
    _ watch: ThreadWatch
  ) throws(Interruption) {
    let count = try unsafe reader.read(at: offset, into: buffer)
    // The first `count` bytes have been filled.
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
    unsafe digests.update(bytes)
    let missing = MediaFormat.signatureLength - head.count
    if missing > 0 { unsafe head += bytes.prefix(missing) }
    if count == 0, reader.damage.givenUpAt == nil { reader.damage.endedAt = offset }
    offset += Int64(count)
    try watch.advance(by: count)
  }

  mutating func take(zeros count: Int64) -> Int {
    let count = digests.update(zeros: count)
    let missing = MediaFormat.signatureLength - head.count
    if missing > 0 { head += [UInt8](repeating: 0, count: min(missing, count)) }
    offset += Int64(count)
    return count
  }

  /// Ends a file of `size` bytes.
  func finish(
    _ size: Int64, _ damage: ReadingDamage, _ descriptor: FileDescriptor?
  ) -> FileContent {
    var damage = damage
    let isHashed = damage.givenUpAt == nil && damage.excess == nil
    if damage.excess == nil { damage.unread += size - offset }
    let isUnreadable = damage.unread > 0 && damage.unread >= size
    return FileContent(
      digests: isHashed && !isUnreadable ? digests.finish() : [], head: head,
      descriptor: descriptor, byteCount: offset, damage: damage)
  }
}

extension ReadingDamage {
  /// Whether there is no use in reading on.
  fileprivate var isFinal: Bool { givenUpAt != nil || endedAt != nil }
}
