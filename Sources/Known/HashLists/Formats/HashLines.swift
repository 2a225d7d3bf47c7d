// Hashes by line: bare ones, md5sum's and its kin's, and what needs no header.

internal import Findings
internal import PerceptualHash

/// Lines that need no header: bare hashes, `hash,quality,...`, `type hash`, md5sum's and its kin's, BSD's
/// `MD5 (name) = hash`, OpenSSL's, certutil's, md5deep's with sizes.
///
/// The last format: what no other knows is held against it line by line.
struct HashLines: ListFormat {
  /// Whether the heading is one line of certutil's, which is of the next hash only.
  private var isHeadingOfOne = false

  /// Lines that stand somewhere else than in a list of nothing but lines.
  init() {}

  init?(_ head: ListHead) {
    guard head.isText, FileKind(head.bytes) == nil else { return nil }
    // A line of JSON or XML can look like one of ours; the rest would be lost.
    if let first = head.text.first, [UInt8(ascii: "{"), UInt8(ascii: "<")].contains(first) {
      return nil
    }
  }

  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "hashes by line"
    var lines = try LineReader(content.stream)
    while let line = try lines.next() {
      guard let bytes = line.bytes else {
        intake.reject(line.number, .tooLong)
        continue
      }
      try read(bytes, line.number, into: intake)
    }
  }

  /// Reads one line.
  mutating func read(
    _ line: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    let text = line.bare
    guard let first = text.first else { return }
    if Hexadecimal.value(of: first) != nil, intake.heading == nil {
      // Most lines of most lists.
      let digits = text.leadingDigits
      if digits.count == 32 || digits.count == 40,
        digits.endIndex == text.endIndex || text[digits.endIndex] == UInt8(ascii: " "),
        let digest = FileDigest(digits.count == 32 ? .md5 : .sha1, hex: digits)
      {
        return try intake.add(digest, at: number)
      }
    }
    if !text.isComment { try readParts(of: text, number, into: intake) }
  }

  private mutating func readParts(
    of line: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    let (word, rest) = line.firstWord
    if word.withoutNumberPrefix.digestLength != nil {
      try readHash(word.withoutNumberPrefix, rest, number, into: intake)
    } else if let digits = line.joinedDigits {
      try readHash(digits, [], number, into: intake)
    } else if let sized = Self.sized(word, rest) {
      try readHash(sized.hash, sized.rest, number, into: intake)
    } else if line.last == UInt8(ascii: ":"), !line.isHeading, let kind = HashKind(within: line) {
      intake.heading = kind
      isHeadingOfOne = true
    } else if let (kind, rest) = HashKind.named(line) {
      try read(rest, as: kind, number, into: intake)
    } else if line.starts(with: "CertUtil:".utf8) {
      if isHeadingOfOne { intake.heading = nil }
    } else if !line.elementsEqual("hash".utf8) {
      intake.reject(number, .malformed)
    }
  }

  /// md5deep's size ahead of the hash.
  private static func sized(
    _ word: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>
  ) -> (hash: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
    guard word.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    let (hash, rest) = rest.trimmed.firstWord
    return hash.digestLength == nil ? nil : (hash, rest)
  }

  /// `pdq HASH`, `MD5 (name) = HASH`, or a heading on its own.
  private mutating func read(
    _ rest: ArraySlice<UInt8>, as kind: HashKind, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    if rest.isEmpty {
      intake.heading = kind
      isHeadingOfOne = false
      if number == 1 { intake.list.format = "X-Ways text" }
      return
    }
    var entry = ListEntry(number: number)
    if let digits = rest.joinedDigits {
      entry.take(digits, as: kind, intake)
    } else {
      entry.take(rest.firstWord.word, as: kind, intake)
    }
    try intake.add(entry)
  }

  private mutating func readHash(
    _ digits: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>, _ number: Int,
    into intake: ListIntake
  ) throws(ListFault) {
    var entry = ListEntry(number: number)
    if let heading = intake.heading {
      entry.take(digits, as: heading, intake)
      if isHeadingOfOne { intake.heading = nil }
      return try intake.add(entry)
    }
    let hasDelimiter = rest.first.map { $0 != UInt8(ascii: " ") } ?? false
    let fields = hasDelimiter ? rest.dropFirst().fields(rest.first!) : []
    if digits.count == 64 {
      let isCompanion = fields.contains { [32, 40].contains($0.digestLength) }
      if rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "\t") || isCompanion {
        entry.take(digits, as: .digest(.sha256), intake)
      } else if let hash = PDQHash(hex: digits) {
        guard let quality = fields.first?.quality else {
          return try intake.addUndecided(hash, at: number)
        }
        entry.pdq = hash
        entry.quality = quality
        // A name may have the delimiter in it.
        let path = rest.dropFirst().split(
          separator: rest.first!, maxSplits: 1, omittingEmptySubsequences: false)
        entry.moment = path.count > 1 ? FrameMoment(path[1]) : nil
        return try intake.add(entry)
      }
    } else if let kind = HashKind.plain(digits: digits.count) {
      entry.take(digits, as: kind, intake)
    }
    takeOthers(of: fields, into: &entry, intake)
    try intake.add(entry)
  }

  /// Takes the hashes that stand behind the first in a row without header.
  private func takeOthers(
    of fields: [ArraySlice<UInt8>], into entry: inout ListEntry, _ intake: ListIntake
  ) {
    for (index, field) in fields.enumerated() {
      guard let length = field.digestLength else { continue }
      if let kind = length == 64 ? .digest(.sha256) : HashKind.plain(digits: length), length != 32 {
        entry.take(field, as: kind, intake)
      } else {
        // A second column of 32 digits may be of anything.
        intake.note(.unnamedDigests(column: "column \(index + 2)", digits: length))
      }
    }
  }
}
