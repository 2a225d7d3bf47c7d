// Hashes by line: bare ones, md5sum's and its kin's, and what needs no header.

internal import Findings
internal import PerceptualHash

/// Lines that need no header: bare hashes, `hash,quality,...`, `type hash`, `type:hash`, md5sum's and its
/// kin's, `MD5 (name) = hash` (BSD), `MD5(name)= hash` (OpenSSL), what certutil and PowerShell print, and
/// md5deep's with sizes.
///
/// The last format: what no other knows is held against it line by line.
struct HashLines: ListFormat {
  init?(_ head: ListHead) {
    guard head.isText, FileKind(head.bytes) == nil else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "hashes by line"
    var lines = try LineReader(content.stream)
    while let line = try lines.next() {
      if let bytes = line.bytes {
        try Self.read(bytes.withoutMarks, line.number, into: intake)
      } else {
        intake.reject(line.number, .tooLong)
      }
    }
  }

  /// Reads a line without white space at its ends.
  static func read(
    _ line: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    intake.tick(number)
    guard let first = line.first, !line.isComment else { return }
    if first.isHexadecimalDigit || first == UInt8(ascii: "\\") {
      // md5sum puts a backslash ahead of a hash whose file name it had to escape.
      let line = first == UInt8(ascii: "\\") ? line.dropFirst() : line
      let word = line.prefix { !$0.isSeparator }
      if try readHash(word, line[word.endIndex...], number, into: intake) { return }
    }
    try readNamed(line, number, into: intake)
  }

  // MARK: - Lines that begin with a hash

  /// Reads a line whose first word is a hash, or md5deep's size ahead of one.
  ///
  /// - Returns: Whether it was.
  private static func readHash(
    _ word: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) -> Bool {
    let digits = word.withoutPrefix
    guard digits.count >= 32 else {
      return try readSpread(word, rest, number, into: intake)
    }
    guard digits.allSatisfy(\.isHexadecimalDigit) else { return false }
    var entry = ListEntry(number: number)
    switch digits.count {
    case 32: entry.take(digits, as: .digest(.md5), intake)
    case 64:
      if rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "\t") {
        entry.take(digits, as: .digest(.sha256), intake)
        break
      }
      guard let hash = PDQHash(hex: digits) else { return false }
      let fields = rest.dropFirst().split(
        separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
      guard let quality = fields.first?.quality else {
        try intake.addUndecided(hash, at: number)
        return true
      }
      entry.pdq = hash
      entry.quality = quality
      entry.moment = fields.count > 1 ? FrameMoment(fields[1]) : nil
    default:
      guard let kind = HashKind.unnamed(digits: digits.count) else { return false }
      entry.take(digits, as: kind, intake)
    }
    try intake.add(entry)
    return true
  }

  /// Reads digits of which the line puts something between: certutil's pairs; or md5deep's size.
  private static func readSpread(
    _ word: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) -> Bool {
    let hash = rest.trimmed.prefix { !$0.isSeparator }
    if word.allSatisfy(\.isDigit), hash.count >= 32 {
      return try readHash(hash, rest.trimmed[hash.endIndex...], number, into: intake)
    }
    let line = word + rest
    let digits = line.filter { $0 != 0x20 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") }
    guard word.count == 2 || word.contains(UInt8(ascii: ":")) || word.contains(UInt8(ascii: "-")),
      digits.count >= 32, digits.allSatisfy(\.isHexadecimalDigit)
    else { return false }
    return try readHash(digits[...], [], number, into: intake)
  }

  // MARK: - Lines that begin with a name

  /// `pdq HASH`, `MD5 (name) = HASH`, `SHA2-256(name)= HASH`, `sha256:HASH`, or a heading on its own.
  private static func readNamed(
    _ line: ArraySlice<UInt8>, _ number: Int, into intake: ListIntake
  ) throws(ListFault) {
    let name = line.prefix {
      !$0.isSeparator && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ":")
    }
    let text = String(decoding: name, as: UTF8.self)
    let rest = line[name.endIndex...].trimmed
    guard let kind = HashKind(name: text) else {
      if !Self.isHeading(text) { intake.reject(number, .malformed) }
      return
    }
    if rest.isEmpty {
      intake.heading = kind
      return
    }
    var hash = rest
    if rest.first == UInt8(ascii: "(") {
      guard let equals = rest.lastIndex(of: UInt8(ascii: "=")) else {
        intake.reject(number, .malformed)
        return
      }
      hash = rest[(equals + 1)...]
    } else if let first = rest.first, first == UInt8(ascii: ":") || first == UInt8(ascii: ",") {
      hash = rest.dropFirst()
    }
    // certutil ahead of its hash: `MD5 hash of file x:`.
    if line.last == UInt8(ascii: ":") {
      intake.heading = kind
      return
    }
    var entry = ListEntry(number: number)
    entry.take(hash.trimmed.prefix { !$0.isSeparator }, as: kind, intake)
    try intake.add(entry)
  }

  /// Words that tools write above or below hashes.
  private static func isHeading(_ word: String) -> Bool {
    ["hash", "hashes", "algorithm", "certutil", "path"].contains(word.lowercased())
      || !word.isEmpty && word.allSatisfy { $0 == "-" }
  }
}

extension ArraySlice<UInt8> {
  /// Without white space, and without the NUL and end-of-file marks that old tools leave at the end.
  fileprivate var withoutMarks: Self {
    var line = self
    while let last = line.last, last <= 0x20 { line.removeLast() }
    return line.trimmed
  }

  /// Whether it is a comment.
  fileprivate var isComment: Bool {
    first == UInt8(ascii: "#") || first == UInt8(ascii: ";") || starts(with: "//".utf8)
  }
}

extension UInt8 {
  /// What ends the first word of a line.
  fileprivate var isSeparator: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: ",")
      || self == UInt8(ascii: ";")
  }

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
