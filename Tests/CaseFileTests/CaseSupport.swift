// Cases and their contents for tests.

import CaseFile
import EvidenceEntries
import Findings
import Foundation
import HammingSpace
import PerceptualHash
import SystemPackage
import TestSupport

/// A folder that goes with the test, and a case in it.
func withCase<Result>(
  volumes: [String] = ["/mnt/a"], lists: [HashList] = [],
  settings: ScanSettings = ScanSettings(radius: 54),
  _ body: (CaseFile, FilePath) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let path = FilePath(folder).appending("test.vigie")
    let file = try CaseFile.create(
      at: path, settings: settings, volumes: volumes.map { Array($0.utf8) }, lists: lists)
    return try body(file, path)
  }
}

extension SeededGenerator {
  mutating func hash() -> PDQHash {
    PDQHash(Code256(words: SIMD4.random(in: .min ... .max, using: &self)))
  }

  /// Hashes as if by chance, or close to what the first one predicts.
  mutating func dihedral() -> DihedralPDQ {
    let hashes = Orientation.allCases.map { _ in hash() }
    return DihedralPDQ(quality: Int.random(in: 0...100, using: &self), hashes: hashes)
  }

  mutating func pictureHashes() -> PictureHashes {
    var hashes = PictureHashes(whole: dihedral())
    for _ in 0..<Int.random(in: 0...2, using: &self) { hashes.inner.append(dihedral()) }
    if Bool.random(using: &self) { hashes.widened = dihedral() }
    return hashes
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }
}

func digest(_ algorithm: DigestAlgorithm, _ byte: UInt8) -> FileDigest {
  FileDigest(algorithm, bytes: Array(repeating: byte, count: algorithm.byteCount))!
}

func list(_ name: String) -> HashList {
  var list = HashList(name: name, sha256: digest(.sha256, 7), format: "hashes by line")
  list.counts.pictures = 12
  list.counts.md5 = 3
  list.rejections = [3, 8].map { HashList.Rejection(number: $0, reason: .malformed) }
  list.rejectedCount = 2
  list.notes = [
    .emptyFiles(count: 1), .unsupported(kind: "tlsh \u{9B}", count: 4),
    .bareHashes(.both, balanced: 2, count: 3),
  ]
  return list
}

/// A file with something in every field.
func fullContent(_ id: Int, seed: UInt64 = 1) -> CaseContent {
  var random = SeededGenerator(seed: seed)
  var content = CaseContent(id: id, outcome: .partial)
  content.reasons = [Reason(.readFailed, 5, 4096), Reason(.truncated)]
  content.unread = 4096
  content.format = .quickTime
  content.decoder = .unlockedMedia
  content.width = 640
  content.height = 480
  content.exifOrientation = 6
  content.digests = [digest(.md5, 1), digest(.sha1, 2), digest(.sha256, 3)]
  content.hashes = random.pictureHashes()
  content.frames = (0..<3).map { DihedralFrame(time: Double($0) / 3, hashes: random.dihedral()) }
  content.lookups = 16
  var video = KnownMatch(
    list: 1, line: 7, category: "2", hash: [UInt8](repeating: 0x5A, count: 32), algorithm: .vpdq,
    distance: 12)
  video.orientation = .rotate270
  video.segment = 1.25...8
  video.queryShare = 0.5
  video.knownShare = 1 / 3.0
  var picture = KnownMatch(
    list: 0, line: 3, category: nil, hash: [UInt8](repeating: 0xA5, count: 32), algorithm: .pdq,
    distance: 50)
  picture.framing = .insideSecondBorder
  picture.orientation = .antitranspose
  content.matches = [
    KnownMatch(
      list: 0, line: 9, category: "a\u{301},\"", hash: [UInt8](repeating: 3, count: 20),
      algorithm: .sha1, distance: 0), video,
    picture,
  ]
  return content
}

func file(_ path: String, volume: Int = 1, content: Int? = nil) -> CaseEntry {
  file(Array(path.utf8), volume: volume, content: content)
}

func file(_ path: [UInt8], volume: Int = 1, content: Int? = nil) -> CaseEntry {
  var entry = CaseEntry(
    volume: volume, path: path, kind: .file,
    status: FileStatus(
      size: 100, inode: .max, device: 1 << 63, links: 1, modified: -5, accessed: .min,
      changed: .max, created: nil))
  entry.content = content
  if content == nil { entry.outcome = .unreadable }
  return entry
}

extension CaseFile {
  func rows(_ selection: Selection = .all) throws -> [CaseRow] {
    var rows: [CaseRow] = []
    try forEachRow(selection) { rows.append($0) }
    return rows
  }
}
