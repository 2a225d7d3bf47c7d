// The arrays that known content is made of, and their names: decided here for all who write or read them.

internal import Findings
internal import HammingSpace

/// The named arrays of a set, as bytes.
typealias Sections = [SectionName: SharedArray<UInt8>]

/// Whose PDQ hashes an array holds.
enum HashedMedia: String {
  case pictures, frames
}

/// The name of an array, as the directory of a compiled set has it.
struct SectionName: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
  var rawValue: String

  init(rawValue: String) {
    self.rawValue = rawValue
  }

  private init(_ owner: String, _ part: String) {
    rawValue = "\(owner).\(part)"
  }

  var description: String { rawValue }
}

extension SectionName {
  /// The digests of an algorithm, ascending.
  static func digests(_ algorithm: DigestAlgorithm) -> SectionName {
    SectionName(algorithm.rawValue, "digests")
  }

  /// Where each of them stands.
  static func digestPlaces(_ algorithm: DigestAlgorithm) -> SectionName {
    SectionName(algorithm.rawValue, "places")
  }

  /// Where each picture stands.
  static let picturePlaces = SectionName(HashedMedia.pictures.rawValue, "places")

  /// The video that each frame belongs to.
  static let frameVideos = SectionName(HashedMedia.frames.rawValue, "videos")

  /// PhotoDNA hashes, of ``photoDNALength`` bytes each, which are kept and never matched.
  static let photoDNAValues = SectionName("photodna", "values")

  /// Where each of them stands.
  static let photoDNAPlaces = SectionName("photodna", "places")

  /// Bytes of a PhotoDNA hash.
  static let photoDNALength = 144

  /// Where each video stands.
  static let videoPlaces = SectionName("videos", "places")

  /// How many distinct frames each video has.
  static let videoLengths = SectionName("videos", "lengths")

  /// Words 0 and 1 of the hashes.
  static func near(_ media: HashedMedia) -> SectionName {
    SectionName(media.rawValue, "near")
  }

  /// Words 2 and 3 of the hashes.
  static func far(_ media: HashedMedia) -> SectionName {
    SectionName(media.rawValue, "far")
  }

  /// The first of equal hashes, for each that comes after it.
  static func firsts(_ media: HashedMedia) -> SectionName {
    SectionName(media.rawValue, "firsts")
  }

  /// Those that come after it.
  static func others(_ media: HashedMedia) -> SectionName {
    SectionName(media.rawValue, "others")
  }

  /// Where the groups of a table begin.
  static func offsets(_ media: HashedMedia, table: Int) -> SectionName {
    SectionName(media.rawValue, "offsets.\(table)")
  }

  /// The entries of a table.
  static func entries(_ media: HashedMedia, table: Int) -> SectionName {
    SectionName(media.rawValue, "entries.\(table)")
  }
}
