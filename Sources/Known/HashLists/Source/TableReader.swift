// Delimited values as rows: one reader of CSV and its kin for all tables of hashes.

internal import Findings

/// Reads delimited values (RFC 4180) row by row, line breaks in quotes included, in bounded memory.
///
/// A quote that is not closed costs only the line that it stands in: a row that runs on too far, or in
/// which a quote stands where none can, is given as malformed, and reading goes on with the next line.
struct TableReader {
  /// What stands between the fields of tables.
  static let delimiters = Array(",;\t|".utf8)
  private static let quote = UInt8(ascii: "\"")

  /// One row. Its fields are good until the next one is read.
  struct Row {
    /// The line on which it begins, from 1.
    var number: Int
    /// Without quotes; none if ``problem`` says why.
    var fields: [ArraySlice<UInt8>]
    /// Why the row is of no use.
    var problem: HashList.Rejection.Reason?
    /// Whether it has line breaks in quotes.
    var hasBreaks = false
  }

  private enum Outcome {
    /// A row; the next begins at this place.
    case row(end: Int)
    /// The row goes on behind what has been read.
    case open(inQuotes: Bool)
    /// A quote is not closed, or stands where none can.
    case misquoted
  }

  private let stream: ByteStream
  private let delimiter: UInt8
  private let lineEnd: UInt8
  private var line = 1
  private var fields: [ArraySlice<UInt8>] = []
  private var breaks = 0
  /// Where the row read last begins, and its number.
  private var last = (position: 0, line: 1)

  /// Starts at the stream's position, which is the beginning of line `line`.
  init(_ stream: ByteStream, delimiter: UInt8, line: Int = 1) throws(ListFault) {
    self.stream = stream
    self.delimiter = delimiter
    self.line = line
    lineEnd = try LineReader.lineEnd(of: stream)
  }

  /// The next row; `nil` at the end.
  mutating func next() throws(ListFault) -> Row? {
    while true {
      if stream.available.isEmpty, try !stream.fill() { return nil }
      last = (stream.position, line)
      switch scan() {
      case .row(let end):
        stream.position = end
        line += breaks + 1
        return Row(number: last.line, fields: fields, hasBreaks: breaks > 0)
      case .misquoted:
        return try skipLine(.malformed)
      case .open(let inQuotes):
        if stream.available.count > LineReader.longestLine {
          return try skipLine(inQuotes ? .malformed : .tooLong)
        }
        try stream.fill()
      }
    }
  }

  /// Goes back to the second line of the row read last, because the row is none.
  mutating func retreat() throws(ListFault) {
    (stream.position, line) = last
    _ = try skipLine(.malformed)
  }

  private mutating func skipLine(_ problem: HashList.Rejection.Reason) throws(ListFault) -> Row {
    defer { line += 1 }
    while true {
      if let end = stream.available.firstIndex(of: lineEnd) {
        stream.position = end + 1
        break
      }
      stream.position = stream.buffer.count
      if try !stream.fill() { break }
    }
    return Row(number: line, fields: [], problem: problem)
  }

  /// Reads the fields of the row at the stream's position, as far as it has been read.
  private mutating func scan() -> Outcome {
    let buffer = stream.buffer
    let isLast = stream.isAtEnd
    var index = stream.position
    fields.removeAll(keepingCapacity: true)
    breaks = 0
    while true {
      let start = index
      var first = index
      while first < buffer.count, buffer[first] == 0x20 { first += 1 }
      if first < buffer.count, buffer[first] == Self.quote {
        if let outcome = scanQuoted(buffer, from: first + 1, isLast, &index) { return outcome }
      } else {
        while index < buffer.count, buffer[index] != delimiter, buffer[index] != lineEnd {
          index += 1
        }
        let hasReturn =
          index > start && buffer[index - 1] == 0x0D && lineEnd == 0x0A
          && (index == buffer.count || buffer[index] == lineEnd)
        fields.append(buffer[start..<(hasReturn ? index - 1 : index)])
      }
      guard index < buffer.count else { return isLast ? .row(end: index) : .open(inQuotes: false) }
      index += 1
      if buffer[index - 1] == lineEnd { return .row(end: index) }
    }
  }

  /// Reads a field in quotes, and leaves `index` at the delimiter or line end behind it.
  private mutating func scanQuoted(
    _ buffer: [UInt8], from start: Int, _ isLast: Bool, _ index: inout Int
  ) -> Outcome? {
    var parts: [UInt8] = []
    var from = start
    var hasBreak = false
    index = start
    while true {
      guard index < buffer.count else { return isLast ? .misquoted : .open(inQuotes: true) }
      let byte = buffer[index]
      if byte == lineEnd {
        breaks += 1
        hasBreak = true
      } else if byte == Self.quote {
        if index + 1 < buffer.count, buffer[index + 1] == Self.quote {
          // Two quotes are one.
          parts += buffer[from...index]
          from = index + 2
          index += 2
          continue
        }
        var end = index + 1
        while end < buffer.count, buffer[end] != delimiter, buffer[end] != lineEnd,
          buffer[end] == 0x20 || buffer[end] == 0x09 || buffer[end] == 0x0D
        { end += 1 }
        if end == buffer.count, !isLast { return .open(inQuotes: true) }
        if end == buffer.count || buffer[end] == delimiter || buffer[end] == lineEnd {
          fields.append(
            parts.isEmpty ? buffer[from..<index] : (parts + buffer[from..<index])[...])
          index = end
          return nil
        }
        // A quote within the text; behind a line break it rather opens a field of another row.
        if hasBreak { return .misquoted }
      }
      index += 1
    }
  }
}
