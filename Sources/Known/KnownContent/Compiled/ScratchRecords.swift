// Records that are collected while lists are read, in a file without a name or one in memory.

internal import HammingSpace
internal import Platform
internal import SystemPackage

/// A growing sequence of records of fixed size. What has been collected is in a file as soon as it
/// is more than 256 KiB; memory does not grow with it, unless the file itself is in memory.
final class ScratchRecords<Record: BitwiseCopyable> {
  private static var bufferCount: Int { (256 << 10) / MemoryLayout<Record>.stride }

  private let folder: FilePath?
  private var file: ScratchFile?
  /// Those that are in the file.
  private var writtenCount = 0
  private var buffer: [Record] = []

  /// Starts an empty sequence.
  ///
  /// - Parameter folder: Where to keep its file; `nil` keeps it in memory.
  init(in folder: FilePath?) {
    self.folder = folder
  }

  var count: Int { writtenCount + buffer.count }

  func append(_ record: Record) throws(Errno) {
    buffer.append(record)
    if buffer.count >= Self.bufferCount { try flush() }
  }

  func append(contentsOf records: [Record]) throws(Errno) {
    buffer += records
    if buffer.count >= Self.bufferCount { try flush() }
  }

  /// Writes what is in memory.
  private func flush() throws(Errno) {
    if buffer.isEmpty { return }
    if file == nil { file = try ScratchFile(in: folder) }
    try file!.append(buffer)
    writtenCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Copies records out.
  func read(_ range: Range<Int>) throws(Errno) -> [Record] {
    guard let file else { return Array(buffer[range]) }
    if range.upperBound > writtenCount { try flush() }
    return try file.read(Record.self, range)
  }

  /// Calls `body` with all records in the order in which they came.
  func forEach(_ body: (Record) throws(Errno) -> Void) throws(Errno) {
    for start in stride(from: 0, to: count, by: Self.bufferCount) {
      for record in try read(start..<min(start + Self.bufferCount, count)) { try body(record) }
    }
  }

  /// Calls `body` with each record and that of `others` which came with it.
  func forEach<Other>(
    with others: ScratchRecords<Other>, _ body: (Record, Other) throws(Errno) -> Void
  ) throws(Errno) {
    for start in stride(from: 0, to: count, by: Self.bufferCount) {
      let range = start..<min(start + Self.bufferCount, count)
      for (record, other) in zip(try read(range), try others.read(range)) {
        try body(record, other)
      }
    }
  }

  /// All records, in the order in which they came, and to be looked at anywhere.
  func array() throws(Errno) -> SharedArray<Record> {
    guard file != nil else { return SharedArray(buffer) }
    try flush()
    let bytes = try MappedFile.read(
      file!.descriptor, byteCount: count * MemoryLayout<Record>.stride)
    return bytes.as(Record.self)!
  }
}
