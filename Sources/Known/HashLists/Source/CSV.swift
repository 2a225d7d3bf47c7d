// Delimited values (RFC 4180), as tables of hashes are exchanged in.

/// Reads tables row by row, in bounded memory.
struct DelimitedRows {
  /// A row: its fields without quotes.
  struct Row {
    /// The line that it begins on, from 1.
    var number: Int
    /// `nil` if it is too long to be looked at.
    var fields: [[UInt8]]?
  }

  /// A quoted field may go on over so many lines; a quote that nobody closes costs these alone.
  private static let mostLines = 64

  private var lines: LineReader
  private let delimiter: UInt8

  init(_ stream: ByteStream, delimiter: UInt8) throws(ListFault) {
    lines = try LineReader(stream)
    self.delimiter = delimiter
  }

  /// The next row that is not blank; `nil` at the end.
  mutating func next() throws(ListFault) -> Row? {
    while let line = try lines.next() {
      guard let bytes = line.bytes else { return Row(number: line.number, fields: nil) }
      if bytes.allSatisfy({ $0 <= 0x20 || $0 == 0x1A }) { continue }
      var splitter = FieldSplitter(delimiter: delimiter)
      splitter.take(bytes)
      var count = 1
      while splitter.isQuoted, count < Self.mostLines, let more = try lines.next()?.bytes {
        splitter.take([0x0A])
        splitter.take(more)
        count += 1
      }
      return Row(number: line.number, fields: splitter.isQuoted ? nil : splitter.fields)
    }
    return nil
  }

  /// The fields of one line.
  static func fields(of line: ArraySlice<UInt8>, delimiter: UInt8) -> [[UInt8]] {
    var splitter = FieldSplitter(delimiter: delimiter)
    splitter.take(line)
    return splitter.fields
  }
}

/// Splits a row into its fields.
private struct FieldSplitter {
  let delimiter: UInt8
  private(set) var fields: [[UInt8]] = [[]]
  /// Whether a quote is open.
  private(set) var isQuoted = false
  private var wasQuote = false

  init(delimiter: UInt8) {
    self.delimiter = delimiter
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte == UInt8(ascii: "\""), isQuoted || fields[fields.count - 1].isEmpty || wasQuote {
        // A quote inside quotes is one if it comes twice.
        if !isQuoted, wasQuote { fields[fields.count - 1].append(byte) }
        wasQuote = isQuoted
        isQuoted.toggle()
        continue
      }
      wasQuote = false
      if byte == delimiter, !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
  }
}
