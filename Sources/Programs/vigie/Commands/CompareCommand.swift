// vigie compare

internal import ArgumentParser
internal import CaseReports
internal import EvidenceScan
internal import FileHashing
internal import Findings
internal import MediaExamination
internal import PerceptualHash
internal import Platform
internal import SystemPackage

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two PDQ hashes, pictures or videos.",
    discussion: """
      Prints the distance of two pictures or hashes, 0 to 256. Where a video is compared, prints the \
      share of either side's frames that the other has; a picture counts as a video of one frame.
      """)

  @Argument(help: "A PDQ hash or a file.")
  var a: PathArgument

  @Argument(help: "Another.")
  var b: PathArgument

  @OptionGroup var decoders: DecoderOptions

  func run() throws {
    try Console.run {
      var hasher: FileHasher?
      let sides = try [a, b].map { try side($0.path, &hasher) }
      var output = Output()
      for (name, side) in zip(["A", "B"], sides) {
        try output.write("\(name): \(side.description)\n")
      }
      if let first = sides[0].picture, let second = sides[1].picture {
        let distance = first.hash.distance(to: second.hash)
        try output.write("distance \(distance) of 256: \(Self.verdict(first, second, distance))\n")
      } else if let comparison = VideoComparison(query: sides[0].frames, known: sides[1].frames) {
        try output.write(
          """
          \(Self.percent(comparison.queryShare)) of A is in B, \
          \(Self.percent(comparison.knownShare)) of B is in A, \
          closest frames \(comparison.distance) bits apart: \
          \(comparison.isMatch ? "a match" : "no match")

          """)
      } else {
        try output.write("no frame of one is in the other: no match\n")
      }
      try output.flush()
    }
  }

  private static func verdict(_ a: PDQResult, _ b: PDQResult, _ distance: Int) -> String {
    guard a.isMatchable, b.isMatchable else {
      return "no match, quality below \(Thresholds.minimumQuality)"
    }
    let most = Thresholds.match
    return distance <= most ? "a match (\(most) or less)" : "no match (more than \(most))"
  }

  private static func percent(_ share: Double) -> String {
    "\(Int((share * 100).rounded())) %"
  }

  /// One side of a comparison.
  private struct Side {
    var description: String
    /// Of a picture or bare hash.
    var picture: PDQResult?
    /// All of a video, or the one of a picture.
    var frames: [VideoFrame]
  }

  /// - Parameter hasher: Made when the first file comes up.
  private func side(_ path: FilePath, _ hasher: inout FileHasher?) throws -> Side {
    if let hash = PDQHash(path.string), (try? path.stat()) == nil {
      // Of a bare hash the quality is not known; it is taken to be good enough.
      let pdq = PDQResult(hash: hash, quality: Thresholds.unknownQuality)
      return Side(
        description: "\(hash)", picture: pdq, frames: [VideoFrame(time: 0, pdq: pdq)])
    }
    let name = UntrustedText.line(path.bytes)
    if hasher == nil { hasher = FileHasher(examiner: try decoders.start()) }
    switch hasher!.record(of: path) {
    case .failure(let problem):
      Console.warn(about: path.bytes, problem.text)
      throw ExitStatus.noInput
    case .success(let record):
      if !record.frames.isEmpty {
        return Side(description: "\(name): \(record.frames.count) frames", frames: record.frames)
      }
      guard let pdq = record.picture else {
        Console.warn(about: path.bytes, record.issue?.text ?? "no picture")
        throw ExitStatus.unusableData
      }
      return Side(
        description: "\(pdq.hash), quality \(pdq.quality), \(name)", picture: pdq,
        frames: [VideoFrame(time: 0, pdq: pdq)])
    }
  }
}
