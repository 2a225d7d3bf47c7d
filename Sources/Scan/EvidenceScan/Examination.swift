// One file, from its bytes to what a case says of it. This is the straight line of vigie.

internal import EvidenceEntries
internal import EvidenceVolumes
internal import Findings
internal import KnownContent
internal import MediaExamination
internal import MediaFormats
internal import PerceptualHash
internal import SystemPackage

/// Examines files one after the other; each thread of a scan has its own.
struct Examination: ~Copyable {
  /// Every picture is compared with so many known ones, for the distribution of chance distances.
  private static let sampledPairs = 8

  private let scan: Scan
  private let watch: ThreadWatch
  private var reader: ContentReader

  init(_ scan: Scan, _ watch: ThreadWatch) throws(ScanError) {
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
  mutating func content(of item: ScanItem) throws(Interruption) -> CaseContent? {
    guard let file = item.file, let status = item.entry.status, let id = item.entry.content else {
      return nil
    }
    var bytes = try reader.read(file, size: status.size, watch)
    let format = MediaFormat(signature: bytes.head.span)
    let good = knownGood(bytes.digests)
    let record = good == nil ? try record(of: bytes, format) : nil
    bytes.damage.hasChanged = try hasChanged(file, since: status)

    var content = CaseContent(id: id, outcome: Outcome(of: record))
    content.format = format
    content.decoder = record == nil ? nil : format.map(scan.examiner.decoderClass)
    if let record { content.take(record) }
    if let good { content.take(knownGood: good) }
    content.take(bytes.damage, size: status.size)
    content.digests = bytes.digests
    lookUp(&content)
    return content
  }

  /// Decodes and hashes; `nil` if it is no picture or video, or if its bytes are none to be decoded.
  private func record(
    of bytes: FileContent, _ format: MediaFormat?
  ) throws(Interruption) -> MediaRecord? {
    guard let format, bytes.damage.excess == nil else { return nil }
    guard let descriptor = bytes.descriptor else { return MediaRecord(.byteLimit) }
    var input = MediaInput(
      descriptor: descriptor, byteCount: bytes.byteCount, format: format, method: scan.method)
    if let most = scan.bytesPerFile { input.limits.bound(bytes: most) }
    let record = scan.examiner.examine(input)
    if record.issue == .noProcess { throw .noProcess }
    return record
  }

  /// What is known of the content, and what chance would bring.
  private func lookUp(_ content: inout CaseContent) {
    let orientations = scan.orientations
    let variants = (content.hashes?.variants ?? []).filter {
      orientations.contains($0.orientation)
    }
    content.matches = scan.known.matches(
      digests: content.digests, picture: variants, frames: content.frames,
      orientations: orientations, radius: scan.radius)
    content.lookups = variants.count { $0.pdq.isMatchable }
    content.sampledDistances =
      content.picture.map { scan.known.sampledDistances(of: $0, count: Self.sampledPairs) } ?? []
  }

  /// Why a file is known to be good, unless it is known otherwise, too.
  ///
  /// A Bloom filter is asked last, and not of a file that any other list knows: what it says may be
  /// wrong, and its reason says how often.
  private func knownGood(_ digests: [FileDigest]) -> Reason? {
    guard let ignored = scan.ignored else { return nil }
    guard scan.known.exactMatches(of: digests).isEmpty else { return nil }
    if let match = ignored.harmlessMatches(of: digests).first {
      return Reason(.knownGood, Int64(match.list + 1), Int64(match.line))
    }
    guard ignored.exactMatches(of: digests).isEmpty else { return nil }
    return ignored.probableMatches(of: digests).first.map {
      Reason(.probablyKnownGood, Int64($0.list + 1), Int64($0.oneIn))
    }
  }

  /// Whether a file is another than it was when it was opened: then what was hashed and what was
  /// decoded may differ.
  private func hasChanged(
    _ file: any EvidenceFile, since status: FileStatus
  ) throws(Interruption) -> Bool {
    let now = try watch.waiting(at: 0) { try? file.status() }
    return now?.size != status.size || now?.modified != status.modified
      || now?.changed != status.changed
  }
}
