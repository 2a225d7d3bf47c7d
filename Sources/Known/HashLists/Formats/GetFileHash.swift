// What PowerShell's Get-FileHash shows: as a table padded with spaces, or as a list of properties.

internal import Findings

/// `Algorithm  Hash  Path` with dashes below, or `Algorithm : MD5` and so on in a line each.
struct GetFileHash: ListFormat {
  /// Where `Algorithm` and `Hash` stand among the words of a table's row; `nil` in a list of properties.
  private let words: (algorithm: Int, hash: Int)?
  private var algorithm = ""
  private var hash: (digits: [UInt8], number: Int)?
  private var isContinued = false

  init?(_ head: ListHead) {
    let lines = head.lines.filter { !$0.trimmed.isEmpty }.prefix(3).map(\.trimmed)
    guard lines.count > 1, let first = lines.first else { return nil }
    if lines[1].isDashes {
      let names = first.words.map { $0.text.lowercased() }
      guard let algorithm = names.firstIndex(of: "algorithm"),
        let hash = names.firstIndex(of: "hash"), algorithm < 2, hash < 2
      else { return nil }
      words = (algorithm, hash)
    } else if lines.prefix(2).allSatisfy({ Self.property($0) != nil }) {
      words = nil
    } else {
      return nil
    }
  }

  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "PowerShell Get-FileHash"
    var lines = try LineReader(content.stream)
    while let line = try lines.next() {
      guard let bytes = line.bytes else {
        intake.reject(line.number, .tooLong)
        continue
      }
      if let words {
        try readRow(bytes.bare, words, line.number, intake)
      } else {
        try readProperty(bytes, line.number, intake)
      }
    }
    try endRecord(intake)
  }

  private func readRow(
    _ line: ArraySlice<UInt8>, _ words: (algorithm: Int, hash: Int), _ number: Int,
    _ intake: ListIntake
  ) throws(ListFault) {
    let fields = line.words
    if line.isEmpty || line.isDashes || line.starts(with: "Algorithm ".utf8) { return }
    guard fields.count > max(words.algorithm, words.hash) else {
      return intake.reject(number, .malformed)
    }
    try add(fields[words.hash], of: fields[words.algorithm].text, number, intake)
  }

  private mutating func readProperty(
    _ line: ArraySlice<UInt8>, _ number: Int, _ intake: ListIntake
  ) throws(ListFault) {
    let text = line.bare
    if text.isEmpty {
      try endRecord(intake)
    } else if line.first == UInt8(ascii: " ") {
      // The window was too narrow for the value.
      if isContinued { hash?.digits += text }
    } else if let (name, value) = Self.property(text) {
      isContinued = name == "hash"
      if name == "algorithm" {
        if hash != nil { try endRecord(intake) }
        algorithm = value.text
      } else if name == "hash" {
        if hash != nil { try endRecord(intake) }
        hash = (Array(value), number)
      }
    } else {
      intake.reject(number, .malformed)
    }
  }

  private mutating func endRecord(_ intake: ListIntake) throws(ListFault) {
    guard let ended = hash else { return }
    hash = nil
    isContinued = false
    try add(ended.digits[...], of: algorithm, ended.number, intake)
  }

  private func add(
    _ digits: ArraySlice<UInt8>, of algorithm: String, _ number: Int, _ intake: ListIntake
  ) throws(ListFault) {
    var entry = ListEntry(number: number)
    entry.take(digits, as: HashKind(name: algorithm) ?? .unsupported(algorithm), intake)
    try intake.add(entry)
  }

  /// A property of a file's hash, its name in lower case.
  private static func property(
    _ line: ArraySlice<UInt8>
  ) -> (name: String, value: ArraySlice<UInt8>)? {
    guard let colon = line.prefix(16).firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = line[..<colon].trimmed.text.lowercased()
    guard colon > line.startIndex, line[colon - 1] == UInt8(ascii: " "),
      ["algorithm", "hash", "path"].contains(name)
    else { return nil }
    return (name, line[(colon + 1)...].trimmed)
  }
}

extension ArraySlice<UInt8> {
  /// The words between spaces.
  fileprivate var words: [Self] { split(separator: UInt8(ascii: " ")) }

  /// Whether it is a line of dashes under the names of columns.
  fileprivate var isDashes: Bool {
    !isEmpty && allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") }
  }
}
