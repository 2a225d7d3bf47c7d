// A hash list in: open, recognise, read line by line, and count what cannot be used.

internal import Findings
internal import Foundation
internal import HammingSpace
internal import PerceptualHash
package import SystemPackage

/// Reads one list.
package struct ListReader {
  /// With fewer 64-digit hashes than this, what they are cannot be told from their bits.
  private static let fewestToDecide = 8

  /// So many lines are read before progress is told.
  private static let linesPerReport = 1 << 17

  /// A JSON list is read whole.
  private static let largestJSON = 256 << 20

  private let path: FilePath
  private let videoName: String
  private var list: HashList

  /// One video of the list.
  private struct Video {
    var line: Int
    var category: String?
    var frames: [VideoFrame] = []
  }

  private var videos: [Video] = []
  private var videoNumbers: [String: Int] = [:]
  private var undecidedCount = 0
  private var balancedCount = 0
  private var heading: BareHash?
  private var emptyFiles = 0
  private var lowQuality = 0
  private var unsupported: [String: Int] = [:]

  /// Reads the list at `path` and hands its entries on as they come.
  ///
  /// - Parameter progress: Told now and then what is being done.
  package static func read(
    _ path: FilePath, into builder: inout KnownSetBuilder, progress: (String) -> Void = { _ in }
  ) throws(HashListError) {
    var reader = ListReader(path)
    try reader.read(&builder, progress)
    builder.end(reader.list)
  }

  private init(_ path: FilePath) {
    self.path = path
    videoName = path.lastComponent.map(\.stem) ?? path.string
    list = HashList(
      name: Self.name(of: path), sha256: DigestAlgorithm.sha256.digestOfNothing, format: "")
  }

  /// What to call a list: the last component of its path, unless that is the number of a descriptor.
  private static func name(of path: FilePath) -> String {
    let isDescriptor = ["/dev/fd/", "/proc/self/fd/"].contains { path.string.hasPrefix($0) }
    if isDescriptor || path.string == "/dev/stdin" { return "piped list" }
    return path.lastComponent?.string ?? path.string
  }

  private func error(_ problem: String) -> HashListError {
    HashListError(path: path, problem: .unusable(problem))
  }

  private mutating func read(
    _ builder: inout KnownSetBuilder, _ progress: (String) -> Void
  ) throws(HashListError) {
    do {
      let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      try descriptor.closeAfter { try read(descriptor, &builder, progress) }
    } catch let error as HashListError {
      throw error
    } catch {
      throw HashListError(path: path, problem: .unreadable(error as? Errno ?? .ioError))
    }
    try decideUndecided(&builder)
    try settle(&builder)
    guard list.counts.total > 0 else { throw HashListError(path, holdsNothing: list) }
  }

  private mutating func read(
    _ descriptor: FileDescriptor, _ builder: inout KnownSetBuilder, _ progress: (String) -> Void
  ) throws {
    if try isDevice(descriptor) { throw error("is a device; name a file") }
    var reader = LineReader(descriptor)
    if try reader.isUTF16() { throw error("is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8") }
    if try reader.peek() == UInt8(ascii: "[") {
      list.format = "vPDQ JSON"
      guard let bytes = try reader.readAll(limit: Self.largestJSON) else {
        throw error("is JSON of more than 256 MB; split it")
      }
      try readJSON(bytes, &builder)
    } else {
      try readLines(&reader, &builder, progress)
    }
    list.sha256 = reader.digest
  }

  private func isDevice(_ descriptor: FileDescriptor) throws -> Bool {
    let type = try descriptor.stat().type
    return type == .characterSpecial || type == .blockSpecial
  }

  // MARK: - Entries

  private mutating func readLines(
    _ reader: inout LineReader, _ builder: inout KnownSetBuilder, _ progress: (String) -> Void
  ) throws {
    var format: ListFormat?
    while let line = try reader.next() {
      if line.number % Self.linesPerReport == 0 {
        progress("reading \(list.name): line \(line.number)")
      }
      guard let bytes = line.bytes else {
        try add(.malformed, at: line.number, &builder)
        continue
      }
      if format == nil {
        if bytes.trimmed.isEmpty || bytes.first == UInt8(ascii: "#") { continue }
        format = ListFormat(firstLine: bytes)
      }
      try add(format!.read(bytes, video: videoName), at: line.number, &builder)
    }
    list.format = format?.name ?? "empty"
  }

  private mutating func readJSON(
    _ bytes: [UInt8], _ builder: inout KnownSetBuilder
  ) throws(HashListError) {
    guard let rows = try? JSONDecoder().decode([String].self, from: Data(bytes)) else {
      throw error("is JSON, but not an array of \"hash,quality,timestamp\" strings (vPDQ)")
    }
    for (index, row) in rows.enumerated() {
      try add(ListLine(vpdqJSON: row, video: videoName), at: index + 1, &builder)
    }
  }

  private mutating func add(
    _ content: ListLine, at line: Int, _ builder: inout KnownSetBuilder
  ) throws(HashListError) {
    switch content {
    case .nothing:
      break
    case .heading(let kind):
      heading = kind
    case .file(let digests, let category):
      for digest in digests {
        if digest == digest.algorithm.digestOfNothing {
          emptyFiles += 1
        } else {
          count(digest.algorithm)
          try builder.add(digest, line: line, category: category)
        }
      }
    case .picture(let hash, let quality, let frame, let category):
      if let frame {
        let pdq = PDQResult(hash: hash, quality: quality ?? Thresholds.unknownQuality)
        add(VideoFrame(time: frame.time, pdq: pdq), of: frame.video, line, category)
      } else if let quality, quality < Thresholds.minimumQuality {
        lowQuality += 1
      } else {
        list.counts.pictures += 1
        try builder.add(hash, line: line, category: category)
      }
    case .undecided(let hash):
      if let heading {
        try add(ListLine(hash, as: heading), at: line, &builder)
      } else {
        undecidedCount += 1
        if hash.code.nonzeroBitCount == 128 { balancedCount += 1 }
        try builder.addUndecided(hash, line: line)
      }
    case .unsupported(let kind):
      unsupported[kind, default: 0] += 1
    case .malformed:
      list.malformedCount += 1
      if list.malformedLines.count < HashList.malformedKept { list.malformedLines.append(line) }
    }
  }

  private mutating func add(
    _ frame: VideoFrame, of video: String, _ line: Int, _ category: String?
  ) {
    if videoNumbers[video] == nil {
      videoNumbers[video] = videos.count
      videos.append(Video(line: line, category: category))
    }
    videos[videoNumbers[video]!].frames.append(frame)
  }

  private mutating func count(_ algorithm: DigestAlgorithm) {
    switch algorithm {
    case .md5: list.counts.md5 += 1
    case .sha1: list.counts.sha1 += 1
    case .sha256: list.counts.sha256 += 1
    }
  }

  // MARK: - What the list is as a whole

  /// A PDQ hash has 128 of its 256 bits set, unless coefficients are equal; a SHA-256 has so in one
  /// case out of twenty. Where the bits do not say clearly what a list is, its hashes are taken as
  /// both: neither can match by chance.
  private mutating func decideUndecided(_ builder: inout KnownSetBuilder) throws(HashListError) {
    guard undecidedCount > 0 else { return }
    let share = Double(balancedCount) / Double(undecidedCount)
    let isTooFew = undecidedCount < Self.fewestToDecide
    let isPDQ = !isTooFew && share >= 0.95
    let isSHA256 = !isTooFew && share <= 0.1
    let undecided = try builder.takeUndecided()
    for index in 0..<undecided.count {
      let hash = PDQHash(undecided[index].code)
      let line = undecided[index].line
      if !isSHA256 {
        try add(ListLine(hash, as: .pdq), at: line, &builder)
      }
      if !isPDQ {
        try add(ListLine(hash, as: .digest(.sha256)), at: line, &builder)
      }
    }
    list.notes.append(
      .bareHashes(
        isPDQ ? .pdq : isSHA256 ? .sha256 : .both, balanced: balancedCount, count: undecidedCount))
  }

  private mutating func settle(_ builder: inout KnownSetBuilder) throws(HashListError) {
    for video in videos {
      let frameCount = video.frames.count { $0.pdq.isMatchable }
      guard frameCount > 0 else { continue }
      list.counts.videos += 1
      list.counts.frames += frameCount
      try builder.add(video.frames, line: video.line, category: video.category)
    }
    if emptyFiles > 0 { list.notes.append(.emptyFiles(count: emptyFiles)) }
    if lowQuality > 0 { list.notes.append(.lowQuality(count: lowQuality)) }
    for (kind, count) in unsupported.sorted(by: { $0.key < $1.key }) {
      list.notes.append(.unsupported(kind: kind, count: count))
    }
  }
}
