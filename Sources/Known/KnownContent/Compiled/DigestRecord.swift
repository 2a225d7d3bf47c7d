// A digest and where it stands, in a form that sorts.

internal import HammingSpace
internal import SystemPackage

/// A digest and its place. Their order is that of the digest's bytes, and then that of the places.
protocol DigestRecord: BitwiseCopyable {
  /// The first 8 bytes as a big-endian number.
  var leading: UInt64 { get }

  var place: ListPlace { get }

  /// Takes a digest.
  init(_ digest: [UInt8], _ place: ListPlace)

  /// Whether the digest is the same.
  func hasDigest(of other: Self) -> Bool

  /// Writes the first bytes of the digest.
  func write(digest count: Int, to writer: SectionWriter) throws(Errno)

  static func precedes(_ left: Self, _ right: Self) -> Bool
}

/// An MD5 or SHA-1 and its place: 32 bytes.
struct ShortDigestRecord: DigestRecord {
  let leading: UInt64
  private let middle: UInt64
  /// 0 of an MD5.
  private let last: UInt32
  let place: ListPlace

  init(_ digest: [UInt8], _ place: ListPlace) {
    leading = BigEndian.word(digest, at: 0)
    middle = BigEndian.word(digest, at: 8)
    last = UInt32(truncatingIfNeeded: BigEndian.word(digest, at: 16) >> 32)
    self.place = place
  }

  func hasDigest(of other: ShortDigestRecord) -> Bool {
    leading == other.leading && middle == other.middle && last == other.last
  }

  func write(digest count: Int, to writer: SectionWriter) throws(Errno) {
    try writer.append(
      (leading.bigEndian, middle.bigEndian, last.bigEndian), first: count)
  }

  static func precedes(_ left: ShortDigestRecord, _ right: ShortDigestRecord) -> Bool {
    if left.leading != right.leading { return left.leading < right.leading }
    if left.middle != right.middle { return left.middle < right.middle }
    if left.last != right.last { return left.last < right.last }
    return ListPlace.precedes(left.place, right.place)
  }
}

/// A SHA-256, or a PDQ hash of 32 bytes, and its place: 48 bytes.
struct LongDigestRecord: DigestRecord {
  let leading: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64
  let place: ListPlace

  init(_ digest: [UInt8], _ place: ListPlace) {
    leading = BigEndian.word(digest, at: 0)
    second = BigEndian.word(digest, at: 8)
    third = BigEndian.word(digest, at: 16)
    fourth = BigEndian.word(digest, at: 24)
    self.place = place
  }

  /// Takes a PDQ hash.
  init(_ code: Code256, _ place: ListPlace) {
    let words = code.words
    (leading, second, third, fourth) = (words[3], words[2], words[1], words[0])
    self.place = place
  }

  func hasDigest(of other: LongDigestRecord) -> Bool {
    leading == other.leading && second == other.second && third == other.third
      && fourth == other.fourth
  }

  func write(digest count: Int, to writer: SectionWriter) throws(Errno) {
    try writer.append(
      (leading.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian), first: count)
  }

  static func precedes(_ left: LongDigestRecord, _ right: LongDigestRecord) -> Bool {
    if left.leading != right.leading { return left.leading < right.leading }
    if left.second != right.second { return left.second < right.second }
    if left.third != right.third { return left.third < right.third }
    if left.fourth != right.fourth { return left.fourth < right.fourth }
    return ListPlace.precedes(left.place, right.place)
  }
}

/// Numbers out of bytes.
private enum BigEndian {
  /// The 8 bytes from `offset` on; those beyond the end are 0.
  static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in offset..<offset + 8 {
      word = word << 8 | UInt64(index < bytes.count ? bytes[index] : 0)
    }
    return word
  }
}
