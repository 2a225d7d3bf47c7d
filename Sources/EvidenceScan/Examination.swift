// One file, from its bytes to what a case says of it. This is the straight line of vigie.

internal import CaseFile
internal import DecodeWorker
internal import KnownContent
internal import MediaFormats
internal import PerceptualHash
internal import SystemPackage

/// Examines files one after the other; each worker has its own.
struct Examination {
  let known: KnownSet
  let examiner: any MediaExaminer
  let radius: Int
  private var reader = ContentReader()

  init(known: KnownSet, examiner: any MediaExaminer, radius: Int) {
    self.known = known
    self.examiner = examiner
    self.radius = radius
  }

  /// Bytes, digests, format, picture or frames, matches.
  ///
  /// - Parameter goOn: Called with the number of bytes after every read; false stops.
  /// - Returns: `nil` if stopped.
  mutating func content(
    of file: FileDescriptor, id: Int, goOn: (Int) -> Bool
  ) -> CaseContent? {
    do throws(ReadFailure) {
      guard let digests = try reader.digests(of: file, goOn: goOn) else { return nil }
      let format = MediaFormat(signature: digests.head.span)
      let record = format.map { format in
        examiner.examine(
          MediaInput(descriptor: file, byteCount: digests.byteCount, format: format))
      }
      let matches = known.matches(
        digests: digests.all, picture: record?.picture, frames: record?.frames ?? [],
        radius: radius)

      var content = CaseContent(id: id, outcome: Outcome(of: record))
      content.reason = record?.issue.map { "\($0)" }
      content.format = format?.rawValue
      content.width = record?.width
      content.height = record?.height
      content.md5 = digests.md5.description
      content.sha1 = digests.sha1.description
      content.sha256 = digests.sha256.description
      content.picture = record?.picture
      content.frames = record?.frames ?? []
      content.matches = matches.map { CaseMatch($0, radius: radius) }
      return content
    } catch {
      var content = CaseContent(id: id, outcome: .unreadable)
      content.reason = "reading failed at byte \(error.offset): \(error.error)"
      return content
    }
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
    self.init(
      list: match.list + 1, entry: String(match.line), category: match.category,
      algorithm: match.algorithm.rawValue, grade: isExact ? "exact" : "match",
      distance: match.distance, radius: isExact ? 0 : radius,
      start: match.segment?.lowerBound, end: match.segment?.upperBound,
      queryShare: match.queryShare, knownShare: match.knownShare)
  }
}
