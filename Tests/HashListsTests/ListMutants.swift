// Seeded mutants of lists, and what must be true of whatever is read of one.

import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

/// Changes a list's bytes as transfers, editors and people do.
struct ListMutator {
  /// Bytes that mean something to one format or another.
  private static let telling = Array("\"\"'`,;|:=\n\r\t #%()[]{}<>/\\&0aZ-\0\u{1A}\u{FEFF}".utf8)

  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  /// A list with a few changes.
  mutating func mutant(of bytes: [UInt8]) -> [UInt8] {
    var mutant = bytes
    for _ in 0..<[1, 1, 1, 2, 3, 8].randomElement(using: &random)! where !mutant.isEmpty {
      change(&mutant)
    }
    return mutant
  }

  private mutating func change(_ mutant: inout [UInt8]) {
    let index = Int.random(in: mutant.indices, using: &random)
    let other = Int.random(in: mutant.indices, using: &random)
    let few = min(mutant.count, index + Int.random(in: 1...80, using: &random))
    switch Int.random(in: 0..<10, using: &random) {
    case 0: mutant[index] = UInt8.random(in: 0...255, using: &random)
    case 1: mutant[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: mutant[index] = Self.telling.randomElement(using: &random)!
    case 3: mutant.insert(Self.telling.randomElement(using: &random)!, at: index)
    case 4: mutant.removeSubrange(index..<few)
    case 5: mutant.insert(contentsOf: mutant[index..<few], at: other)
    case 6: mutant.removeSubrange(index...)
    case 7:
      let line = self.line(in: mutant, around: index)
      mutant.insert(contentsOf: mutant[line], at: self.line(in: mutant, around: other).lowerBound)
    case 8: mutant.removeSubrange(line(in: mutant, around: index))
    default:
      let number = [0, 0x7F, 0xFF].randomElement(using: &random)! as UInt8
      for place in index..<min(mutant.count, index + 4) { mutant[place] = number }
    }
  }

  private func line(in bytes: [UInt8], around index: Int) -> Range<Int> {
    let start = bytes[..<index].lastIndex(of: 10).map { $0 + 1 } ?? 0
    return start..<(bytes[index...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count)
  }
}

extension ReceivedHashes {
  /// What does not add up in one list that was read of these bytes; nothing if all does.
  func faults(in bytes: [UInt8]) -> [String] {
    let list = self.list
    var faults: [String] = []
    func require(_ claim: Bool, _ fault: String) { if !claim { faults.append(fault) } }
    require(
      list.counts.md5 + list.counts.sha1 + list.counts.sha256 == digests.count,
      "digests are not as counted")
    require(list.counts.pictures == pictures.count, "pictures are not as counted")
    require(list.counts.videos == videos.count, "videos are not as counted")
    require(
      list.counts.frames == videos.reduce(0) { $0 + $1.hash.count { $0.pdq.isMatchable } },
      "frames are not as counted")
    require(
      list.counts.total > 0 || !photoDNA.isEmpty || !filters.isEmpty,
      "a list of nothing is no error")
    require(
      list.rejections.count == min(list.rejectedCount, HashList.rejectionsKept),
      "the first rejections are not kept")
    require(list.records >= lineNumbers.max() ?? 0, "an entry is behind the last record")
    require(
      list.rejections.allSatisfy { (1...max(1, list.records)).contains($0.number) },
      "a rejection is of no record")
    if !list.categories.isEmpty {
      let counted = list.categories.reduce(0) { $0 + $1.count }
      require(
        counted >= Set(digests.map(\.line) + pictures.map(\.line)).count, "a category is lost")
    }
    if list.unit == .record, !Self.replacing.contains(list.format) {
      require(list.records <= lineNumbers.count + framesBeyondFirst + told, "a record is lost")
    }
    if list.format == "hashes by line", list.rejectedCount <= HashList.rejectionsKept {
      let untold = plainLines(of: bytes).subtracting(lineNumbers)
        .subtracting(list.rejections.map(\.number))
      require(untold.count <= told, "lines are lost: \(untold.sorted().prefix(5))")
    }
    return faults
  }

  /// Formats in which a later record takes the place of an earlier one.
  private static let replacing: Set = ["NCMEC XML", "ThreatExchange JSON", "StopNCII"]

  private var lineNumbers: Set<Int> {
    Set(digests.map(\.line) + pictures.map(\.line) + videos.map(\.line) + photoDNA.map(\.line))
  }

  /// Records of frames, of which each video has one number.
  private var framesBeyondFirst: Int { videos.reduce(0) { $0 + $1.hash.count - 1 } }

  /// Losses that are told by their number.
  private var told: Int {
    list.notes.reduce(list.rejectedCount) { sum, note in
      switch note {
      case .emptyFiles(let count), .lowQuality(let count), .withdrawn(let count),
        .unsupported(_, let count):
        sum + count
      default: sum
      }
    }
  }

  /// Lines that are nothing but the digits of an MD5 or SHA-1 up to a space, where bytes are plain text.
  private func plainLines(of bytes: [UInt8]) -> Set<Int> {
    guard bytes.contains(10),
      !list.notes.contains(where: { if case .encoding = $0 { true } else { false } })
    else { return [] }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    return Set(
      lines.enumerated().filter { _, line in
        let word = line.prefix { $0 != 0x20 && $0 != 0x0D }
        return [32, 40].contains(word.count) && word.allSatisfy { Hexadecimal.value(of: $0) != nil }
      }.map { $0.offset + 1 })
  }
}
