// JSON as a stream: a document of gigabytes in the memory of one text, which no library known here
// offers.

/// Reads JSON (RFC 8259) from its beginning to its end, without going back. Who reads takes what is
/// needed; all else is checked and passed over.
///
/// It is strict but in two points, in which nothing can be mistaken: line breaks and tabs stand in
/// texts as they are, because exporters write them so, and bytes of texts need not be UTF-8. Names
/// that come twice in an object are given twice.
final class JSONReader {
  /// Values nest no deeper.
  private static let deepest = 64

  private let stream: ByteStream
  /// What has been read and not taken is from ``position`` on. The stream is not asked for each
  /// byte, because that is what most of the time would go into.
  private(set) var buffer: [UInt8] = []
  var position = 0
  /// Where ``buffer`` begins in the whole.
  private var start: Int
  /// The record that is being read, from 1; for errors.
  var record = 0
  private var depth = 0
  /// Whether a value comes next that nobody has taken.
  private var isDue = false

  /// What kind of value comes next.
  enum Kind { case object, array, scalar }

  /// Starts at the stream's position.
  init(_ stream: ByteStream) {
    self.stream = stream
    start = stream.offset
  }

  // MARK: - Bytes

  /// Reads more behind what is there, and drops what was taken.
  ///
  /// - Returns: Whether anything came; `false` at the end.
  func fill() throws(ListFault) -> Bool {
    if stream.available.isEmpty, try !stream.fill() { return false }
    start += position
    buffer = Array(buffer[position...]) + stream.available
    position = 0
    stream.position = stream.buffer.count
    return true
  }

  /// The next bytes, which are not taken; fewer than `count` only at the end.
  func peek(_ count: Int) throws(ListFault) -> ArraySlice<UInt8> {
    while buffer.count - position < count, try fill() {}
    return buffer[position...].prefix(count)
  }

  // MARK: - Errors

  private var place: String {
    (record > 0 ? "in record \(record), " : "") + "at byte \(start + position)"
  }

  /// The error of bytes that end inside of a document.
  var truncated: ListFault { .truncated(place) }

  /// The error of what is no JSON, or goes beyond a limit, with its place.
  func wrong(_ what: String) -> ListFault {
    .unusable(
      "is no valid JSON \(place): \(what); have it exported again, or its exporter mended"
    )
  }

  // MARK: - Structure

  /// The first byte of what comes next behind white space, which is not taken.
  func peek() throws(ListFault) -> UInt8 {
    while true {
      while position < buffer.count {
        let byte = buffer[position]
        guard byte.isJSONSpace else { return byte }
        position += 1
      }
      guard try fill() else { throw truncated }
    }
  }

  /// The kind of the value that comes next, which is not taken.
  func kind() throws(ListFault) -> Kind {
    switch try peek() {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    default: .scalar
    }
  }

  /// Reads an object. `member` is called with each name, and takes its value or leaves it.
  func object(_ member: (String) throws(ListFault) -> Void) throws(ListFault) {
    try container("{", "}") { () throws(ListFault) in
      let name = try text()
      try colon()
      isDue = true
      try member(String(decoding: name, as: UTF8.self))
      if isDue { try skip() }
    }
  }

  /// Reads an array. `element` is called for each element, and takes it or leaves it.
  func array(_ element: () throws(ListFault) -> Void) throws(ListFault) {
    try container("[", "]") { () throws(ListFault) in
      isDue = true
      try element()
      if isDue { try skip() }
    }
  }

  /// The value that comes next; `nil` if it is an object or array, which is passed over.
  func scalar() throws(ListFault) -> JSONScalar? {
    guard try kind() == .scalar else {
      try skip()
      return nil
    }
    isDue = false
    return try plain(keeps: true)
  }

  /// Passes over a value.
  func skip() throws(ListFault) {
    switch try kind() {
    case .object:
      try container("{", "}") { () throws(ListFault) in
        try text(keeps: false)
        try colon()
        try skip()
      }
    case .array: try container("[", "]") { () throws(ListFault) in try skip() }
    case .scalar:
      isDue = false
      _ = try plain(keeps: false)
    }
  }

  /// Whether anything comes behind the end of a document but white space and what old tools end
  /// files with.
  func hasMore() throws(ListFault) -> Bool {
    while let byte = try peek(1).first {
      guard byte.isJSONSpace || byte == 0x1A || byte == 0 else { return true }
      position += 1
    }
    return false
  }

  private func container(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ member: () throws(ListFault) -> Void
  ) throws(ListFault) {
    guard try peek() == UInt8(ascii: open) else { throw wrong("\"\(open)\" is missing") }
    position += 1
    depth += 1
    if depth > Self.deepest { throw wrong("it nests deeper than \(Self.deepest)") }
    if try peek() != UInt8(ascii: close) {
      try member()
      while try peek() != UInt8(ascii: close) {
        guard try peek() == UInt8(ascii: ",") else {
          throw wrong("\",\" or \"\(close)\" is missing")
        }
        position += 1
        try member()
      }
    }
    position += 1
    depth -= 1
    isDue = false
  }

  private func colon() throws(ListFault) {
    guard try peek() == UInt8(ascii: ":") else { throw wrong("\":\" is missing") }
    position += 1
  }
}

extension UInt8 {
  /// Whether it is white space between JSON's values.
  fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
