// Comma-separated values, as lists of signals are exchanged in.

/// One row of comma-separated values (RFC 4180), without line breaks in quotes.
enum CSV {
  static func fields(of line: ArraySlice<UInt8>) -> [String] {
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    var wasQuote = false
    for byte in line {
      let quote = byte == UInt8(ascii: "\"")
      if quote, isQuoted || fields[fields.count - 1].isEmpty || wasQuote {
        // A quote inside quotes is one if it comes twice.
        if !isQuoted, wasQuote { fields[fields.count - 1].append(byte) }
        wasQuote = isQuoted
        isQuoted.toggle()
        continue
      }
      wasQuote = false
      if byte == UInt8(ascii: ","), !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields.map { String(decoding: $0, as: UTF8.self) }
  }
}
