// Copies of a known video that were turned or mirrored, from the file to the match.

import CaseFile
import EvidenceScan
import FileHashing
import Findings
import Foundation
import FullExamination
import MediaExamination
import MediaFormats
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct TurnedVideoScanTests {
  /// Five pictures that have nothing in common, and what turns a picture back.
  private static let pictures = (0..<5).map {
    SyntheticPicture(width: 240, height: 160, seed: UInt64(60 + $0))
  }

  private func inverse(_ orientation: Orientation) -> Orientation {
    switch orientation {
    case .rotate90: .rotate270
    case .rotate270: .rotate90
    default: orientation
    }
  }

  /// Scans videos of these pictures against the video of them as they are, listed with its frames or by
  /// one of them as a still.
  private func matches(
    _ orientations: [Orientation], asStill: Bool = false, allOrientations: Bool = true
  ) throws -> (row: CaseContent, frames: [VideoFrame]) {
    try withTemporaryFolder { folder in
      try MotionJPEG.write(Self.pictures, to: folder + "/known.avi")
      let hasher = FileHasher(examiner: InProcessExaminer())
      let frames = try hasher.record(of: FilePath(folder + "/known.avi")).get().frames
      let lines = frames.enumerated().map { "\($0),\($1.pdq.quality),\($1.pdq.hash),\($1.time)\n" }
      let text = asStill ? "\(frames[2].pdq.hash),100,still\n" : lines.joined()
      try text.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      let volume = folder + "/volume"
      try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
      let turned = zip(Self.pictures, orientations).map { $0.turned($1) }
      try MotionJPEG.write(turned, to: volume + "/copy.avi")
      let file = try scan(
        [volume], lists: [FilePath(folder + "/list")], into: folder + "/case",
        allOrientations: allOrientations)
      return (try #require(try file.row("copy.avi")?.content), frames)
    }
  }

  @Test(
    "A known video that was turned or mirrored is found, and the match says how it was turned",
    arguments: Orientation.allCases)
  func turned(orientation: Orientation) throws {
    let (content, frames) = try matches(Array(repeating: orientation, count: 5))
    #expect(frames.count == 5 && content.outcome == .hashed && content.format == .avi)
    let match = try #require(content.matches.first)
    #expect(content.matches.count == 1 && match.algorithm == .vpdq && match.grade == .match)
    #expect(match.orientation == inverse(orientation) && match.framing == .whole)
    #expect(match.queryShare == 1 && match.knownShare == 1 && match.distance <= 8)
    #expect(match.segment == 0...4)
  }

  @Test("As stored only, a turned video is not looked for")
  func asStored() throws {
    let mirrored = Array(repeating: Orientation.flipX, count: 5)
    #expect(try matches(mirrored, allOrientations: false).row.matches.isEmpty)
    let upright = Array(repeating: Orientation.identity, count: 5)
    #expect(try matches(upright, allOrientations: false).row.matches.count == 1)
  }

  @Test("Frames that are turned in different ways are no turned video")
  func disagreement() throws {
    let content = try matches([.flipX, .flipX, .identity, .flipY, .identity]).row
    #expect(content.matches.isEmpty)
  }

  @Test("A known picture that is seen in a turned video is found", arguments: Orientation.allCases)
  func still(orientation: Orientation) throws {
    let content = try matches(Array(repeating: orientation, count: 5), asStill: true).row
    let match = try #require(content.matches.first)
    #expect(content.matches.count == 1 && match.algorithm == .pdq)
    #expect(
      match.orientation == inverse(orientation) && match.framing == .whole && match.segment == 2...2
    )
  }
}
