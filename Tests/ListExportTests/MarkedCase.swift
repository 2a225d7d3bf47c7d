// Cases to export from, made by a seed, and lists to read back.

import CaseFile
import EvidenceEntries
import Findings
import Foundation
import HammingSpace
import HashLists
import ListExport
import MediaFormats
import PerceptualHash
import SystemPackage
import TestSupport

/// A case that is there as long as the closure runs.
func withCase<Result>(
  _ rows: [(entry: CaseEntry, content: CaseContent?)],
  digests: [DigestAlgorithm] = DigestAlgorithm.allCases, _ body: (CaseFile) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let file = try CaseFile.create(
      at: FilePath(folder).appending("test.vigie"),
      settings: ScanSettings(radius: 54, digests: digests), volumes: [Array("/mnt/a".utf8)],
      lists: [])
    try file.record(rows)
    return try body(file)
  }
}

/// A source to say.
func source(_ digests: [DigestAlgorithm] = DigestAlgorithm.allCases) -> ExportSource {
  ExportSource(
    caseName: "the \"case\".vigie", program: "vigie test", time: 1_795_000_000, digests: digests)
}

extension CaseFile {
  /// What is exported, as text.
  func list(
    _ marks: [Mark], _ format: ExportFormat, withPaths: Bool = false,
    digests: [DigestAlgorithm] = DigestAlgorithm.allCases
  ) throws -> (text: String, result: ExportResult) {
    var text = ""
    let result = try export(marks, as: format, from: source(digests), withPaths: withPaths) {
      text += $0
    }
    return (text, result)
  }
}

extension CaseFile {
  /// The marks, whose rows are numbers of contents, with the numbers of their rows.
  func marks(ofContents marks: [Mark]) throws -> [Mark] {
    var rows: [Int: Int] = [:]
    try forEachRow(.all) { row in if let id = row.content?.id { rows[id] = row.number } }
    return marks.map { mark in
      Mark(row: rows[mark.row] ?? mark.row, category: mark.category, place: mark.place)
    }
  }
}

/// An entry of a file.
func file(_ path: String, content: Int?, size: Int64 = 100) -> CaseEntry {
  var entry = CaseEntry(
    volume: 1, path: Array(path.utf8), kind: .file,
    status: FileStatus(
      size: size, inode: UInt64(content ?? 0), device: 1, links: 1, modified: 1, accessed: 2,
      changed: 3, created: nil))
  entry.content = content
  if content == nil { entry.outcome = .unreadable }
  return entry
}

extension SeededGenerator {
  /// So many bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  /// Digests of a file.
  mutating func digests(_ algorithms: [DigestAlgorithm]) -> [FileDigest] {
    algorithms.map { FileDigest($0, bytes: bytes($0.byteCount))! }
  }

  /// Hashes of a picture or frame in all orientations: half of the bits are set, as in real ones.
  mutating func hashes(quality: Int) -> DihedralPDQ {
    DihedralPDQ(
      quality: quality,
      hashes: (0..<8).map { _ in
        var words = SIMD4<UInt64>.zero
        for bit in (0..<256).shuffled(using: &self).prefix(128) {
          words[bit / 64] |= 1 << UInt64(bit % 64)
        }
        return PDQHash(Code256(words: words))
      })
  }

  /// A content: a picture, a video, another file, or one that could not be read.
  mutating func content(_ id: Int, _ algorithms: [DigestAlgorithm]) -> CaseContent {
    var content = CaseContent(id: id, outcome: .notMedia)
    content.digests = digests(algorithms)
    switch Int.random(in: 0..<8, using: &self) {
    case 0: break
    case 1:
      content.outcome = .unreadable
      content.unread = 7
      content.digests = []
    case 2...4:
      content.outcome = .hashed
      content.format = [.jpeg, .png, .gif].randomElement(using: &self)
      content.hashes = PictureHashes(
        whole: hashes(quality: Int.random(in: 0...100, using: &self)))
    default:
      content.outcome = .hashed
      content.format = [.mp4, .matroska].randomElement(using: &self)
      content.frames = (0..<Int.random(in: 1...4, using: &self)).map { second in
        DihedralFrame(
          time: Double(second) + 0.125,
          hashes: hashes(quality: Int.random(in: 0...100, using: &self)))
      }
    }
    return content
  }
}

/// All that a list gave.
final class ReceivedHashes: HashReceiver {
  /// A hash, and what the list says of it.
  struct Received<Hash: Hashable>: Hashable {
    var hash: Hash
    var category: String?
  }

  var lists: [HashList] = []
  var digests: [Received<FileDigest>] = []
  var pictures: [Received<PDQHash>] = []
  var videos: [Received<[VideoFrame]>] = []

  func add(_ digest: FileDigest, line: Int, category: String?) {
    digests.append(Received(hash: digest, category: category))
  }

  func add(_ picture: PDQHash, line: Int, category: String?) {
    pictures.append(Received(hash: picture, category: category))
  }

  func add(_ video: [VideoFrame], line: Int, category: String?) {
    videos.append(Received(hash: video, category: category))
  }

  func add(photoDNA: [UInt8], line: Int, category: String?) {}
  func add(_ filter: DigestFilter) {}
  func addUndecided(_ hash: PDQHash, line: Int) {}
  func takeUndecided(_ body: (PDQHash, Int) throws(HashListError) -> Void) {}
  func withdraw(line: Int) {}
  func end(_ list: HashList) { lists.append(list) }

  func amend(last count: Int, _ change: (inout HashList) -> Void) {
    for index in lists.indices.suffix(count) { change(&lists[index]) }
  }
}

/// Reads a list of this text.
func readList(_ text: String) throws -> ReceivedHashes {
  try withTemporaryFolder { folder in
    let path = folder + "/list"
    try Data(text.utf8).write(to: URL(filePath: path))
    let received = ReceivedHashes()
    try ListReader.read(FilePath(path), into: received)
    return received
  }
}
