// What a list says of one content, whichever format it is written in.

public import Findings
public import MediaFormats
public import PerceptualHash

/// One entry of a list that goes out.
public struct ExportEntry: Hashable, Sendable {
  /// The rows that have its bytes, in the order in which they were marked; at least one.
  public var rows: [Int]
  /// Its category.
  public var category: String
  /// Cryptographic hashes of its bytes.
  public var digests: [FileDigest] = []
  /// The hash of its picture as stored, if it has enough structure to be matched.
  public var picture: PDQResult?
  /// The sampled frames of its video as stored, if any of them can be matched.
  public var frames: [VideoFrame] = []
  /// Bytes.
  public var size: Int64?
  /// What it is; `nil` if it is no picture or video.
  public var format: MediaFormat?
  /// Its paths, with that of the volume; only if they are to go out.
  public var paths: [[UInt8]] = []

  /// An entry without hashes.
  public init(rows: [Int], category: String) {
    self.rows = rows
    self.category = category
  }

  /// The lowercase digits of a digest.
  func digest(_ algorithm: DigestAlgorithm) -> String? {
    digests.first { $0.algorithm == algorithm }?.description
  }

  /// The digits of the picture's hash.
  var pdq: String? { picture?.hash.description }

  /// A name that says nothing of where it lies.
  var plainName: String { "row-\(rows[0])" }
}

/// Where a list comes from.
public struct ExportSource: Hashable, Sendable {
  /// Name of the case.
  public var caseName: String
  /// Name and version of the program.
  public var program: String
  /// When it is written: seconds since 1970.
  public var time: Int64
  /// The digests that the case has of every file that was read.
  public var digests: [DigestAlgorithm]

  /// Describes a source.
  public init(caseName: String, program: String, time: Int64, digests: [DigestAlgorithm]) {
    self.caseName = caseName
    self.program = program
    self.time = time
    self.digests = digests
  }

  /// As a line.
  var text: String { "\(program), case \(caseName)" }
}
