// What lines of hashes are made of: words, digits, names of kinds.

internal import Findings
internal import PerceptualHash

extension ArraySlice<UInt8> {
  /// Without white space and what old tools leave at the ends of lines and files: NUL, Ctrl-Z, a byte
  /// order mark.
  var bare: Self {
    var start = startIndex
    var end = endIndex
    if count > 2, self[start] == 0xEF, self[start + 1] == 0xBB, self[start + 2] == 0xBF {
      start += 3
    }
    while end > start, self[end - 1].isBlank { end -= 1 }
    while start < end, self[start].isBlank { start += 1 }
    return self[start..<end]
  }

  /// Whether it is a remark.
  var isComment: Bool {
    switch first {
    case UInt8(ascii: "#"), UInt8(ascii: ";"): true
    case UInt8(ascii: "/"): starts(with: "//".utf8)
    case UInt8(ascii: "-"): starts(with: "--".utf8)
    default: false
    }
  }

  /// The hexadecimal digits that it begins with.
  var leadingDigits: Self {
    var end = startIndex
    while end < endIndex, Hexadecimal.value(of: self[end]) != nil { end += 1 }
    return self[..<end]
  }

  /// The first word, out of its quotes if it has some, and what follows it, the separator included.
  var firstWord: (word: Self, rest: Self) {
    // md5sum puts a backslash ahead of a hash whose file name it had to escape.
    let line = first == UInt8(ascii: "\\") ? dropFirst() : self
    if line.first == UInt8(ascii: "\""),
      let end = line.dropFirst().firstIndex(of: UInt8(ascii: "\""))
    {
      return (line[(line.startIndex + 1)..<end].trimmed, line[(end + 1)...].trimmedAheadOfDelimiter)
    }
    let word = line.prefix { !$0.isSeparator }
    return (word, line[word.endIndex...].trimmedAheadOfDelimiter)
  }

  /// Without spaces ahead of a delimiter.
  private var trimmedAheadOfDelimiter: Self {
    let rest = drop { $0 == UInt8(ascii: " ") }
    return rest.first.map(\.isDelimiter) == true ? rest : self
  }

  /// Without `0x`.
  var withoutNumberPrefix: Self {
    starts(with: "0x".utf8) || starts(with: "0X".utf8) ? dropFirst(2) : self
  }

  /// The fields between delimiters, out of their quotes.
  func fields(_ delimiter: UInt8) -> [Self] {
    split(separator: delimiter, omittingEmptySubsequences: false).map { field in
      let text = field.trimmed
      let isQuoted = text.count > 1 && text.first == UInt8(ascii: "\"") && text.last == text.first
      return isQuoted ? text.dropFirst().dropLast() : text
    }
  }

  /// The digits of a digest written in pairs, as `74:de:10` or `74 de 10`, if this is nothing else.
  var joinedDigits: Self? {
    guard count > 46, count < 128, count % 3 == 2 else { return nil }
    let separator = self[startIndex + 2]
    guard separator.isSeparator || separator == UInt8(ascii: "-") || separator == UInt8(ascii: ":")
    else { return nil }
    var digits: [UInt8] = []
    for (index, byte) in enumerated() {
      if index % 3 == 2 {
        guard byte == separator else { return nil }
      } else {
        digits.append(byte)
      }
    }
    return digits[...].digestLength == nil ? nil : digits[...]
  }
}

extension UInt8 {
  /// What lines may have at their ends.
  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0 || self == 0x1A || self == 0x0D }

  /// What stands between fields.
  var isDelimiter: Bool { TableReader.delimiters.contains(self) }

  /// What ends the first word of a line.
  var isSeparator: Bool { self == UInt8(ascii: " ") || isDelimiter }
}

extension HashKind {
  /// A line longer than this is no heading.
  private static let longestName = 40

  /// The kind whose name a line begins with, and the hash behind it, which is empty in a heading.
  static func named(_ line: ArraySlice<UInt8>) -> (kind: HashKind, hash: ArraySlice<UInt8>)? {
    let name = line.prefix(longestName).prefix {
      !$0.isSeparator && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "(")
        && $0 != UInt8(ascii: "=")
    }
    if let kind = HashKind(name: String(decoding: name, as: UTF8.self)) {
      let rest = line[name.endIndex...].trimmed
      if rest.first != UInt8(ascii: "(") {
        let isMarked = rest.first.map {
          $0.isDelimiter || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=")
        }
        let hash = isMarked == true ? rest.dropFirst().trimmed : rest
        // A word such as "hash" behind it is part of a heading.
        if hash.contains(where: { !$0.isSeparator }), line.isHeading { return (kind, []) }
        return (kind, hash)
      }
      guard let equals = rest.lastIndex(of: UInt8(ascii: "=")) else {
        return line.isHeading ? (kind, []) : nil
      }
      return (kind, rest[(equals + 1)...].trimmed)
    }
    guard line.isHeading, let kind = HashKind(name: String(decoding: line, as: UTF8.self)) else {
      return nil
    }
    return (kind, [])
  }

  /// The kind whose name stands ahead of a colon: `md5:HASH`.
  init?(prefixOf text: ArraySlice<UInt8>) {
    guard let colon = text.prefix(16).firstIndex(of: UInt8(ascii: ":")) else { return nil }
    self.init(name: String(decoding: text[..<colon], as: UTF8.self))
  }

  /// The kind that is named anywhere in certutil's first line, whatever language it is in.
  init?(within line: ArraySlice<UInt8>) {
    for word in line.prefix(64).split(whereSeparator: {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-")
    }) {
      guard let kind = HashKind(name: String(decoding: word, as: UTF8.self)) else { continue }
      self = kind
      return
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// Whether all of it is the name of a kind.
  var isHeading: Bool {
    count <= 40 && HashKind(name: String(decoding: self, as: UTF8.self)) != nil
  }
}
