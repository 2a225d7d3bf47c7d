// English.

public import EvidenceEntries
public import Findings
public import MediaFormats
internal import SystemPackage

/// The words and sentences of English.
public struct EnglishWording: Wording {
  /// English.
  public init() {}

  /// See ``Wording``.
  public func explanation(of outcome: Outcome) -> String {
    switch outcome {
    case .hashed: "pictures and videos, hashed"
    case .partial: "damaged, or not to be read whole; hashed as far as they go"
    case .lowQuality: "too little structure to be matched"
    case .notMedia: "no picture or video; matched by their bytes only"
    case .undecodable: "pictures or videos that cannot be decoded"
    case .overLimit: "would cost more than allowed"
    case .crashed: "crashed the decoder"
    case .timedOut: "took the decoder too long"
    case .unreadable: "could not be read"
    case .ignored: "in a list of known-good files; not decoded"
    case .skipped: "links, devices, other file systems"
    }
  }

  /// See ``Wording``.
  public func name(of decoder: DecoderClass) -> String {
    switch decoder {
    case .lockedPictures: "picture worker, locked process per file"
    case .lockedMedia: "media worker, locked process per file"
    case .unlockedPictures: "picture worker, UNLOCKED process per file"
    case .unlockedMedia: "media worker, UNLOCKED process per file"
    case .inProcess: "this process, not locked"
    }
  }

  /// See ``Wording``.
  public func clause(_ device: MountState.Device) -> String {
    switch device {
    case .readOnly: "device read-only"
    case .readOnlyImage: "an image, in a file that is not writable"
    case .writableImage: "an image, in a file that is WRITABLE"
    case .none: "no device"
    case .writable: "device not known to be read-only"
    }
  }

  /// See ``Wording``.
  public func word(isWritable: Bool) -> String { isWritable ? "WRITABLE" : "read-only" }

  /// See ``Wording``.
  public func line(
    volume: String, state: String, source: String, point: String, options: String, device: String
  ) -> String {
    "Volume \(volume): \(state): \(source) on \(point), \(options), \(device)"
  }

  /// See ``Wording``.
  public func emptyVolume(_ path: String) -> String {
    "Volume \(path): EMPTY: nothing was found in it; is the disk mounted there?"
  }

  /// See ``Wording``.
  public func leftOut(_ path: String) -> String {
    "Left out: \(path): another file system is mounted there (--cross-file-systems goes into it)"
  }

  /// See ``Wording``.
  public var matchHeadings: [String] { ["DISTANCE", "GRADE", "BY", "LIST:ENTRY", "FILE"] }

  /// See ``Wording``.
  public func moreMatches(_ count: Int) -> String { "(+\(count) more)" }

  /// See ``Wording``.
  public func moreFiles(_ count: Int) -> String { "... and \(count) more files" }

  /// See ``Wording``.
  public func verdict(_ files: Int) -> String {
    switch files {
    case 0: "No file matches."
    case 1: "1 file matches."
    default: "\(files) files match."
    }
  }

  /// See ``Wording``.
  public func setAside(_ files: Int) -> String {
    "Set aside, because the entries are not to be relied on: \(files) \(files == 1 ? "file" : "files")"
  }

  /// See ``Wording``.
  public func clause(_ quarantine: Quarantine, mostPictures: Int) -> String {
    switch quarantine {
    case .severalCategories: "the list has the hash in several categories"
    case .oddHash: "hardly any picture has such a hash, by the number of its bits"
    case .manyPictures:
      "more than \(mostPictures) different pictures of the case are like the entry"
    }
  }

  /// See ``Wording``.
  public func paragraph(_ chance: ChanceFigures) -> String {
    let fit =
      chance.pairs.map { "\($0) pairs of this case" }
      ?? "28917 pairs of photographs, as this case has too few"
    let figures = [chance.mean, chance.deviation, chance.independentBits].map(Figures.rounded)
    return """
      By chance \(Figures.scientific(chance.expected)) pictures would match within \
      \(chance.radius) bits, \(Figures.scientific(chance.expectedClose)) within \
      \(chance.closeRadius) (\(chance.lookups) lookups among \(chance.pictures) hashes; unrelated \
      pictures differ in \(figures[0]) bits, deviation \(figures[1]), as \(figures[2]) independent \
      bits would: \(fit)).
      """
  }

  /// See ``Wording``.
  public func entries(_ count: Int, directories: Int) -> String {
    "\(count) entries, \(directories) of them directories"
  }

  /// See ``Wording``.
  public func probablyKnownGood(by filter: String, oneIn: Int64, of files: Int) -> String {
    let wrong = Figures.scientific(Double(files) / Double(max(1, oneIn)))
    return
      "known good by the Bloom filter \(filter) alone, not decoded; it is wrong in 1 of \(oneIn)"
      + " files that it does not hold: were none of these \(files) in it, in \(wrong)"
  }

  /// See ``Wording``.
  public var notExamined: String { "Not examined:" }

  /// See ``Wording``.
  public func moreEntries(_ count: Int) -> String { "... and \(count) more" }
}
