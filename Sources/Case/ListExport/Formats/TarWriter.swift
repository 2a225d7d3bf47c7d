// A tar (POSIX.1-1988, ustar) of texts: enough for lists that are of one thing each.

/// Makes the pieces of a tar.
struct TarWriter {
  private static let block = 512
  private static let zero: Character = "\0"

  /// Seconds since 1970, of every member.
  let time: Int64

  /// A member, with what fills its last block.
  ///
  /// - Precondition: The name has at most 100 bytes, all ASCII; the text less than 8 GiB.
  func member(_ name: String, _ text: String) -> String {
    let count = text.utf8.count
    precondition(name.utf8.count <= 100 && count < 1 << 33)
    func header(_ checksum: String) -> String {
      [
        (name, 100), (octal(0o600, 7), 8), (octal(0, 7), 8), (octal(0, 7), 8),
        (octal(Int64(count), 11), 12), (octal(time, 11), 12), (checksum, 8), ("0", 1), ("", 100),
        ("ustar", 6), ("00", 2), ("", 247),
      ].map { padded($0, to: $1) }.joined()
    }
    // The sum of the bytes, with spaces in its own place.
    let sum = header("        ").utf8.reduce(Int64(0)) { $0 + Int64($1) }
    let rest = (Self.block - count % Self.block) % Self.block
    return header(octal(sum, 6) + "\0 ") + padded(text, to: count + rest)
  }

  /// What ends a tar.
  var end: String { String(repeating: Self.zero, count: 2 * Self.block) }

  private func octal(_ number: Int64, _ digits: Int) -> String {
    let text = String(min(max(number, 0), 1 << Int64(3 * digits) - 1), radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private func padded(_ text: String, to count: Int) -> String {
    text + String(repeating: Self.zero, count: count - text.utf8.count)
  }
}
