// One file, from its bytes to what a case says of it. This is the straight line of vigie.

internal import CaseFile
internal import DecodeWorker
internal import KnownContent
internal import MediaFormats
internal import PerceptualHash
internal import SystemPackage

/// Examines files one after the other; each worker has its own.
struct Examination: ~Copyable {
  /// Every picture is compared with so many known ones, for the distribution of chance distances.
  private static let sampledPairs = 8

  private let scan: Scan
  private let watch: WorkerWatch
  private var reader: ContentReader
  /// Whether a file could not be decoded because the machine had no process for it.
  private(set) var lacksProcess = false

  init(_ scan: Scan, _ watch: WorkerWatch) throws(ScanError) {
    self.scan = scan
    self.watch = watch
    do throws(Errno) {
      reader = try ContentReader(scan.digests)
    } catch {
      throw .exhausted(error)
    }
  }

  /// Bytes, digests, format, picture or frames, matches.
  ///
  /// - Returns: `nil` if there is nothing to read.
  mutating func content(of item: ScanItem) throws(ReadingStopped) -> CaseContent? {
    guard let file = item.file, let status = item.entry.status, let id = item.entry.content else {
      return nil
    }
    var bytes = try reader.read(file, size: status.size, watch)
    let format = MediaFormat(signature: bytes.head.span)
    let goodMatch = knownGood(bytes.digests)
    // What is not read is not decoded either.
    let media = bytes.damage.excess == nil && goodMatch == nil ? format : nil
    let record = media.map { format in
      scan.examiner.examine(
        MediaInput(
          descriptor: bytes.descriptor, byteCount: bytes.byteCount, format: format,
          method: scan.method))
    }
    lacksProcess = record?.issue == .notExamined
    let orientations = scan.looksUpAllOrientations ? Orientation.allCases : [.identity]
    let variants = (record?.hashes?.variants ?? []).filter {
      orientations.contains($0.orientation)
    }
    let matches = scan.known.matches(
      digests: bytes.digests?.all ?? [], picture: variants,
      frames: record?.frameHashes ?? [], orientations: orientations, radius: scan.radius)
    bytes.damage.hasChanged = try hasChanged(file, since: status)

    var content = CaseContent(
      id: id, outcome: bytes.damage.outcome(Outcome(of: record), size: status.size))
    let reasons =
      bytes.damage.reasons(size: status.size)
      + [record?.issue.map { "\($0)" }]
      .compactMap(\.self)
    content.reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    if let goodMatch, bytes.damage.isNone, let list = scan.ignored?.lists[goodMatch.list].name {
      content.outcome = .ignored
      content.reason = "known good: \(list):\(goodMatch.line)"
    }
    content.unread = bytes.damage.isNone ? nil : bytes.damage.unread
    content.format = format?.rawValue
    content.decoder = media.map { scan.examiner.decoder(of: $0) }
    content.width = record?.width
    content.height = record?.height
    content.exifOrientation = record?.exifOrientation
    content.md5 = bytes.digests?.md5?.description
    content.sha1 = bytes.digests?.sha1?.description
    content.sha256 = bytes.digests?.sha256.description
    content.picture = record?.picture
    content.lookups = variants.count { $0.pdq.isMatchable }
    content.sampledDistances =
      record?.picture.map {
        scan.known.sampledDistances(of: $0, count: Self.sampledPairs)
      } ?? []
    content.frames = record?.frames ?? []
    content.matches = matches.map { CaseMatch($0, radius: scan.radius) }
    return content
  }

  /// The known-good entry that a file is, unless it is known otherwise, too.
  private func knownGood(_ digests: ContentDigests?) -> KnownMatch? {
    guard let digests, let match = scan.ignored?.exactMatches(of: digests.all).first else {
      return nil
    }
    return scan.known.exactMatches(of: digests.all).isEmpty ? match : nil
  }

  /// Whether a file is another than it was when it was opened: then what was hashed and what was
  /// decoded may differ.
  private func hasChanged(
    _ file: FileDescriptor, since status: FileStatus
  ) throws(ReadingStopped) -> Bool {
    let now = try watch.waiting(at: 0) { try? SystemCalls.status(of: [], in: file).file }
    return now?.size != status.size || now?.modified != status.modified
      || now?.changed != status.changed
  }
}

extension Outcome {
  /// How a file ended whose record is `record`; `nil` for one that is no picture or video.
  init(of record: MediaRecord?) {
    guard let record else {
      self = .notMedia
      return
    }
    let hashes = [record.picture].compactMap(\.self) + record.frames.map(\.pdq)
    switch record.issue {
    case .noVideo:
      self = .notMedia
    case .pixelLimit, .byteLimit, .timeLimit, .frameLimit:
      self = .overLimit
    case .crashed:
      self = .crashed
    case .timedOut:
      self = .timedOut
    case .notExamined:
      self = .unreadable
    case .broken, .unsupported, .truncated, .damaged, .scanLimit:
      self = hashes.isEmpty ? .undecodable : .partial
    case nil:
      self = hashes.contains(where: \.isMatchable) ? .hashed : .lowQuality
    }
  }
}

extension CaseMatch {
  init(_ match: KnownMatch, radius: Int) {
    let isExact = match.algorithm.isExact
    let isClose = match.distance <= PDQHash.matchRadius
    let framing = match.framing == .whole ? "" : " \(match.framing)"
    self.init(
      list: match.list + 1, entry: String(match.line), category: match.category,
      algorithm: match.algorithm.rawValue,
      grade: isExact ? "exact" : isClose ? "match" : "probable", distance: match.distance,
      radius: isExact ? 0 : isClose ? min(radius, PDQHash.matchRadius) : radius,
      variant: "\(match.orientation)\(framing)", start: match.segment?.lowerBound,
      end: match.segment?.upperBound, queryShare: match.queryShare, knownShare: match.knownShare)
  }
}
