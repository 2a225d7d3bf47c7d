// A line of a report: an entry with what was found in it.

internal import EvidenceEntries
internal import MediaFormats
public import PerceptualHash

/// An entry with its content's findings.
public struct CaseRow: Hashable, Sendable {
  /// Its position among all rows of the case, from 1; that of a finished case stays what it is.
  public var number: Int
  /// Path of the volume.
  public var volume: [UInt8]
  /// Whether anything could write to the volume when it was examined.
  public var isVolumeWritable: Bool
  /// The entry.
  public var entry: CaseEntry
  /// What was found in it; without its hashes and frames, which are large.
  public var content: CaseContent?
  /// The hash of the picture as stored; `nil` if there is none.
  public var picture: PDQResult?
  /// How many frames were sampled.
  public var frameCount: Int

  /// Makes a row.
  public init(
    number: Int, volume: [UInt8], isVolumeWritable: Bool, entry: CaseEntry, content: CaseContent?,
    picture: PDQResult? = nil, frameCount: Int = 0
  ) {
    self.number = number
    self.volume = volume
    self.isVolumeWritable = isVolumeWritable
    self.entry = entry
    self.content = content
    self.picture = picture
    self.frameCount = frameCount
  }

  /// How the entry ended.
  public var outcome: Outcome { entry.outcome ?? content?.outcome ?? .unreadable }

  /// Whether the entry should have been examined, and was not, or not to its end.
  public var isFailure: Bool { CaseRow.isFailure(entry, content) }

  /// Why.
  public var reasons: [Reason] { entry.reasons + (content?.reasons ?? []) }

  /// Whether an entry counts as a failure: by its own outcome, or else by its content's. A name whose
  /// content has not been recorded yet does not.
  public static func isFailure(_ entry: CaseEntry, _ content: CaseContent?) -> Bool {
    entry.outcome?.isFailure ?? content?.isFailure ?? false
  }

  /// Whether the name's extension says something else than the signature of the content.
  public var hasOtherExtension: Bool {
    guard let content, entry.kind == .file else { return false }
    return MediaFormat.isMismatch(
      pathExtension: EntryPath.pathExtension(of: entry.path).map {
        String(decoding: $0, as: UTF8.self)
      }, format: content.format)
  }
}
