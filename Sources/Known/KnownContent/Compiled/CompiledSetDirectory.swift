// What a compiled known set says of itself, as JSON behind its arrays.

internal import Findings

/// The directory of a set.
struct CompiledSetDirectory: Codable {
  /// Where an array lies.
  struct Section: Codable {
    var name: SectionName
    var offset: Int
    var byteCount: Int
    /// Of its bytes.
    var sha256: FileDigest
  }

  /// The tables over an array of codes.
  struct Tables: Codable {
    /// First bit, width and bits that choose the group, of each.
    var chunks: [[Int]]
    var positionBits: Int
    var skews: [Double]
  }

  /// An array of codes.
  struct Codes: Codable {
    /// The bit of a PDQ hash that stands at each place.
    var bitOrder: [UInt8]
    /// Left out if a scan was chosen.
    var tables: Tables?
  }

  /// The lists that the set was made of, as they were read.
  var lists: [HashList] = []
  var categories: [String] = []
  var pictures: Codes
  var frames: Codes
  /// Left out of a set in memory.
  var sections: [Section] = []
}
